"""The nine red and nine black articles 红黑双九条 as they hold on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from boards.enums import Colour
from boards.models import NineArticle, NineVersion
from points.models import Village


@dataclass(frozen=True)
class Articles:
    """What holds: the version, and its articles in order."""

    version: NineVersion
    red: tuple[NineArticle, ...]
    black: tuple[NineArticle, ...]


def articles_on(village: Village, day: date) -> Articles | None:
    """The articles in force on the day; None where the village has none. Two queries."""
    return of_version(_in_force(village, day))


def of_version(version: NineVersion | None) -> Articles | None:
    if version is None:
        return None
    rows = list(NineArticle.objects.filter(village=version.village_id, version=version).order_by("number"))
    red, black = (tuple(row for row in rows if row.colour == colour) for colour in (Colour.RED, Colour.BLACK))
    return Articles(version, red, black)


def named(article: NineArticle) -> str:
    """How an entry names it, in the site's first language: ``黑九条第3条``."""
    with translation.override(settings.LANGUAGE_CODE):
        words = (
            _("black nine, article %(number)s") if article.colour == Colour.BLACK else _("red nine, article %(number)s")
        )
        return words % {"number": article.number}


def versions(village: Village) -> list[NineVersion]:
    """All of them, the latest first."""
    return list(NineVersion.objects.filter(village=village).order_by("-effective_from"))


def _in_force(village: Village, day: date) -> NineVersion | None:
    found = NineVersion.objects.filter(village=village, effective_from__lte=day)
    return found.order_by("-effective_from").first()
