"""Rights of the application login, set after every migrate.

``owner`` makes the tables, ``app`` works in them and can neither alter them nor empty them. Tables that are only ever
appended to grant no UPDATE and no DELETE; tables whose rows are replaced whole grant no UPDATE. The triggers of
:mod:`villagegov.db.operations` refuse the same for every other login.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections


def grant_to_app(using: str, **kwargs: Any) -> None:
    app_login = settings.DATABASES["default"].get("USER")
    connection = connections[using]
    if connection.vendor != "postgresql" or not app_login or connection.settings_dict.get("USER") == app_login:
        return
    quote = connection.ops.quote_name
    role = quote(app_login)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        existing = set(connection.introspection.table_names(cursor))
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {quote('django_migrations')} FROM {role}")
        for model in apps.get_models():
            table = model._meta.db_table
            if table in existing and getattr(model, "append_only", False):
                kept = getattr(model, "rows_can_be_erased", False)
                cursor.execute(f"REVOKE UPDATE{'' if kept else ', DELETE'} ON {quote(table)} FROM {role}")
