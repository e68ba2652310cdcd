"""Adopting the red and black nine 红黑双九条. A version is never changed: the next one follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import Colour
from boards.models import NineArticle, NineVersion
from boards.models.nine import ARTICLE_LENGTH, NINE
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

ADOPTED_LENGTH = 80
#: Nobody is judged by articles that were written later.
FIELD = {Colour.RED: "red", Colour.BLACK: "black"}


@transaction.atomic
def adopt(
    *,
    village: Village,
    effective_from: date,
    adopted: str,
    red: Sequence[str],
    black: Sequence[str],
    by: User | None,
    at: datetime,
) -> NineVersion:
    """A version that holds from a day on, today at the earliest. Empty articles are left out; the others move up.

    Raises :class:`Problems` naming ``effective_from``, ``adopted``, ``red_1`` … ``black_9``.
    """
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    adopted = " ".join(adopted.split())
    texts = {Colour.RED: _tidy(red), Colour.BLACK: _tidy(black)}
    Problems.raise_if(_mistakes(village, effective_from, adopted, texts, clock.local_day(at)))
    version = NineVersion.objects.create(
        village=village, effective_from=effective_from, adopted=adopted, made_by=by, made_at=at
    )
    NineArticle.objects.bulk_create(
        NineArticle(village=village, version=version, colour=colour, number=number, text=text)
        for colour, found in texts.items()
        for number, text in enumerate((text for text in found if text), start=1)
    )
    audit.record(by=by, at=at, action="nine.adopted", subject=version, after={"effective_from": effective_from})
    return version


def _tidy(texts: Sequence[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts][:NINE]


def _mistakes(
    village: Village, effective_from: date, adopted: str, texts: dict[Colour, list[str]], today: date
) -> list[DomainError]:
    found = []
    if effective_from < today:
        sentence = _("Choose today or a later day: nobody is judged by articles that were written afterwards.")
        found.append(DomainError(sentence, field="effective_from", code="backdated"))
    elif NineVersion.objects.filter(village=village, effective_from=effective_from).exists():
        sentence = _("From this day on another version holds already. Choose a later day.")
        found.append(DomainError(sentence, field="effective_from", code="day_taken"))
    if not adopted or len(adopted) > ADOPTED_LENGTH:
        sentence = _("Write which meeting adopted them, and when.")
        found.append(DomainError(sentence, field="adopted", code="adopted_missing"))
    for colour, found_texts in texts.items():
        field = FIELD[colour]
        if not any(found_texts):
            found.append(DomainError(_("Write at least one article."), field=f"{field}_1", code="no_article"))
        found += [
            DomainError(
                _("At most %(most)s characters: it is read on a wall.") % {"most": ARTICLE_LENGTH},
                field=f"{field}_{number}",
                code="article_long",
            )
            for number, text in enumerate(found_texts, start=1)
            if len(text) > ARTICLE_LENGTH
        ]
    return found
