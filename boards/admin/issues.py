"""Issues: the list, the page of one as it will stand, and its steps: edit, strike, add, vote."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.admin.pages import BoardAdmin
from boards.enums import Colour, EntryState, IssueState
from boards.forms import AddBlackForm, AddRedForm, EditEntryForm, IssueVoteForm
from boards.models import BoardEntry, BoardIssue
from boards.queries import work
from boards.services import issues
from points.queries.villages import settings_on
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import state_look, state_shape


@admin.register(BoardIssue)
class IssueAdmin(BoardAdmin):
    order = 10
    list_name = gettext_lazy("Issues of the board")
    about = gettext_lazy("Go over the month’s draft, vote, see what is published")
    list_display = ["month_link", "number", "state_badge", "red", "black", "agreed", "published_at"]
    list_display_links = None
    list_filter = ["state"]
    ordering = ["-month"]

    def waiting(self, request: HttpRequest) -> int:
        return work.waiting_issues(request.user, request.village)  # type: ignore[attr-defined,arg-type]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoardIssue]:
        return work.issues(request.village)  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<uuid:pk>/add/<str:colour>/", view(self.add_entry), name="boards_issue_add"),
            path("<uuid:pk>/vote/<str:word>/", view(self.vote), name="boards_issue_vote"),
            path("<uuid:pk>/entries/<uuid:entry_id>/", view(self.edit_entry), name="boards_issue_entry"),
            path("<uuid:pk>/entries/<uuid:entry_id>/strike/", view(self.strike), name="boards_issue_strike"),
        ]
        return own + super().get_urls()

    # --------------------------------------------------------------------------------------------------- list

    @admin.display(description=gettext_lazy("month"), ordering="month")
    def month_link(self, issue: BoardIssue) -> str:
        address = reverse("admin:boards_boardissue_change", args=[issue.pk])
        return format_html('<a href="{}">{}</a>', address, date_format(issue.month, "YEAR_MONTH_FORMAT"))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_badge(self, issue: BoardIssue) -> str:
        return format_html(
            '<span class="state {}"><i aria-hidden="true">{}</i>{}</span>',
            state_look(issue.state),
            state_shape(issue.state),
            IssueState(issue.state).label,
        )

    @admin.display(description=gettext_lazy("red board"))
    def red(self, issue: BoardIssue) -> int:
        return issue.red_count  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("black board"))
    def black(self, issue: BoardIssue) -> int:
        return issue.black_count  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("agreed so far"))
    def agreed(self, issue: BoardIssue) -> int:
        return issue.agreed_count  # type: ignore[attr-defined]

    # --------------------------------------------------------------------------------------------------- one issue

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        issue = self.found(request, object_id)
        hands = self.hands(request)
        entries = work.entries_of(issue)
        votes = work.votes_of(issue)
        draft = issue.state == IssueState.DRAFT
        barred = sorted({entry.household.number for entry in entries if entry.household_id in hands.barred})
        voted = any(vote.voter_id == request.user.pk for vote in votes)
        context = {
            "title": str(self._title(issue)),
            "issue": issue,
            "draft": draft,
            "boards": [
                {
                    "colour": colour.value,
                    "title": colour.label,
                    "lines": [self._line(entry, draft, hands) for entry in entries if entry.colour == colour],
                }
                for colour in Colour
            ],
            "votes": votes,
            "settings": settings_on(issue.village, clock.today()),
            "first": work.first_of_month(issue.village, issue.month) if draft else [],
            "member": hands.member,
            "may_vote": draft and hands.member and not barred and not voted,
            "barred": barred if draft and hands.member else [],
            "voted": voted,
        }
        return self.page(request, "admin/boards/issue.html", context)

    def _line(self, entry: BoardEntry, draft: bool, hands: work.Hands) -> dict[str, Any]:
        return {
            "entry": entry,
            "may_edit": draft and entry.state == EntryState.DRAFTED and hands.on(entry),
            "way": entry.colour == Colour.BLACK and not draft,
        }

    def _title(self, issue: BoardIssue) -> str:
        values = {"month": date_format(issue.month, "YEAR_MONTH_FORMAT"), "number": issue.number}
        if issue.state == IssueState.DRAFT:
            return _("Red and black board, %(month)s: draft") % values
        return _("Red and black board, %(month)s, no. %(number)s") % values

    # --------------------------------------------------------------------------------------------------- steps

    def edit_entry(self, request: HttpRequest, pk: uuid.UUID, entry_id: uuid.UUID) -> HttpResponse:
        issue, entry = self._entry(request, pk, entry_id)
        form = EditEntryForm(request.POST or None, initial={"reason": entry.reason, "position": entry.position})

        def act(data: dict[str, Any]) -> str:
            issues.edit_entry(
                entry=entry,
                reason=data["reason"],
                position=data["position"],
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
            return _("Changed. Whoever had voted reads the new draft and votes again.")

        title = _("Edit: %(household)s") % {"household": entry.household}
        return self._form(request, issue, form, act, title=title, go=_("Save"), entry=entry)

    def strike(self, request: HttpRequest, pk: uuid.UUID, entry_id: uuid.UUID) -> HttpResponse:
        issue, entry = self._entry(request, pk, entry_id)

        def act(data: dict[str, Any]) -> str:
            issues.strike(entry=entry, by=request.user, at=clock.now())  # type: ignore[arg-type]
            return _("Struck off. Whoever had voted reads the new draft and votes again.")

        title = _("Strike off: %(household)s") % {"household": entry.household}
        form = PlainForm(request.POST if request.method == "POST" else None)
        return self._form(request, issue, form, act, title=title, go=_("Strike off"), entry=entry)

    def add_entry(self, request: HttpRequest, pk: uuid.UUID, colour: str) -> HttpResponse:
        issue = self.found(request, pk)
        self.require_member(request)
        if colour not in Colour.values:
            raise Http404
        red = colour == Colour.RED
        form_class = AddRedForm if red else AddBlackForm
        form = form_class(
            request.POST or None,
            village=issue.village,
            initial={"household": request.GET.get("household", ""), "deed_day": "" if red else clock.today()},
        )

        def act(data: dict[str, Any]) -> str:
            issues.add_entry(
                issue=issue,
                colour=Colour.RED if red else Colour.BLACK,
                household=data["household"],
                reason=data["reason"],
                article=data.get("article", ""),
                deed_day=data["deed_day"],
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
            return _("Added. Whoever had voted reads the new draft and votes again.")

        title = _("Add to the red board") if red else _("Propose for the black board")
        return self._form(request, issue, form, act, title=title, go=_("Add"), gate=not red)

    def vote(self, request: HttpRequest, pk: uuid.UUID, word: str) -> HttpResponse:
        issue = self.found(request, pk)
        self.require_member(request)
        if word not in {"agree", "disagree"}:
            raise Http404
        agrees = word == "agree"
        form = IssueVoteForm(request.POST or None, initial={"edition": issue.edition})
        if agrees:
            del form.fields["note"]
        else:
            form.fields["note"].required = True

        def act(data: dict[str, Any]) -> str:
            found = issues.vote(
                issue=issue,
                agrees=agrees,
                note=data.get("note", ""),
                edition=data["edition"],
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
            if found.state == IssueState.PUBLISHED:
                return _("Published as no. %(number)s. Next: tell the households of the black board.") % {
                    "number": found.number
                }
            return _("Your vote is recorded. The issue waits for the other members.")

        entries = work.entries_of(issue)
        title = _("Agree to the draft") if agrees else _("Disagree with the draft")
        go = _("Agree") if agrees else _("Disagree")
        return self._form(request, issue, form, act, title=title, go=go, entries=entries, voting=True)

    def _entry(self, request: HttpRequest, pk: uuid.UUID, entry_id: uuid.UUID) -> tuple[BoardIssue, BoardEntry]:
        issue = self.found(request, pk)
        self.require_member(request)
        entries = BoardEntry.objects.filter(village=issue.village_id, issue=issue).select_related("household__group")
        entry = get_object_or_404(entries, pk=entry_id)
        entry.issue, entry.village = issue, issue.village
        return issue, entry

    def _form(self, request: HttpRequest, issue: BoardIssue, form: PlainForm, act: Any, **context: Any) -> HttpResponse:
        back = reverse("admin:boards_boardissue_change", args=[issue.pk])
        done = self.step(request, form, act, back)
        if done is not None:
            return done
        return self.page(request, "admin/boards/step.html", {"issue": issue, "form": form, "back": back, **context})
