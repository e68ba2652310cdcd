"""The village rules for everybody, on paper and as a card; and the administrator's desk for the next version."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils.forms.village_rules import DraftForm
from councils.models import Settlement, VillageRules
from councils.queries import breaches, fairness
from councils.queries import village_rules as queries
from councils.queries.serving.areas import households_of
from councils.services import village_rules as services
from points.enums import MeetingKind, Module, Role
from points.models import User, Village
from points.queries.villages import settings_on
from points.services import mandates
from points.views.decisions import decision_forms
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Cards on a sheet of A4, to be cut.
CARDS = 4


# ---------------------------------------------------------------------------------------------------------- everybody


@village_view()
@with_module(Module.VILLAGE_RULES)
@public_page()
def public(request: HttpRequest, day: str = "", settlement_id: uuid.UUID | None = None) -> HttpResponse:
    """What holds today, or the version of a day; and how dissuasion goes, in numbers. So too for a settlement."""
    village: Village = request.village  # type: ignore[attr-defined]
    settlement = _settlement(village, settlement_id)
    versions = list(queries.decided(village, settlement))
    today = clock.today()
    rules = _chosen(versions, day)
    context = {
        "village": village,
        "settlement": settlement,
        "rules": rules,
        "aspects": queries.by_aspect(queries.articles_of(rules)) if rules else [],
        "coming": rules is not None and rules.effective_from is not None and rules.effective_from > today,
        "others": [one for one in versions if one != rules],
        "quarters": breaches.quarters(village, today) if not day and not settlement else [],
        "least": fairness.LEAST,
        "days": settings_on(village, today).dissuasion_days,
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
    }
    return render(request, "councils/village_rules/public.html", context)


@village_view()
@with_module(Module.VILLAGE_RULES)
@public_page()
def card(request: HttpRequest, settlement_id: uuid.UUID | None = None) -> HttpResponse:
    """Small cards to cut out: the verse, or where there is none the articles."""
    village: Village = request.village  # type: ignore[attr-defined]
    settlement = _settlement(village, settlement_id)
    rules = _chosen(list(queries.decided(village, settlement)), "")
    context = {
        "village": village,
        "settlement": settlement,
        "rules": rules,
        "lines": rules.verse.splitlines() if rules else [],
        "articles": queries.articles_of(rules) if rules and not rules.verse else [],
        "copies": range(CARDS),
    }
    return render(request, "councils/village_rules/card.html", context)


def _settlement(village: Village, key: uuid.UUID | None) -> Settlement | None:
    return get_object_or_404(Settlement, village=village, pk=key) if key else None


def _chosen(versions: list[VillageRules], day: str) -> VillageRules | None:
    """The version of a day in the address (404 where there is none); else what holds, else what comes first."""
    if day:
        found = next((one for one in versions if f"{one.effective_from:%Y-%m-%d}" == day), None)
        if found is None:
            raise Http404(day)
        return found
    today = clock.today()
    holding = next((one for one in versions if one.effective_from and one.effective_from <= today), None)
    return holding or (versions[-1] if versions else None)


# --------------------------------------------------------------------------------------------------------------- desk


@village_view(Role.ADMINISTRATOR)
@with_module(Module.VILLAGE_RULES)
def desk(request: HttpRequest) -> HttpResponse:
    """Drafts and versions; a POST begins a draft with the words of the latest version."""
    village: Village = request.village  # type: ignore[attr-defined]
    settlements = list(Settlement.objects.filter(village=village))
    if request.method == "POST":
        chosen = next((one for one in settlements if str(one.pk) == request.POST.get("settlement")), None)
        title = _("Village rules of %(name)s") % {"name": village.name}
        if chosen:
            title = _("Convention of %(name)s") % {"name": chosen.name}
        made = services.draft(village=village, title=title, settlement=chosen, by=_user(request), at=clock.now())
        messages.success(request, _("Here is the draft. Change it until the meeting can decide on it."))
        return redirect("councils:village_rules_edit", slug=village.slug, rules_id=made.pk)
    context = {
        "village": village,
        "drafts": list(queries.drafts(village)),
        "versions": list(queries.decided(village)),
        "settlements": [(one, list(queries.decided(village, one)[:1])) for one in settlements],
        "today": clock.today(),
    }
    return render(request, "councils/village_rules/desk.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.VILLAGE_RULES)
def edit(request: HttpRequest, rules_id: uuid.UUID) -> HttpResponse:
    """Title, verse and articles of a draft on one page."""
    rules = _draft(request, rules_id)
    if rules is None:
        return _frozen(request)
    initial = {"title": rules.title, "verse": rules.verse}
    form = DraftForm(request.POST or None, initial=initial, articles=queries.articles_of(rules))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.save_draft(
                rules=rules, title=said["title"], verse=said["verse"], articles=form.articles(), by=_user(request),
                at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. When the meeting has decided, adopt it with the decision."))
            return redirect("councils:village_rules_edit", slug=rules.village.slug, rules_id=rules.pk)
    context = {
        "village": rules.village,
        "rules": rules,
        "form": form,
        "aspects": queries.ASPECTS,
        "counted": queries.counted(rules.verse),
    }
    return render(request, "councils/village_rules/edit.html", context)


@village_view(Role.ADMINISTRATOR)
@with_module(Module.VILLAGE_RULES)
def adopt(request: HttpRequest, rules_id: uuid.UUID) -> HttpResponse:
    """The meeting's decision; from then on the version is frozen."""
    rules = _draft(request, rules_id)
    if rules is None:
        return _frozen(request)
    village, today = rules.village, clock.today()
    initial: dict[str, Any] = {"effective_from": today, "kind": MeetingKind.HOUSEHOLDS}
    kinds = list(MeetingKind)
    if rules.settlement:
        rules.settlement.village = village
        initial["entitled"] = households_of(rules.settlement).count()
        kinds = [MeetingKind.HOUSEHOLDS]
    forms = decision_forms(request, village, initial, on_record=not rules.settlement)
    sent = forms.sent
    if request.method == "POST" and sent.is_valid():
        day = sent.cleaned_data["effective_from"]
        try:
            services.adopt(
                rules=rules, mandate=sent.mandate(), effective_from=day, by=_user(request), at=clock.now(),
                decision=sent.decision_key(),
            )  # fmt: skip
        except DomainError as error:
            sent.add_domain_error(error)
        else:
            messages.success(request, _("Adopted. From now on it is frozen; the earlier version stays to be read."))
            since = f"{day:%Y-%m-%d}"
            if rules.settlement_id:
                return redirect(
                    "councils:convention_of_day", slug=village.slug, settlement_id=rules.settlement_id, day=since
                )
            return redirect("councils:village_rules_of_day", slug=village.slug, day=since)
    settings = settings_on(village, today)
    context = {
        "village": village,
        "rules": rules,
        "forms": forms,
        "aspects": queries.by_aspect(queries.articles_of(rules)),
        "thresholds": [mandates.thresholds(settings, kind) for kind in kinds],
    }
    return render(request, "councils/village_rules/adopt.html", context)


@require_POST
@village_view(Role.ADMINISTRATOR)
@with_module(Module.VILLAGE_RULES)
def delete(request: HttpRequest, rules_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    rules = _draft(request, rules_id)
    if rules is None:
        return _frozen(request)
    services.delete_draft(rules=rules, by=_user(request), at=clock.now())
    messages.success(request, _("The draft is gone."))
    return redirect("councils:village_rules_desk", slug=rules.village.slug)


def _draft(request: HttpRequest, rules_id: uuid.UUID) -> VillageRules | None:
    """The draft; None where it has been adopted; 404 where the village has no such version."""
    village: Village = request.village  # type: ignore[attr-defined]
    rules = get_object_or_404(VillageRules.objects.select_related("settlement"), village=village, pk=rules_id)
    rules.village = village
    return rules if rules.is_draft else None


def _frozen(request: HttpRequest) -> HttpResponse:
    sentence = _("These rules were adopted and stay as they were decided. Begin a new draft to change them.")
    messages.warning(request, sentence)
    return redirect("councils:village_rules_desk", slug=request.village.slug)  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
