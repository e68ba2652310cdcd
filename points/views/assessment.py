"""The village's impact assessment: every version to read and print, and the form for the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import Role
from points.forms.privacy import AssessmentForm
from points.models import ImpactAssessment, Village
from points.queries import assessment as texts
from points.services import assessments
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@require_safe
@village_view(Role.ADMINISTRATOR)
def versions(request: HttpRequest) -> HttpResponse:
    """The versions, the latest first."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = list(ImpactAssessment.objects.filter(village=village).defer("text").select_related("recorded_by"))
    return render(request, "points/assessments.html", {"village": village, "versions": rows})


@require_safe
@village_view(Role.ADMINISTRATOR)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, printable."""
    village: Village = request.village  # type: ignore[attr-defined]
    found = get_object_or_404(ImpactAssessment.objects.filter(village=village), number=number)
    context = {"village": village, "version": found, "kept_until": texts.kept_until(found.assessed_on)}
    return render(request, "points/assessment.html", context)


@village_view(Role.ADMINISTRATOR)
def new(request: HttpRequest) -> HttpResponse:
    """Write the next version, on from the last one or from the template."""
    village: Village = request.village  # type: ignore[attr-defined]
    last = ImpactAssessment.objects.filter(village=village).order_by("-number").first()
    initial = {"text": last.text if last else texts.template(village), "author": last.author if last else ""}
    form = AssessmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = assessments.record_assessment(
                village=village,
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("Version %(number)s is kept. Print it and let it be signed.") % {"number": made.number}
            )
            return redirect("points:assessment", slug=village.slug, number=made.number)
    return render(request, "points/assessment_form.html", {"village": village, "form": form, "last": last})
