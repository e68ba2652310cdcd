"""Refusals of the domain, in plain words.

A service that refuses raises :class:`DomainError`; a view or an admin page shows the sentence beside the field it
names. Whatever escapes is turned into a message by the middleware, so a refusal is never a 500.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class DomainError(Exception):
    """A refusal with its reason and the way out.

    ``message`` is a (lazily translated) sentence: why, and what to do. ``field`` names the form field it belongs to, or
    None for the whole form. ``code`` is stable and untranslated, for tests and for the audit.
    """

    def __init__(self, message: object, *, field: str | None = None, code: str = "refused", subject: object = None):
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        #: What it is about (a claim's id, a line number) where many are handled at once.
        self.subject = subject

    def __str__(self) -> str:
        return str(self.message)

    def __iter__(self) -> Iterator[DomainError]:
        yield self


class Problems(DomainError):
    """Several refusals at once, so that a person mends everything in one go."""

    def __init__(self, errors: Iterable[DomainError]):
        self.errors = [single for error in errors for single in error]
        first = self.errors[0]
        super().__init__(first.message, field=first.field, code=first.code, subject=first.subject)

    def __str__(self) -> str:
        return " ".join(str(error.message) for error in self.errors)

    def __iter__(self) -> Iterator[DomainError]:
        return iter(self.errors)

    @staticmethod
    def raise_if(errors: list[DomainError]) -> None:
        """Raise what was collected, if anything."""
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise Problems(errors)


class TransitionError(DomainError):
    """A claim, issue or entry is not in a state from which this step can be taken."""


class IdempotencyConflict(DomainError):
    """The same key came again with another payload. Never shown to a person who did nothing wrong: it is a fault."""


class Gone(DomainError):
    """What the person asks for is no longer there, or never was in this village."""


class NotAllowed(DomainError):
    """The person may not do this here: wrong role, own household, near kin, own claim."""
