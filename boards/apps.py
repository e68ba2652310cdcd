from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    name = "boards"
    verbose_name = _("Boards")

    def ready(self) -> None:
        from boards.models import BoardEntry, BoardProposal, ContestWalk
        from boards.queries import audit_subjects, fulfilment, held
        from boards.services import erasing, tell
        from boards.views import contest_part, stars
        from boards.views.my import my_boards
        from boards.views.public import PUBLIC_PAGES
        from boards.views.work import WORK_PAGES
        from boards.views.year import my_part
        from councils.services import reminders
        from points.services import photos
        from points.views.my import register_part
        from villagegov.web.public import register_public_pages
        from villagegov.web.work import register_work_pages

        audit_subjects.register()
        fulfilment.register()
        held.register()
        erasing.register()
        for model in (BoardEntry, BoardProposal, ContestWalk):
            photos.register_use(model)
        register_work_pages(*WORK_PAGES)
        register_public_pages(*PUBLIC_PAGES)
        register_part("boards.statement", my_part)
        register_part("boards.contests", contest_part.my_part)
        register_part("boards.stars", stars.my_part)
        register_part("boards.entries", my_boards)
        reminders.register_source("boards", tell.to_remind)
