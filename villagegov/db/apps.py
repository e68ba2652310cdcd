from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VillageDbConfig(AppConfig):
    name = "villagegov.db"
    label = "villagedb"
    verbose_name = "Village database"

    def ready(self) -> None:
        from villagegov.db.grants import grant_to_app

        # Not a domain write: rights of the application login follow the tables after each migrate.
        post_migrate.connect(grant_to_app, sender=self, dispatch_uid="villagedb.grants")
