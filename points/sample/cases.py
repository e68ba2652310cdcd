"""What households of the sample bring to their village: invented, in the words of a phone call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """What a household says, and how it ends."""

    kind: str
    topic: str
    text: str
    done: str
    public: str
    #: What a volunteer who takes it on is good at; empty where an officer sees to it alone.
    strength: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A village's own words: what is brought in, and what is said where it cannot be done now or is passed on."""

    cases: tuple[Case, ...]
    #: The answer, and what is told of it in public.
    later: tuple[tuple[str, str], ...]
    #: To whom it is passed on, and their number.
    passed: tuple[tuple[str, str], ...]
    #: What is heard at a visit.
    heard: tuple[str, ...]
    places: tuple[str, ...]
