"""A draft of the village rules, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.models import RuleArticle
from councils.models.village_rules import ARTICLE_LENGTH, ASPECT_LENGTH, MOST_ARTICLES, TITLE_LENGTH
from councils.queries.village_rules import ASPECTS
from villagegov.web.forms import PlainForm

#: Empty lines below those that are written.
SPARE = 4


class TitleForm(PlainForm):
    title = forms.CharField(label=pgettext_lazy("rules", "title"), max_length=TITLE_LENGTH)


class DraftForm(TitleForm):
    """Title, verse and as many lines as there are articles, with some to spare. A line without text is left out."""

    verse = forms.CharField(
        label=gettext_lazy("verse"),
        required=False,
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=gettext_lazy(
            "What people know by heart, one line as it is spoken. At most 120 characters, signs not counted."
        ),
    )
    hide_optional = True

    def __init__(self, *args: Any, articles: Sequence[RuleArticle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = [(row.aspect, row.text) for row in articles] or [(name, "") for name in ASPECTS]
        sent = sum(name.startswith("text_") for name in self.data) if self.is_bound else 0
        self.count = min(max(len(written) + SPARE, sent), MOST_ARTICLES)
        for number in range(1, self.count + 1):
            aspect, text = written[number - 1] if number <= len(written) else ("", "")
            label = _("aspect of article %(number)s") % {"number": number}
            self.fields[f"aspect_{number}"] = forms.CharField(
                label=label, max_length=ASPECT_LENGTH, required=False, initial=aspect,
                widget=forms.TextInput(attrs={"list": "aspects", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("article %(number)s") % {"number": number}, max_length=ARTICLE_LENGTH, required=False,
                initial=text,
            )  # fmt: skip

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"aspect_{number}"], self[f"text_{number}"]) for number in range(1, self.count + 1)]

    def articles(self) -> list[tuple[str, str]]:
        said = self.cleaned_data
        return [(said[f"aspect_{number}"], said[f"text_{number}"]) for number in range(1, self.count + 1)]
