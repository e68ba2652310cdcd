"""Migration operations of the house."""

from __future__ import annotations

from django.db import migrations


def append_only(table: str, *, erasable: bool = False) -> migrations.RunSQL:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE on ``table``, whoever asks.

    ``erasable`` leaves DELETE alone: rows that must be erasable on request, and still never altered.
    """
    events = "UPDATE" if erasable else "UPDATE OR DELETE"
    return migrations.RunSQL(
        sql=f"""
            CREATE TRIGGER {table}_append_only BEFORE {events} ON {table}
                FOR EACH ROW EXECUTE FUNCTION villagegov_refuse_change();
            CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION villagegov_refuse_change();
        """,
        reverse_sql=f"""
            DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
            DROP TRIGGER IF EXISTS {table}_append_only ON {table};
        """,
    )
