"""docker-compose.yml and its neighbours, read as far as they can be without Docker."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE_TEXT)["services"]


def test_all_parts_are_there(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}


def test_volumes_networks_and_dependencies_exist(services: dict[str, Any]) -> None:
    whole = yaml.safe_load(COMPOSE_TEXT)
    for name, service in services.items():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or (PROJECT / source).is_file(), f"{name}: {source}"
        assert set(service["networks"]) <= set(whole["networks"])
        for other, how in service.get("depends_on", {}).items():
            assert other in services
            if how["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{name} waits for {other}, which never gets healthy"


def test_only_migrate_knows_the_owner(services: dict[str, Any]) -> None:
    knows = {name for name, service in services.items() if "OWNER_DATABASE_URL" in service.get("environment", {})}
    assert knows == {"migrate"}
    exposed = {name for name, service in services.items() if service.get("ports")}
    assert exposed == {"proxy"}


def test_the_site_gets_everything_the_settings_need(services: dict[str, Any]) -> None:
    from villagegov import settings

    image = (PROJECT / "Dockerfile").read_text()
    for name in ("migrate", "web", "worker", "beat"):
        for needed in (*settings.NEEDED, "ALLOWED_HOSTS"):
            assert needed in services[name]["environment"] or f"{needed}=" in image, f"{name} lacks {needed}"


def test_each_variable_is_in_the_example_and_required_where_it_is_first_used() -> None:
    example = set(re.findall(r"^([A-Z_]+)=", (PROJECT / "docs/deploy/env.example").read_text(), re.MULTILINE))
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))
    required = set(re.findall(r"(?<!\$)\$\{([A-Z_]+):\?", COMPOSE_TEXT))
    assert used == example == required


def test_the_image_holds_every_package_and_no_index_address() -> None:
    image = (PROJECT / "Dockerfile").read_text()
    for package in ("villagegov", "points", "councils", "boards", "templates", "static"):
        assert f"COPY {package} {package}" in image
        assert f"!{package}" in (PROJECT / ".dockerignore").read_text().splitlines()
    for lock in (PROJECT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9-]+==[^\n]*?\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z0-9-]+==", text, re.MULTILINE)) > 20


@pytest.mark.parametrize("script", ["docs/deploy/postgres-init.sh", ".ci/run"])
def test_shell_scripts_parse(script: str) -> None:
    shell = (PROJECT / script).read_text().splitlines()[0].rsplit("/", 1)[-1].split()[-1]
    assert subprocess.run([shell, "-n", script], cwd=PROJECT).returncode == 0
