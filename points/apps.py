from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("Points")

    def ready(self) -> None:
        from points.views.desk import VillageDesk
        from points.views.frame import VillagePages
        from villagegov.web.admin_site import register_desk
        from villagegov.web.context import register_source

        register_source(VillagePages())
        register_desk(VillageDesk())
        if settings.VILLAGEGOV_MOVABLE_CLOCK:
            from points.queries.site import clock_offset
            from villagegov.kernel import clock

            clock.provide_offset(clock_offset)
