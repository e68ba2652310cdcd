"""Hiding the columns of a table that was just uploaded: what is chosen is shown at once, and what was shown is kept."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.forms.disclosure.table import ColumnsForm
from councils.models import Posting, TableToMask
from councils.queries.disclosure import columns, who
from councils.services.disclosure import tables
from councils.views.disclosure.desk import here, posting_or_404
from points.enums import Module
from points.models import User
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

#: Lines in the preview; the masked table is kept whole.
PREVIEW = 30


@village_view(*who.WRITERS)
@with_module(Module.DISCLOSURE)
def mask(request: HttpRequest, posting_id: uuid.UUID) -> HttpResponse:
    """``act=look`` shows the table under other choices; ``act=keep`` keeps what was looked at."""
    village, user = here(request)
    posting = posting_or_404(request, posting_id)
    table = TableToMask.objects.filter(village=village, posting=posting).first()
    if table is None:
        messages.info(request, _("No table waits here: it was kept, or taken away after a day. Upload it once more."))
        return _back(posting)
    table.posting = posting
    if request.POST.get("act") == "drop":
        tables.give_up(table=table, by=user, at=clock.now())
        messages.success(request, _("Taken away. Nothing of it was kept."))
        return _back(posting)
    form = ColumnsForm(request.POST or None, columns=columns.columns_of(table), initial={"caption": table.caption})
    if request.POST.get("act") == "keep" and form.is_valid() and _kept(form, table, user):
        messages.success(request, _("The table is kept as you saw it; the file itself is deleted."))
        return _back(posting)
    preview, wrong = _preview(table, form)
    context: dict[str, Any] = {
        "village": village,
        "posting": posting,
        "table": table,
        "form": form,
        "preview": preview,
        "lines": preview.rows[:PREVIEW] if preview else [],
        "count": len(preview.rows) if preview else 0,
        "wrong": wrong,
    }
    return render(request, "councils/disclosure/mask.html", context)


def _kept(form: ColumnsForm, table: TableToMask, user: User) -> bool:
    data = form.cleaned_data
    try:
        tables.mask(table=table, care=form.care(), caption=data["caption"], seen=data["seen"], by=user, at=clock.now())
    except DomainError as error:
        form.add_domain_error(error)
        return False
    return True


def _preview(table: TableToMask, form: ColumnsForm) -> tuple[columns.Masked | None, str]:
    """As it would be read under the choices of the form; or why it may not."""
    try:
        return tables.as_read(table, form.care()), ""
    except DomainError as error:
        return None, str(error.message)


def _back(posting: Posting) -> HttpResponse:
    return redirect("councils:disclosure_posting", slug=posting.village.slug, posting_id=posting.pk)
