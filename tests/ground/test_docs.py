"""The contract of docs/architecture.md names what there is."""

import importlib
import re
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver

TEXT = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")


def contract() -> list[tuple[str, str]]:
    """(module, function) for each function written with its bracket in a contract block."""
    found = []
    for app, block in re.findall(r"### (\w+)\n\n```\n(.*?)```", TEXT, re.DOTALL):
        module = ""
        for line in block.splitlines():
            head = re.match(r"((?:queries|services|points\.views)\.\w+|tasks|commands)\s", line)
            if head:
                name = head.group(1)
                module = name if name.startswith("points.") else f"{app}.{name}"
            if module.endswith(".commands"):
                continue
            found += [(module, name) for name in re.findall(r"(?<![\w.])([a-z_]+)\(", line)]
    return found


def test_the_contract_is_read():
    assert ("points.services.claims", "send_up") in contract()
    assert len(contract()) > 40


@pytest.mark.parametrize(("module", "name"), contract())
def test_every_function_of_the_contract_exists(module, name):
    assert callable(getattr(importlib.import_module(module), name, None)), f"{module}.{name}"


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:points|councils|boards):\w+)`", TEXT))))
def test_every_address_of_the_table_exists(name):
    namespace, _, short = name.partition(":")
    resolver = get_resolver()
    try:
        names = resolver.namespace_dict[namespace][1].reverse_dict
    except KeyError as error:
        raise NoReverseMatch(name) from error
    assert short in names, name
