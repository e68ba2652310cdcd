"""Who serves here 村里谁管事: bodies and areas with their office holders, and rules of procedure, for everybody."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.models import BodyRules
from councils.queries.serving import public as queries
from points.models import Village
from villagegov.kernel import clock
from villagegov.kernel.errors import Gone
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@require_safe
@village_view()
@public_page()
def serving(request: HttpRequest) -> HttpResponse:
    """Names in full: these people serve in public. Telephone numbers of offices alone."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = queries.serving(village, clock.today())
    context = {
        "village": village,
        "seen": found,
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
    }
    return render(request, "councils/bodies/serving.html", context)


@require_safe
@village_view()
def rules(request: HttpRequest, rules_id: uuid.UUID) -> HttpResponse:
    """One version of a body's rules of procedure: its text as a page, or the file as it is kept."""
    village: Village = request.village  # type: ignore[attr-defined]
    found: BodyRules = get_object_or_404(BodyRules.objects.select_related("body"), village=village, pk=rules_id)
    if not found.file.name:
        others = BodyRules.objects.filter(village=village, body=found.body_id).exclude(pk=found.pk)
        context = {"village": village, "rules": found, "others": list(others.order_by("-number"))}
        return render(request, "councils/bodies/rules.html", context)
    try:
        stored = found.file.open("rb")
    except FileNotFoundError as error:
        raise Gone(_("This file is no longer there.")) from error
    name = f"{found.body.name}-{found.number}.pdf"
    response: Any = FileResponse(stored, content_type="application/pdf", as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
