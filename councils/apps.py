from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("Councils")

    def ready(self) -> None:
        from councils.queries import objections, review, tellings
        from councils.views.my import part
        from points.views.my import register_part
        from villagegov.web.context import register_counter

        register_counter("admin", review.waiting_count)
        register_counter("tellings", tellings.waiting_count)
        register_counter("objections", objections.waiting_count)
        register_part("councils", part)
