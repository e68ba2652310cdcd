"""What points holds about a household, part by part: see :mod:`points.queries.held`."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.enums import Role
from points.models import (
    AuditRow,
    CareMark,
    CareReading,
    Claim,
    ClaimPhoto,
    Consent,
    Entry,
    EntrySecret,
    EventWords,
    Household,
    HouseholdCard,
    HouseholdEvent,
    Membership,
    Notice,
)
from points.queries import life_story
from points.queries.held import Section, joined, private_fields, register_part
from villagegov.kernel import clock
from villagegov.web.templatetags.web import points as signed


def _register(household: Household) -> Section:
    lines = [
        _("Number %(number)s, head %(head)s, %(group)s")
        % {"number": household.number, "head": household.head_name, "group": household.group.name},
        *life_story.state_in_words(household, clock.today()),
        *(
            f"{row.verbose_name}: {getattr(household, row.name)}"
            for row in private_fields()
            if getattr(household, row.name)
        ),
    ]
    why = _(
        "The register: without it there is nobody to give points to. It stays while the household is on the register; "
        "phone, address and note can be erased at any time."
    )
    return Section(_("Register"), why, lines)


def _history(household: Household) -> Section:
    lines = []
    for line in life_story.story(household):
        said = [line.what, line.why, line.other, line.note, _("struck out") if line.struck else ""]
        lines.append(f"{line.day:%Y-%m-%d} " + joined(said))
    why = _(
        "What happened and on which day: points and ranking of past days depend on it. The days stay; reasons, names "
        "and notes can be erased."
    )
    return Section(_("History of the household"), why, lines)


def _claims(household: Household) -> Section | None:
    rows = list(
        Claim.objects.filter(village=household.village_id, household=household)
        .annotate(photo_count=Count("photos"))
        .order_by("-day", "-id")
    )
    lines = []
    for claim in rows:
        said = [f"{claim.day:%Y-%m-%d} {claim.item_code} {claim.item_name} {signed(claim.points)}",
                claim.get_state_display(), claim.note, claim.decision_note]  # fmt: skip
        if claim.slip_number:
            said.append(_("slip %(number)s") % {"number": claim.slip_number})
        if claim.vouched_name:
            said.append(_("vouched for by %(name)s") % {"name": claim.vouched_name})
        if claim.photo_count:
            count = claim.photo_count
            said.append(ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count})
        lines.append(joined(said))
    why = _(
        "What was claimed and decided. Deed, day and points stay, because the ledger is checked against them; notes "
        "and photos of what has been decided can be erased."
    )
    return Section(_("Claims"), why, lines)


def _ledger(household: Household) -> Section | None:
    rows = Entry.objects.filter(village=household.village_id, household=household)
    found = rows.aggregate(lines=Count("id"), personal=Count("secrets"))
    if not found["lines"]:
        return None
    lines = [
        ngettext("%(count)s line of points", "%(count)s lines of points", found["lines"]) % {"count": found["lines"]},
        ngettext(
            "%(count)s of them has a personal part (name, wording, note)",
            "%(count)s of them have a personal part (name, wording, note)",
            found["personal"],
        )
        % {"count": found["personal"]},
    ]
    secrets = EntrySecret.objects.filter(village=household.village_id, entry__household=household)
    keys: set[str] = set()
    for data in secrets.values_list("data", flat=True):
        keys |= {name for name, value in json.loads(bytes(data)).items() if value}
    if keys:
        lines.append(_("Kept in it: %(names)s") % {"names": "、".join(_secret_words(name) for name in sorted(keys))})
    why = _(
        "The ledger is only added to, so that nobody can change points behind anyone’s back. The personal part of each "
        "line can be erased; the points stay without it."
    )
    return Section(_("Ledger"), why, lines)


def _secret_words(name: str) -> str:
    known = {
        "household": _("household number"),
        "head": _("head of household"),
        "item": _("item"),
        "wording": _("wording"),
        "note": _("note"),
        "reason": _("reason"),
        "photos": _("fingerprints of photos"),
        "board": _("board"),
        "issue": _("issue"),
    }
    return str(known.get(name, name))


def _consents(household: Household) -> Section | None:
    lines = []
    for row in Consent.objects.filter(village=household.village_id, household=household).order_by("given_on", "id"):
        said = _("%(kind)s: agreed on %(day)s (%(paper)s)") % {
            "kind": row.get_kind_display(),
            "day": f"{row.given_on:%Y-%m-%d}",
            "paper": row.paper,
        }
        if row.withdrawn_on:
            said += _("; withdrawn on %(day)s (%(paper)s)") % {
                "day": f"{row.withdrawn_on:%Y-%m-%d}",
                "paper": row.withdrawn_paper,
            }
        lines.append(said)
    why = _("Proof of what the household agreed to. It stays, so that one can still tell why something was public.")
    return Section(_("Consents"), why, lines)


def _care(household: Household) -> Section | None:
    lines = []
    for row in CareMark.objects.filter(village=household.village_id, household=household).order_by("since", "id"):
        until = f" – {row.until:%Y-%m-%d}" if row.until else ""
        note = f"; {row.note}" if row.note else ""
        lines.append(f"{row.get_kind_display()} ({row.people}) {row.since:%Y-%m-%d}{until}{note}")
    readings = (
        CareReading.objects.filter(village=household.village_id, household=household)
        .order_by()
        .values("reader__name")
        .annotate(count=Count("id"), last=models.Max("at"))
    )
    for reading in readings:
        lines.append(
            ngettext("Read by %(name)s: %(count)s time, last on %(day)s", "Read by %(name)s: %(count)s times, last on "
                     "%(day)s", reading["count"])
            % {"name": reading["reader__name"], "count": reading["count"],
               "day": f"{clock.local_day(reading['last']):%Y-%m-%d}"}
        )  # fmt: skip
    why = _(
        "So that somebody looks in. Only grid officer and administrator read care marks; who did is kept for three "
        "years. They can be erased."
    )
    return Section(_("Care marks"), why, lines)


def _log_ins(household: Household) -> Section | None:
    rows = Membership.objects.filter(village=household.village_id, household=household).select_related("user")
    lines = []
    for row in rows.order_by("id"):
        last = row.user.last_login
        said = [
            f"{row.user.name} ({row.user.username})",
            row.get_role_display(),
            _("active") if row.active else _("ended"),
            _("last log-in on %(day)s") % {"day": f"{clock.local_day(last):%Y-%m-%d}"} if last else "",
        ]
        lines.append(joined(said))
    why = _("For logging in. A log-in that is no longer wanted is ended by the administrator.")
    return Section(_("Log-ins and offices"), why, lines)


def _cards(household: Household) -> Section | None:
    rows = HouseholdCard.objects.filter(village=household.village_id, household=household).select_related("issued_by")
    lines = [
        joined([
            _("printed on %(day)s by %(name)s") % {"day": _day(row.issued_at), "name": row.issued_by.name},
            _("opened on %(day)s, PIN set") % {"day": _day(row.used_at)} if row.used_at else _("not opened"),
            _("ended on %(day)s") % {"day": _day(row.replaced_at)} if row.replaced_at else "",
        ])
        for row in rows.order_by("issued_at")
    ]  # fmt: skip
    why = _(
        "For logging in on the phone. Of code and PIN nothing is kept that they could be read from; both end when the "
        "card is taken away."
    )
    return Section(_("Household cards"), why, lines) if lines else None


def _day(moment: datetime | None) -> str:
    return f"{clock.local_day(moment):%Y-%m-%d}" if moment else ""


def _audit(household: Household) -> Section | None:
    claims = Claim.objects.filter(village=household.village_id, household=household).values("id")
    rows = AuditRow.objects.filter(village=household.village_id)
    count = rows.filter(Q(subject_id=household.pk) | Q(subject_id__in=claims)).count()
    if not count:
        return None
    sentence = ngettext(
        "%(count)s record of who decided or changed what and when", "%(count)s records of who decided or changed what "
        "and when", count
    )  # fmt: skip
    why = _("Proof of every decision. Names and notes of the household are not in it; it stays.")
    return Section(_("Records of decisions"), why, [sentence % {"count": count}])


def _inbox(household: Household) -> Section | None:
    users = Membership.objects.filter(village=household.village_id, household=household, role=Role.VILLAGER)
    rows = Notice.objects.filter(village=household.village_id, user__in=users.values("user"))
    count = rows.count()
    if not count:
        return None
    sentence = ngettext("%(count)s line in the inbox", "%(count)s lines in the inbox", count)
    why = _("What its log-ins were told here: items, days, numbers, no names. It goes after half a year.")
    return Section(_("Inbox"), why, [sentence % {"count": count}])


def register() -> None:
    """Called once, when the app is ready."""
    register_part("register", 10, _register)
    register_part("history", 20, _history, HouseholdEvent, EventWords)
    register_part("claims", 30, _claims, Claim, ClaimPhoto)
    register_part("ledger", 60, _ledger, Entry, EntrySecret)
    register_part("consents", 70, _consents, Consent)
    register_part("care", 80, _care, CareMark, CareReading)
    register_part("log-ins", 85, _log_ins, Membership)
    register_part("cards", 86, _cards, HouseholdCard)
    register_part("inbox", 87, _inbox, Notice)
    register_part("audit", 95, _audit)
