"""Scenarios of the disclosure board for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from councils.queries.disclosure import columns
from councils.services.disclosure import duties, files, postings, questions, tables
from points.enums import Module
from tests import stage
from tests.disclosure import support as s
from tests.factories import Cast

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]
_PDF = b"%PDF-1.4\n%%EOF\n"


def _terms(cast: Cast) -> duties.DutyInput:
    return duties.DutyInput(s.category(cast), "财务收支", "monthly", 10, date(2026, 11, 1))


def _duty(cast: Cast) -> Any:
    made = s.duty(cast).duty
    made.village = cast.village
    return made


def _filed(cast: Cast) -> Any:
    posting = s.drafted(cast)
    file = files.add(
        posting=posting, upload=ContentFile(_PDF, name="x.pdf"), caption="发票", looked=True, by=cast.officer, at=s.NOW
    )
    file.posting = posting
    return file


def _table(cast: Cast) -> Any:
    posting = s.drafted(cast)
    made = s.masked(cast, s.uploaded(cast, posting))
    made.posting = posting
    return made


def _mask(cast: Cast, table: Any) -> Any:
    care = [one.guess for one in columns.columns_of(table)]
    seen = columns.masked(table.headings, table.rows, care).digest
    return tables.mask(table=table, care=care, caption="名单", seen=seen, by=cast.officer, at=s.NOW)


def _correction(cast: Cast) -> Any:
    """So that the check writes two editions."""
    made = postings.correct(posting=s.posted(cast), reason="少列一项", by=cast.officer, at=s.NOW)
    made.village = cast.village
    return s.sent(cast, made)


_SCENARIOS: dict[str, Scenario] = {
    "councils.services.disclosure.duties.take_over": (
        lambda c: None,
        lambda c, w: duties.take_over(village=c.village, since=date(2026, 11, 1), by=c.administrator, at=s.NOW),
    ),
    "councils.services.disclosure.duties.save_category": (
        lambda c: None, lambda c, w: duties.save_category(village=c.village, name="三资", by=c.administrator, at=s.NOW)
    ),
    "councils.services.disclosure.duties.save_duty": (
        s.category, lambda c, w: duties.save_duty(village=c.village, data=_terms(c), by=c.administrator, at=s.NOW)
    ),
    "councils.services.disclosure.duties.end_duty": (
        _duty,
        lambda c, w: duties.end_duty(duty=w, effective_from=date(2026, 12, 1), by=c.administrator, at=s.NOW),
    ),
    "councils.services.disclosure.postings.draft": (
        s.category, lambda c, w: postings.draft(village=c.village, data=s.data(c), by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.postings.save": (
        s.drafted, lambda c, w: postings.save(posting=w, data=s.data(c, text="改"), by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.postings.send": (
        s.drafted, lambda c, w: postings.send(posting=w, by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.postings.check": (
        _correction, lambda c, w: postings.check(posting=w, by=c.supervisor, at=s.NOW)
    ),
    "councils.services.disclosure.postings.send_back": (
        s.sent, lambda c, w: postings.send_back(posting=w, reason="缺结存", by=c.supervisor, at=s.NOW)
    ),
    "councils.services.disclosure.postings.drop": (
        s.drafted, lambda c, w: postings.drop(posting=w, by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.postings.correct": (
        s.posted, lambda c, w: postings.correct(posting=w, reason="少列一项", by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.postings.take_down": (
        s.posted,
        lambda c, w: postings.take_down(posting=w, reason="露了名字", erase=True, by=c.supervisor, at=s.NOW),
    ),
    "councils.services.disclosure.files.add": (
        s.drafted,
        lambda c, w: files.add(
            posting=w, upload=stage.picture(), caption="现场", looked=True, by=c.officer, at=s.NOW
        ),
    ),
    "councils.services.disclosure.files.remove": (
        _filed, lambda c, w: files.remove(file=w, by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.tables.upload": (
        s.drafted, lambda c, w: tables.upload(posting=w, file=s.sheet(), by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.tables.mask": (s.uploaded, _mask),
    "councils.services.disclosure.tables.remove": (
        _table, lambda c, w: tables.remove(table=w, by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.questions.ask": (
        s.posted,
        lambda c, w: questions.ask(
            posting=w, household=s.home(c), text="怎么多了？", anonymous=True, by=c.villager, at=s.NOW
        ),
    ),
    "councils.services.disclosure.questions.answer": (
        s.asked, lambda c, w: questions.answer(question=w, words="加了灯", by=c.officer, at=s.NOW)
    ),
    "councils.services.disclosure.questions.withhold": (
        s.asked, lambda c, w: questions.withhold(question=w, reason="insult", by=c.supervisor, at=s.NOW)
    ),
}  # fmt: skip


def _on(prepare: Callable[[Cast], Any]) -> Callable[[Cast], Any]:
    """The village of these tests uses the disclosure board only here."""

    def prepared(cast: Cast) -> Any:
        cast.village.modules = [Module.DISCLOSURE]
        cast.village.save(update_fields=["modules"])
        return prepare(cast)

    return prepared


DISCLOSURE: dict[str, Scenario] = {name: (_on(prepare), act) for name, (prepare, act) in _SCENARIOS.items()}

DISCLOSURE_EXEMPT = {
    "disclosure.steps.*": "parts of every step of a posting, broken there",
    "disclosure.files.forget": "a part of giving up and of taking down",
    "disclosure.files.copy": "a part of correcting",
    "disclosure.tables.as_read": "reads",
    "disclosure.tables.give_up": "one statement",
    "disclosure.tables.sweep": "one statement",
    "disclosure.postings.days_posted": "reads",
}
