"""PostgreSQL as Django knows it, with one feature taken back.

Django lets GROUP BY name the primary key alone and select the table's other columns. That leans on the key being
``id``; on a table distributed by village the key is ``(village_id, id)`` and the query is refused. Spelling the
columns out costs nothing and is right in both.
"""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model: type) -> bool:
        return not getattr(model, "is_village_table", False)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
