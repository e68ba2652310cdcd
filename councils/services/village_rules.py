"""Village rules: drafted, edited, adopted with the meeting's decision, and frozen from then on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import RuleArticle, Settlement, VillageRules
from councils.models.village_rules import (
    ARTICLE_LENGTH,
    ASPECT_LENGTH,
    MOST_ARTICLES,
    TITLE_LENGTH,
    VERSE_CHARACTERS,
)
from councils.queries import village_rules as queries
from councils.queries.serving.areas import households_of
from councils.services.modules import require_used
from points.enums import MeetingKind, Module, Role
from points.models import Mandate, User, Village
from points.queries import access
from points.services import audit, mandates
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems


def require_module(village: Village) -> None:
    require_used(village, Module.VILLAGE_RULES)


@transaction.atomic
def draft(
    *, village: Village, title: str, settlement: Settlement | None = None, by: User | None, at: datetime
) -> VillageRules:
    """A draft with the words of the latest version, where there is one. With a settlement, of its convention 公约."""
    _require(by, village)
    title = _title(title)
    latest = queries.decided(village, settlement).first()
    made = VillageRules.objects.create(
        village=village, settlement=settlement, title=title, verse=latest.verse if latest else ""
    )
    if latest:
        _write_articles(made, [(row.aspect, row.text) for row in queries.articles_of(latest)])
    audit.record(by=by, at=at, action="village_rules.drafted", subject=made)
    return made


@transaction.atomic
def save_draft(
    *,
    rules: VillageRules,
    title: str,
    verse: str,
    articles: Sequence[tuple[str, str]],
    by: User | None,
    at: datetime,
) -> VillageRules:
    """Everything of a draft anew: title, verse, articles as ``(aspect, text)`` in order, those without text left out.

    Raises :class:`Problems` naming ``title``, ``verse``, ``aspect_1`` … ``text_40``.
    """
    _require(by, rules.village)
    locked = _locked_draft(rules)
    verse = "\n".join(line for raw in verse.splitlines() if (line := raw.strip()))
    tidy = [(" ".join(aspect.split()), " ".join(text.split())) for aspect, text in articles]
    Problems.raise_if(_mistakes(verse, tidy))
    locked.title, locked.verse = _title(title), verse
    locked.save(update_fields=["title", "verse"])
    RuleArticle.objects.filter(village=locked.village_id, rules=locked).delete()
    _write_articles(locked, [row for row in tidy if row[1]])
    audit.record(by=by, at=at, action="village_rules.changed", subject=locked)
    return locked


@transaction.atomic
def delete_draft(*, rules: VillageRules, by: User | None, at: datetime) -> None:
    """Throw a draft away."""
    _require(by, rules.village)
    locked = _locked_draft(rules)
    audit.record(by=by, at=at, action="village_rules.deleted", subject=locked)
    RuleArticle.objects.filter(village=locked.village_id, rules=locked).delete()
    VillageRules.objects.filter(village=locked.village_id, pk=locked.pk).delete()


@transaction.atomic
def adopt(
    *,
    rules: VillageRules,
    mandate: Mandate,
    effective_from: date,
    by: User | None,
    at: datetime,
    decision: uuid.UUID | None = None,
) -> VillageRules:
    """Put a draft in force with its mandate (unsaved; checked as for the points rules, and as there the numbers of a
    ``decision`` on record take the place of what was typed). It is frozen from then on.

    Rules do not reach back: today at the earliest, unless they are the village's first here. Raises
    :class:`DomainError` or :class:`Problems` naming the field.
    """
    _require(by, rules.village)
    locked = _locked_draft(rules)
    if locked.settlement is None or decision is not None:  # what a settlement agrees on is no matter of the village
        mandate = mandates.settled(locked.village, mandate, decision)
    mandates.check(locked.village, mandate, effective_from)
    lock_village(locked.village_id)
    if locked.settlement:
        mandate.village = locked.village
        _of_the_settlement(locked.settlement, mandate)
    others = queries.decided(locked.village, locked.settlement)
    if others.exists() and effective_from < clock.local_day(at):
        raise DomainError(
            _("Rules do not reach back. Choose today or a later day."), field="effective_from", code="reaches_back"
        )
    if others.filter(effective_from=effective_from).exists():
        raise DomainError(
            _("Other rules begin on that day already. Choose another day."), field="effective_from", code="day_taken"
        )
    if not queries.articles_of(locked):
        raise DomainError(_("Rules without articles cannot be adopted. Write the articles first."), code="no_articles")
    mandate.village = locked.village
    mandate.save(force_insert=True)
    locked.mandate, locked.effective_from = mandate, effective_from
    locked.save(update_fields=["mandate", "effective_from"])
    mandates.note_use(locked.village, decision, mandate, by, at)
    audit.record(by=by, at=at, action="village_rules.adopted", subject=locked, after={"effective_from": effective_from})
    return locked


# ------------------------------------------------------------------------------------------------------------- parts


def _require(by: User | None, village: Village) -> None:
    require_module(village)
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)


def _of_the_settlement(settlement: Settlement, mandate: Mandate) -> None:
    """A convention is adopted by the households that live there, one representative each, and by nobody else."""
    settlement.village = mandate.village
    if mandate.kind != MeetingKind.HOUSEHOLDS:
        sentence = _("A convention is adopted by the households of the settlement. Choose their meeting.")
        raise DomainError(sentence, field="kind", code="not_the_households")
    count = households_of(settlement).count()
    if mandate.entitled != count:
        sentence = _("%(settlement)s has %(count)s households, so that many are entitled.")
        values = {"settlement": settlement.name, "count": count}
        raise DomainError(sentence % values, field="entitled", code="not_all_households")


def _locked_draft(rules: VillageRules) -> VillageRules:
    rows = VillageRules.objects.select_for_update(of=("self",)).select_related("village", "settlement")
    locked = rows.filter(village=rules.village_id, pk=rules.pk).first()
    if locked is None:
        raise Gone(_("This draft is no longer there."), code="rules_gone")
    if not locked.is_draft:
        raise DomainError(
            _("These rules were adopted and stay as they were decided. Begin a new draft to change them."),
            code="rules_frozen",
        )
    return locked


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title or len(title) > TITLE_LENGTH:
        raise DomainError(
            _("Give it a title of at most %(most)s characters.") % {"most": TITLE_LENGTH}, field="title", code="title"
        )
    return title


def _mistakes(verse: str, articles: Sequence[tuple[str, str]]) -> list[DomainError]:
    found = []
    if (count := queries.counted(verse)) > VERSE_CHARACTERS:
        sentence = _("The verse has %(count)s characters without signs; at most %(most)s are remembered.")
        found.append(DomainError(sentence % {"count": count, "most": VERSE_CHARACTERS}, field="verse", code="verse"))
    if sum(bool(text) for _aspect, text in articles) > MOST_ARTICLES:
        sentence = _("At most %(most)s articles: nobody remembers more.") % {"most": MOST_ARTICLES}
        found.append(DomainError(sentence, code="too_many"))
    for number, (aspect, text) in enumerate(articles, start=1):
        if text and not aspect:
            found.append(DomainError(_("To which aspect does it belong?"), field=f"aspect_{number}", code="aspect"))
        for field, value, most in (("aspect", aspect, ASPECT_LENGTH), ("text", text, ARTICLE_LENGTH)):
            if len(value) > most:
                sentence = _("Put it in at most %(most)s characters.") % {"most": most}
                found.append(DomainError(sentence, field=f"{field}_{number}", code="too_long"))
    return found


def _write_articles(rules: VillageRules, articles: Sequence[tuple[str, str]]) -> None:
    RuleArticle.objects.bulk_create(
        RuleArticle(village_id=rules.village_id, rules=rules, number=number, aspect=aspect, text=text)
        for number, (aspect, text) in enumerate(articles, start=1)
    )
