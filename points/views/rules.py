"""The points rules of a village, open to everybody: to read, to look up, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from points.enums import Role
from points.models import Membership, Scheme, Village
from points.queries import items as item_queries
from points.queries import rules as queries
from points.queries import schemes
from points.queries.rules import Chapter, Rule
from points.queries.scheme_changes import compare
from points.queries.villages import settings_on
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Lines of a poster's sheet: characters of a centimetre, readable at two metres.
POSTER_LINES = 16
_LONGEST_SEARCH = 40


@village_view()
@public_page(max_age=300)
@with_points
def rules(request: HttpRequest) -> HttpResponse:
    """Every item of the scheme in force, by category, with points, unit, caps and what is made public; ``q`` looks
    for words.
    """
    decided, today = schemes.decided(_village(request)), clock.today()
    now = _now(decided, today)
    return render(request, "points/rules.html", _read(request, decided, now, now, today))


@village_view()
@public_page(max_age=300)
@with_points
def version(request: HttpRequest, day: str) -> HttpResponse:
    """A decided version, by the day from which it is in force: the coming one, the present one, those before."""
    decided, today = schemes.decided(_village(request)), clock.today()
    scheme = _of_day(decided, day)
    return render(request, "points/rules.html", _read(request, decided, scheme, _now(decided, today), today))


def _village(request: HttpRequest) -> Village:
    return request.village  # type: ignore[attr-defined]


def _of_day(decided: Sequence[Scheme], text: str) -> Scheme:
    """The version that begins on that day, or 404."""
    for scheme in decided:
        if scheme.effective_from and scheme.effective_from.isoformat() == text:
            return scheme
    raise Http404(text)


def _now(decided: Sequence[Scheme], day: date) -> Scheme | None:
    return next((scheme for scheme in decided if scheme.effective_from <= day), None)  # type: ignore[operator]


def _before(decided: Sequence[Scheme], scheme: Scheme) -> Scheme | None:
    """The version that this one follows; ``decided`` has the latest first."""
    place = [row.pk for row in decided].index(scheme.pk)
    return decided[place + 1] if place + 1 < len(decided) else None


def _read(
    request: HttpRequest, decided: Sequence[Scheme], scheme: Scheme | None, now: Scheme | None, today: date
) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:_LONGEST_SEARCH].replace("\0", "")
    coming = [row for row in decided if row.effective_from > today]  # type: ignore[operator]
    return {
        "village": _village(request),
        "rules": queries.rules_of(scheme, text) if scheme else None,
        "text": text,
        "standing": schemes.standing(scheme, now) if scheme else "",
        "coming": coming[-1] if coming else None,
        "before": _before(decided, scheme) if scheme else None,
    }


@village_view()
@public_page(max_age=300)
@with_points
def versions(request: HttpRequest) -> HttpResponse:
    """What has been decided, version by version, with the decision behind each."""
    village = _village(request)
    rows = [row for row in schemes.timeline(village, clock.today()) if row.standing != "draft"]
    firsts = {row.scheme.pk for row in rows[-1:]}
    return render(request, "points/rules_versions.html", {"village": village, "versions": rows, "firsts": firsts})


@village_view()
@public_page(max_age=300)
@with_points
def changes(request: HttpRequest, day: str) -> HttpResponse:
    """What a version changed in the one before it."""
    village = _village(request)
    decided = schemes.decided(village)
    scheme = _of_day(decided, day)
    before = _before(decided, scheme)
    context = {
        "village": village,
        "scheme": scheme,
        "before": before,
        "comparison": compare(before, scheme) if before else None,
    }
    return render(request, "points/rules_changes.html", context)


# ------------------------------------------------------------------------------------------------------------ paper


@dataclass(frozen=True)
class Sheet:
    """One A4 of the poster."""

    chapter: Chapter
    rules: list[Rule]
    number: int
    of: int


@village_view()
@public_page(max_age=300)
@with_points
def poster(request: HttpRequest) -> HttpResponse:
    """The rules in force as sheets to hang side by side."""
    village = _village(request)
    found = queries.rules_on(village, clock.today())
    parts = list(_sheets(found.chapters)) if found else []
    sheets = [Sheet(chapter, lines, number, len(parts)) for number, (chapter, lines) in enumerate(parts, start=1)]
    return render(request, "points/rules_poster.html", {"village": village, "rules": found, "sheets": sheets})


def _sheets(chapters: list[Chapter]) -> Iterator[tuple[Chapter, list[Rule]]]:
    """Chapters in evenly filled sheets."""
    for chapter in chapters:
        count = -(-len(chapter.rules) // POSTER_LINES)
        size = -(-len(chapter.rules) // count)
        for start in range(0, len(chapter.rules), size):
            yield chapter, chapter.rules[start : start + size]


@village_view()
@public_page(max_age=300)
@with_points
def card(request: HttpRequest) -> HttpResponse:
    """The card for each household 明白卡: one A4 with the commonest items, how to claim, where to object.

    Who belongs to the village prints it with the names of its officers; for strangers there is a line to write on.
    """
    village, today = _village(request), clock.today()
    found = queries.rules_on(village, today)
    shown = [rule for chapter in found.chapters for rule in chapter.rules] if found else []
    common = {item.pk for item in item_queries.commonest([rule.item for rule in shown])}
    address = request.build_absolute_uri(reverse("points:rules", args=[village.slug]))
    context = {
        "village": village,
        "rules": found,
        "common": sorted(
            (rule for rule in shown if rule.item.pk in common), key=lambda rule: rule.item.common_rank or 0
        ),
        "deductions": [rule for rule in shown if rule.item.is_deduction and not rule.item.board_only],
        "settings": settings_on(village, today),
        "officers": _names(request, Role.OFFICER),
        "supervisors": _names(request, Role.SUPERVISOR),
        "address": address,
        "code": mark_safe(segno.make(address, error="m").svg_inline(border=1, omitsize=True)),  # noqa: S308
        "today": today,
    }
    return render(request, "points/rules_card.html", context)


def _names(request: HttpRequest, role: Role) -> str:
    """People of an office, in order, for those of the village."""
    if not request.roles:  # type: ignore[attr-defined]
        return ""
    held = Membership.objects.filter(village=_village(request), role=role, active=True, user__is_active=True)
    return "、".join(held.order_by("user__name").values_list("user__name", flat=True).distinct())
