"""Words of tasks that follow from a decision."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class TaskState(TextChoices):
    """A task that follows from a decision."""

    OPEN = "in_hand", pgettext_lazy("task", "in hand")
    DONE = "carried_out", pgettext_lazy("task", "done")
    NOT_DONE = "not_done", pgettext_lazy("task", "not done")
