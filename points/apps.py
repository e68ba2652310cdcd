from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("Points")

    def ready(self) -> None:
        from points.queries import audit_subjects, claims, held_parts, notices
        from points.services import erasing
        from points.views.calendar import CALENDAR_PAGE
        from points.views.desk import VillageDesk
        from points.views.frame import VillagePages
        from points.views.work import NOTICE_PAGES, RULE_PAGES, WORK_PAGES
        from villagegov.web.admin_site import register_desk
        from villagegov.web.context import register_counter, register_source
        from villagegov.web.work import register_work_pages

        register_source(VillagePages())
        register_counter("my", claims.to_answer)
        register_desk(VillageDesk())
        register_work_pages(*WORK_PAGES, *RULE_PAGES)
        register_work_pages(CALENDAR_PAGE, *NOTICE_PAGES)
        register_counter("inbox", notices.unread_count)
        audit_subjects.register()
        held_parts.register()
        erasing.register()
        if settings.VILLAGEGOV_MOVABLE_CLOCK:
            from points.queries.site import clock_offset
            from villagegov.kernel import clock

            clock.provide_offset(clock_offset)
