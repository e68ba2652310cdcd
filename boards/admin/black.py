"""Black entries: the list by what comes next, and the page of one with its way and the form of its next step."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.admin.pages import BoardAdmin
from boards.enums import EntryState
from boards.forms import DecideForm, ReplyForm, TellForm
from boards.models import BoardEntry
from boards.queries import work
from boards.services import black
from councils.enums import TellingWay
from points.queries.villages import settings_on
from villagegov.kernel import clock
from villagegov.web.templatetags.web import short_day, state_look, state_shape

#: How far each state has come: proposed, decided with its issue, told, decided with the reply, public, ended.
REACHED = {
    EntryState.REVIEWED: 2,
    EntryState.TOLD: 3,
    EntryState.DROPPED: 4,
    EntryState.PUBLISHED: 4,
    EntryState.EXPIRED: 6,
    EntryState.LIFTED: 6,
    EntryState.CORRECTED: 6,
}


@admin.register(BoardEntry)
class BlackAdmin(BoardAdmin):
    order = 20
    list_name = gettext_lazy("Black board: told, answered, decided")
    about = gettext_lazy("Tell households, write down replies, decide, take off")
    list_display = ["household_link", "month", "reason", "state_badge", "reply_until", "until"]
    list_display_links = None
    list_filter = ["state"]
    search_fields = ["household__number", "household__head_name"]
    ordering = ["-issue__month", "position"]
    list_select_related = ["household__group", "issue"]

    def waiting(self, request: HttpRequest) -> int:
        return work.waiting_black(request.user, request.village, clock.today())  # type: ignore[attr-defined,arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardEntry]:
        return work.black_entries(request.village).select_related("household__group", "issue")  # type: ignore[attr-defined]

    # --------------------------------------------------------------------------------------------------- list

    @admin.display(description=gettext_lazy("household"), ordering="household__number")
    def household_link(self, entry: BoardEntry) -> str:
        address = reverse("admin:boards_boardentry_change", args=[entry.pk])
        return format_html('<a href="{}">{} · {}</a>', address, entry.household, entry.household.group.name)

    @admin.display(description=gettext_lazy("month"), ordering="issue__month")
    def month(self, entry: BoardEntry) -> str:
        return date_format(entry.issue.month, "YEAR_MONTH_FORMAT")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_badge(self, entry: BoardEntry) -> str:
        return format_html(
            '<span class="state {}"><i aria-hidden="true">{}</i>{}</span>',
            state_look(entry.state),
            state_shape(entry.state),
            EntryState(entry.state).label,
        )

    # --------------------------------------------------------------------------------------------------- one entry

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        entry = self.found(request, object_id)
        hands = self.hands(request)
        step = request.POST.get("step", "")
        if request.method == "POST":
            self.require_member(request)
        forms = self._forms(request, entry, step) if hands.on(entry) else {}
        back = reverse("admin:boards_boardentry_change", args=[entry.pk])
        if step in forms:
            done = self.step(request, forms[step], getattr(self, f"_{step}")(request, entry), back)
            if done is not None:
                return done
        elif request.method == "POST":
            messages.error(request, _("This step cannot be taken now. The page shows where the entry stands."))
            return HttpResponseRedirect(back)
        today = clock.today()
        votes = work.votes_on(entry)
        context = {
            "title": _("Black board: %(household)s") % {"household": entry.household},
            "entry": entry,
            "steps": _steps(entry, today),
            "forms": forms,
            "votes": votes,
            "settings": settings_on(entry.village, today),
            "awaiting_reply": entry.state == EntryState.TOLD and not work.decidable(entry, today),
            "decidable": work.decidable(entry, today),
            "own": hands.member and not hands.on(entry),
            "voted": any(vote.voter_id == request.user.pk for vote in votes),
            "proposed_it": entry.proposed_by_id == request.user.pk,
            "motions": work.motions_of(entry),
            "letter": entry.reviewed_at is not None and hands.member,
            "standing": entry.state == EntryState.PUBLISHED,
            "outsider_missing": work.outsider_missing(entry, votes),
            "way": TellingWay(entry.told_way).label if entry.told_way else "",
        }
        return self.page(request, "admin/boards/black.html", context)

    def _forms(self, request: HttpRequest, entry: BoardEntry, step: str) -> dict[str, Any]:
        """The forms of the steps that can be taken now, by name; the one that was sent is bound."""
        today = clock.today()
        votes = {vote.voter_id for vote in work.votes_on(entry)}
        possible: dict[str, Any] = {}
        if entry.state == EntryState.REVIEWED:
            possible["tell"] = TellForm
        if entry.state == EntryState.TOLD and not votes:
            possible["reply"] = ReplyForm
        if work.decidable(entry, today) and request.user.pk not in {*votes, entry.proposed_by_id}:
            possible["agree"] = possible["disagree"] = DecideForm
        forms = {
            name: form(
                request.POST if name == step else None,
                prefix=name,
                initial={"told_on": today, "way": TellingWay.IN_PERSON},
            )
            for name, form in possible.items()
        }
        if "agree" in forms:
            del forms["agree"].fields["note"]
            forms["disagree"].fields["note"].required = True
        return forms

    # --------------------------------------------------------------------------------------------------- steps

    def _tell(self, request: HttpRequest, entry: BoardEntry) -> Any:
        def act(data: dict[str, Any]) -> str:
            found = black.tell(
                entry=entry,
                way=data["way"],
                told_on=data["told_on"],
                witnesses=data["witnesses"],
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
            return _("Recorded. The household may reply until %(day)s.") % {"day": short_day(found.reply_until)}

        return act

    def _reply(self, request: HttpRequest, entry: BoardEntry) -> Any:
        def act(data: dict[str, Any]) -> str:
            black.record_reply(entry=entry, reply=data["reply"], by=request.user, at=clock.now())  # type: ignore[arg-type]
            return _("The reply is written down. The committee can decide now.")

        return act

    def _agree(self, request: HttpRequest, entry: BoardEntry) -> Any:
        return self._decide(request, entry, agrees=True)

    def _disagree(self, request: HttpRequest, entry: BoardEntry) -> Any:
        return self._decide(request, entry, agrees=False)

    def _decide(self, request: HttpRequest, entry: BoardEntry, *, agrees: bool) -> Any:
        def act(data: dict[str, Any]) -> str:
            found = black.vote_black(
                entry=entry,
                agrees=agrees,
                note=data.get("note", ""),
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
            if found.state == EntryState.PUBLISHED:
                return _("It stands on the board until %(day)s.") % {"day": short_day(found.until)}
            if found.state == EntryState.DROPPED:
                return _("It is not published.")
            return _("Your vote is recorded. The entry waits for the other members.")

        return act


def _steps(entry: BoardEntry, today: Any) -> list[dict[str, str]]:
    """Its way, each step with its day."""
    dropped = entry.state == EntryState.DROPPED
    labels = [
        (_("Proposed"), short_day(clock.local_day(entry.created_at))),
        (_("Decided with the issue"), _day(entry.reviewed_at)),
        (_("Household told"), short_day(entry.told_on)),
        (_("Not published") if dropped else _("Decided with the reply"), _day(entry.decided_at) or _reply_note(entry)),
        (_("On the board"), _("until %(day)s") % {"day": short_day(entry.until)} if entry.until else ""),
        (_("Taken back") if entry.corrected_at else _("Taken off"), _day(entry.corrected_at or entry.ended_at)),
    ]
    reached = REACHED[EntryState(entry.state)]
    if dropped:
        labels = labels[:4]
    return [
        {"label": label, "note": note, "state": "past" if number < reached else "now" if number == reached else "next"}
        for number, (label, note) in enumerate(labels)
    ]


def _day(moment: Any) -> str:
    return short_day(clock.local_day(moment)) if moment else ""


def _reply_note(entry: BoardEntry) -> str:
    if entry.state != EntryState.TOLD:
        return ""
    if entry.reply:
        return _("it replied")
    return _("it may reply until %(day)s") % {"day": short_day(entry.reply_until)}
