"""Two logins, and a clean database after tests that commit."""

import threading

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from points.models import JobRun
from tests.conftest import empty_the_database, end_other_sessions
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


def test_tests_run_as_the_application_login() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, pg_get_userbyid(d.datdba) = current_user"
            " FROM pg_roles, pg_database d WHERE rolname = current_user AND d.datname = current_database()"
        )
        assert cursor.fetchone() == (False, False, False)


@pytest.mark.parametrize(
    "statement", ["TRUNCATE points_jobrun", "DROP TABLE points_jobrun", "CREATE TABLE mine (id int)"]
)
def test_the_application_login_cannot_change_or_empty_tables(statement: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_migrate_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(settings.DATABASES, "owner")
    with pytest.raises(CommandError, match="OWNER_DATABASE_URL"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_committed_rows_do_not_reach_the_next_test(round_: int) -> None:
    assert connection.settings_dict["NAME"].startswith("test_")
    assert not JobRun.objects.exists()
    JobRun.objects.create(name="sweep", finished_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_emptying_keeps_the_triggers_of_append_only_tables() -> None:
    def enabled() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
            return cursor.fetchall()

    before = enabled()
    empty_the_database()
    assert before and enabled() == before
    assert {state for _, state in before} == {"O"}
    assert apps.get_model("contenttypes", "ContentType").objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_session_a_thread_left_open_can_be_ended() -> None:
    left: list[BaseDatabaseWrapper] = []

    def open_one() -> None:
        own = connections["default"]
        own.ensure_connection()
        own.inc_thread_sharing()
        left.append(own)

    thread = threading.Thread(target=open_one)
    thread.start()
    thread.join()
    assert left[0].is_usable()
    end_other_sessions("default")
    assert not left[0].is_usable()
    left[0].close()
