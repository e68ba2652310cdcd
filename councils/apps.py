from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = _("Councils")

    def ready(self) -> None:
        from councils.models import ActivityPhoto, DemandPhoto, MatterPaper, SittingPage, VillagePicture
        from councils.queries import audit_subjects, demands, held, review
        from councils.queries.matters import records
        from councils.queries.matters.sittings import may_see_photo
        from councils.queries.serving import handover
        from councils.queries.volunteers import activities
        from councils.services import erasing, reminders
        from councils.services.carrying import rule_mandates
        from councils.services.matters import erasing as matter_erasing
        from councils.views import my_demands, pairings, profile
        from councils.views.dividends import public as dividends
        from councils.views.matters import suggestions
        from councils.views.my import claim_part, part
        from councils.views.my_breaches import part as breaches_part
        from councils.views.public import PUBLIC_PAGES
        from councils.views.volunteers import mine
        from councils.views.work import WORK_PAGES
        from points.queries.photos import register_lasting, register_seer
        from points.services.photos import register_use
        from points.views.my import register_part
        from points.views.my_claims import register_claim_part
        from points.views.site import register_about_part
        from villagegov.web.context import register_counter
        from villagegov.web.public import register_public_pages
        from villagegov.web.work import register_work_pages

        register_counter("admin", review.waiting_count)
        register_counter("my", mine.waiting)
        register_part("councils", part)
        register_part("dissuasion", breaches_part)
        register_part("demands", my_demands.my_part)
        register_part("dividends", dividends.my_part)
        register_part("pairings", pairings.my_part)
        register_part("volunteers", mine.my_part)
        register_about_part("profile", profile.about_part)
        register_part("suggestions", suggestions.my_part)
        for model in (DemandPhoto, MatterPaper, SittingPage):
            register_use(model)
        register_lasting(DemandPhoto, demands.photos_ended)
        register_use(VillagePicture)
        register_use(ActivityPhoto)
        register_seer("activities", activities.may_see_photo)
        register_seer("demands", demands.may_see_photo)
        register_seer("matters", may_see_photo)
        register_claim_part("councils", claim_part)
        register_work_pages(*WORK_PAGES)
        register_public_pages(*PUBLIC_PAGES)
        audit_subjects.register()
        handover.register()
        held.register()
        records.register()
        matter_erasing.register()
        erasing.register()
        reminders.register()
        rule_mandates.register()
