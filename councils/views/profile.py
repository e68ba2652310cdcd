"""The village's profile: its parts on the public page, a project for everybody, the administrator's desk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.profile import FiguresForm, PictureForm, ProgressForm, ProjectForm
from councils.models import Project
from councils.queries import pairings
from councils.queries import profile as queries
from councils.services import profile as services
from points.enums import Role
from points.models import User, Village
from points.services import photos
from points.views.site import AboutPart
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import kept_by_nobody, public_page
from villagegov.web.village import village_view

SIZES = ("large", "small")


def _who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


# ---------------------------------------------------------------------------------------------------------- everybody


def about_part(village: Village) -> AboutPart | None:
    """Figures, projects, pictures on the page about the village. Five queries."""
    years, rows = queries.figures(village)
    values = {
        "village": village,
        "years": years,
        "figures": rows,
        "projects": list(queries.projects(village)),
        "pictures": list(queries.pictures(village)),
        "paired": pairings.public_count(village, clock.today()),
    }
    if not any(values[name] for name in ("figures", "projects", "pictures", "paired")):
        return None
    return AboutPart("councils/profile/about_part.html", values)


@village_view()
@public_page()
def project_public(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    project = _project(village, project_id)
    context = {
        "village": village,
        "project": project,
        "lines": queries.progress(project),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "today": clock.today(),
    }
    return render(request, "councils/profile/project.html", context)


@require_safe
@village_view()
def picture(request: HttpRequest, picture_id: uuid.UUID, size: str) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    row = queries.pictures(village).filter(pk=picture_id).first()
    if row is None or size not in SIZES:
        raise Http404(picture_id)
    try:
        stored = photos.read(row.photo, size)
    except FileNotFoundError as error:
        raise Http404(picture_id) from error
    return kept_by_nobody(FileResponse(stored, content_type="image/jpeg"))


# --------------------------------------------------------------------------------------------------------------- desk


@require_safe
@village_view(*services.REPORTERS)
def desk(request: HttpRequest) -> HttpResponse:
    """Projects, years of figures, pictures."""
    village, _user = _who(request)
    context = {
        "village": village,
        "projects": list(queries.projects(village)),
        "years": queries.figure_years(village),
        "this_year": clock.today().year,
        "pictures": list(queries.pictures(village)),
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
    }
    return render(request, "councils/profile/desk.html", context)


def _project(village: Village, key: uuid.UUID) -> Project:
    found = queries.project(village, key)
    if found is None:
        raise Http404(key)
    found.village = village
    return found


@village_view(Role.ADMINISTRATOR)
def project_new(request: HttpRequest) -> HttpResponse:
    village, user = _who(request)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_project(
                village=village, data=form.values(), id=form.cleaned_data["id"], by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Everybody sees it at once."))
            return redirect("councils:project", slug=village.slug, project_id=made.pk)
    return render(request, "councils/profile/project_form.html", {"village": village, "form": form, "project": None})


@village_view(*services.REPORTERS)
def project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """Its words, for the administrator; a line on how far it is, for the officer too."""
    village, user = _who(request)
    row = _project(village, project_id)
    administers = Role.ADMINISTRATOR in request.roles  # type: ignore[attr-defined]
    is_progress = "text" in request.POST
    names = ("name", "about", "funding", "starts_on", "ends_on", "stage", "answers", "result")
    form = ProjectForm(
        request.POST if request.method == "POST" and not is_progress else None,
        initial={name: getattr(row, name) for name in names},
    )
    line = ProgressForm(request.POST if is_progress else None)
    if request.method == "POST":
        done = _progressed(row, line, user) if is_progress else _changed(row, form, user)
        if done:
            messages.success(request, _("Saved. Everybody sees it at once."))
            return redirect("councils:project", slug=village.slug, project_id=row.pk)
    context = {
        "village": village, "project": _project(village, project_id), "form": form if administers else None,
        "line": line, "lines": queries.progress(row),
    }  # fmt: skip
    return render(request, "councils/profile/project_form.html", context)


def _changed(project: Project, form: ProjectForm, user: User) -> bool:
    if not form.is_valid():
        return False
    try:
        services.save_project(village=project.village, data=form.values(), project=project, by=user, at=clock.now())
    except DomainError as error:
        form.add_domain_error(error)
        return False
    return True


def _progressed(project: Project, form: ProgressForm, user: User) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    try:
        services.add_progress(
            project=project, day=said["day"], text=said["text"], id=said["id"], by=user, at=clock.now()
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    return True


@village_view(Role.ADMINISTRATOR)
def figures(request: HttpRequest, year: int) -> HttpResponse:
    """All figures of a year on one page; a new year begins with the names of the latest."""
    village, user = _who(request)
    if not services.FIRST_YEAR <= year <= clock.today().year:
        raise Http404(year)
    rows = queries.of_year(village, year)
    fresh = not rows and (years := queries.figure_years(village))
    form = FiguresForm(request.POST or None, rows=rows or (queries.of_year(village, years[0]) if fresh else []))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_figures(village=village, year=year, figures=form.figures(), by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Everybody sees it at once."))
            return redirect("councils:profile_desk", slug=village.slug)
    context = {"village": village, "form": form, "year": year, "fresh": fresh}
    return render(request, "councils/profile/figures.html", context)


@village_view(Role.ADMINISTRATOR)
def pictures(request: HttpRequest) -> HttpResponse:
    """Pictures with their words; taken out here too."""
    village, user = _who(request)
    remove = request.POST.get("remove", "")
    form = PictureForm(*((request.POST, request.FILES) if request.method == "POST" and not remove else ()))
    if request.method == "POST" and (_removed(request, remove) if remove else _added(request, form, village, user)):
        return redirect("councils:pictures", slug=village.slug)
    context = {"village": village, "form": form, "pictures": list(queries.pictures(village))}
    return render(request, "councils/profile/pictures.html", context)


def _kept(form: PictureForm, village: Village, user: User) -> None:
    """Not one transaction: after a refusal the photo has its row still, and goes with the sweep of unused ones."""
    at = clock.now()
    photo = photos.keep(village=village, upload=form.cleaned_data["photo"], by=user, at=at)
    services.add_picture(village=village, photo=photo, alt=form.cleaned_data["alt"], by=user, at=at)


def _added(request: HttpRequest, form: PictureForm, village: Village, user: User) -> bool:
    if not form.is_valid():
        return False
    try:
        _kept(form, village, user)
    except DomainError as error:
        for single in error:
            form.add_error("photo" if single.field in {"photo", "photos"} else "alt", str(single.message))
        return False
    messages.success(request, _("Saved. Everybody sees it at once."))
    return True


def _removed(request: HttpRequest, key: str) -> bool:
    village, user = _who(request)
    row = get_object_or_404(queries.pictures(village), pk=as_uuid(key))
    row.village = village
    services.remove_picture(picture=row, by=user, at=clock.now())
    messages.success(request, _("The picture is taken out."))
    return True
