"""Papers that lie with a matter: opinions the procedure asks for, and others."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.matter_enums import MatterState, PaperKind
from councils.models import Matter, MatterPaper
from councils.models.matter import REASON_LENGTH
from councils.queries.matters import standing
from councils.services.matters import advancing
from councils.services.texts import tidy
from points.models import Photo, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

MOST_PAPERS = 20


@transaction.atomic
def add_paper(
    *, matter: Matter, kind: str, dated: date, words: str = "", photo: Photo | None = None, by: User, at: datetime
) -> MatterPaper:
    """What it says in a sentence, or its photo, or both. Never public."""
    access.require(by, matter.village, *standing.TYPISTS)
    locked = advancing.lock(matter)
    words = words.strip()
    missing = "" if photo else _("Write what it says, or add a photo.")
    wrong = tidy(words, "words", REASON_LENGTH, missing)
    if kind not in PaperKind.values:
        wrong.append(DomainError(_("Choose what kind of paper it is."), field="kind", code="kind"))
    if dated > clock.local_day(at):
        wrong.append(DomainError(_("This day is still to come."), field="dated", code="future"))
    rows = MatterPaper.objects.filter(village=locked.village_id, matter=locked)
    if rows.count() >= MOST_PAPERS:
        sentence = _("At most %(most)s papers with one matter.") % {"most": MOST_PAPERS}
        wrong.append(DomainError(sentence, code="too_many"))
    if locked.state == MatterState.WITHDRAWN:
        wrong.append(DomainError(_("This matter was withdrawn."), code="withdrawn"))
    Problems.raise_if(wrong)
    if same := rows.filter(kind=kind, dated=dated, words=words, photo=photo).first():
        return same
    made = MatterPaper.objects.create(
        village_id=locked.village_id, matter=locked, kind=kind, dated=dated, words=words, photo=photo, added_by=by,
        added_at=at,
    )  # fmt: skip
    audit.record(by=by, at=at, action="matter.paper", subject=locked, after={"number": locked.number, "kind": kind})
    return made
