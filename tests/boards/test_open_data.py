"""Open data: stable names, masked for ever, small numbers held back, never the black board."""

import csv
import io
import json
from datetime import date

import pytest

from boards.queries import open_data
from points.models import Household
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.support import deed, publish, sweep
from tests.boards.test_public import text
from tests.factories import make_village
from tests.support import assert_accessible, assert_valid_html
from villagegov.kernel import clock

DATA = "/v/wangjiagou/data/"
CSV, JSON = f"{DATA}2026-10.csv", f"{DATA}2026-10.json"


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


def rows(client, address=CSV):
    answer = client.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_fields_are_those_of_version_one(client, cast):
    """Whoever reads these files goes by the names: changing one of them is a new version."""
    found = rows(client)
    assert open_data.VERSION == 1 and {row["version"] for row in found} == {"1"}
    assert list(found[0]) == [
        "version", "village", "month", "part", "number", "name", "measure", "value", "held_back", "group", "reason",
    ]  # fmt: skip
    whole = {row["measure"]: row["value"] for row in found if row["part"] == "village"}
    assert whole == {"households": "12", "scoring_households": "7", "points": "135", "red_entries": "4"}
    assert {"李*华", "陈*芳"} < {row["name"] for row in found if row["part"] == "red"}
    tree = json.loads(client.get(JSON).content)
    assert list(tree) == [
        "version", "village", "village_name", "month", "issue", "published_on", "figures", "categories", "groups",
        "red",
    ]  # fmt: skip
    assert tree["figures"] == {name: int(value) for name, value in whole.items()}
    assert "attachment" in client.get(JSON).headers["Content-Disposition"]


def test_names_are_masked_even_of_those_who_agreed_and_no_black_entry_is_there(client, cast):
    Household.objects.filter(village=cast.village).update(names_public=True)
    for address in (CSV, JSON, f"{DATA}2026-09.csv", DATA):
        for user in (None, cast.administrator):
            client.logout()
            if user:
                client.force_login(user)
            shown = client.get(address).content.decode()
            for household in Household.objects.filter(village=cast.village):
                assert household.head_name not in shown, address
            assert "吴*平" not in shown and "焚烧" not in shown and "后三名" not in shown


def test_a_name_in_a_reason_is_masked(client, cast):
    from boards.models import BoardEntry

    BoardEntry.objects.filter(village=cast.village, colour="red", household=cast.households[1]).update(
        reason="陈秀芳半年来每周三次帮邻居"
    )
    assert "陈*芳半年来" in client.get(CSV).content.decode()


def test_what_stands_on_few_is_held_back(client, db):
    cast = make_village(households=12, slug="wangjiagou")
    first, second = cast.groups[:2]
    Household.objects.filter(village=cast.village).update(group=first)
    few = [household.pk for household in cast.households[:3]]
    Household.objects.filter(pk__in=few).update(group=second)
    for household in cast.households[:9]:
        deed(cast, household)
    sweep(cast)
    publish(cast)
    with clock.frozen(TODAY):
        found = rows(client)
        of_groups = [row for row in found if row["part"] == "group"]
        by_group = {(row["name"], row["measure"]): (row["value"], row["held_back"]) for row in of_groups}
        assert by_group[second.name, "points"] == by_group[second.name, "scoring_households"] == ("", "1")
        assert by_group[first.name, "points"] == ("", "1"), "or the other could be worked out"
        assert by_group[second.name, "households"] == ("3", "0")
        groups = {row["group"] for row in found if row["part"] == "red"}
        assert second.name not in groups
        tree = json.loads(client.get(JSON).content)
        assert [group["points"] for group in tree["groups"]] == [None, None]


def test_no_cell_runs_as_a_formula(client, cast):
    cast.village.name = "=1+1"
    cast.village.save()
    assert ",'=1+1," in client.get(CSV).content.decode()


def test_only_published_months(client, cast):
    for tail in ("2026-11.csv", "2026-13.csv", "x.json", "2026-11.json"):
        assert client.get(DATA + tail).status_code == 404


def test_the_dictionary_explains_every_field_and_measure(client, cast):
    shown = text(client, DATA)
    used = {row["measure"] for row in rows(client)}
    for name in (*open_data.FIELDS, *used):
        assert f"<code>{name}</code>" in shown, name
    for month in ("2026-08", "2026-09", "2026-10"):
        assert f"{DATA}{month}.csv" in shown and f"{DATA}{month}.json" in shown
    assert 'href="/v/wangjiagou/data/"' in text(client, "/v/wangjiagou/")
    assert_valid_html(shown)


def test_a_village_before_its_first_board(client, db):
    make_village(slug="wangjiagou")
    with clock.frozen(clock.moment(date(2026, 10, 20))):
        assert "还没有出榜" in text(client, DATA)


def test_it_fits_a_phone(transactional_db, phone, monkeypatch) -> None:
    boards_of_autumn(wangjiagou())
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    page = phone.new_page()
    page.goto(DATA)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
