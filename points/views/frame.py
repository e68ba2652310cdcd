"""What the frame of a page (villagegov.web.context) learns from this app: village, nav, where to go after log-in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.enums import Role
from points.models import User, Village
from points.queries import access, villages
from villagegov.web.context import NavItem, Place, waiting

REVIEWERS = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})
TYPISTS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class _Page:
    """A page in the nav. ``roles`` None: everybody. ``also``: further views that count as this page."""

    key: str
    label: Any
    view: str
    roles: frozenset[Role] | None = None
    also: tuple[str, ...] = ()
    in_village: bool = True


PAGES = (
    _Page("board", gettext_lazy("Red and black board"), "boards:village", also=("boards:board", "boards:board_month")),
    _Page("publicity", gettext_lazy("Publicity"), "councils:publicity", also=("councils:publicity_print",)),
    _Page("standing", gettext_lazy("Standing"), "boards:standing"),
    _Page("rules", gettext_lazy("Points rules"), "points:rules"),
    _Page("about", gettext_lazy("The village"), "points:about"),
    _Page("my", gettext_lazy("My points"), "points:my", roles=frozenset({Role.VILLAGER}), also=("councils:object",)),
    _Page(
        "work",
        gettext_lazy("Enter points"),
        "points:claim_new",
        roles=TYPISTS,
        also=(
            "points:claim_list",
            "points:claim_edit",
            "points:claim_delete",
            "points:claim_withdraw",
            "points:claim_send",
            "points:deed_new",
            "points:batch",
        ),
    ),
    _Page(
        "tellings",
        gettext_lazy("To be told"),
        "councils:tellings",
        roles=frozenset({Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR}),
        also=("councils:tell", "councils:telling_letter"),
    ),
    _Page(
        "objections",
        gettext_lazy("Objections"),
        "councils:objections",
        roles=frozenset({Role.SUPERVISOR}),
        also=("councils:objection",),
    ),
    _Page("admin", gettext_lazy("Review and administration"), "admin:index", roles=REVIEWERS, in_village=False),
)

#: Where a role goes after logging in, the first that fits: whoever types also sits on the committee in most villages.
LANDINGS = (
    (frozenset({Role.OFFICER}), "points:claim_new", True),
    (REVIEWERS, "admin:index", False),
    (frozenset({Role.VILLAGER}), "points:my", True),
    (frozenset(Role), "boards:village", True),
)


class VillagePages:
    """Registered as the site's PageSource."""

    def village(self, slug: str) -> Village | None:
        try:
            return villages.get_by_slug(slug)
        except Village.DoesNotExist:
            return None

    def may(self, user: Any, village: Any, roles: Sequence[str]) -> bool:
        return access.has_role(user, village, *(Role(role) for role in roles))

    def role_names(self, roles: Sequence[str]) -> str:
        return str(_(" or ")).join(str(Role(role).label) for role in roles)

    def place(self, request: HttpRequest) -> Place | None:
        village = _village_of(request)
        if village is None:
            return None
        return Place(
            name=village.name,
            region=region_line(village),
            url=self.first_page(village),
            about_url=_address("points:about", village),
            feedback_url=_address("councils:feedback", village),
        )

    def first_page(self, village: Village) -> str:
        return _address("boards:village", village) or _address("points:about", village)

    def nav(self, request: HttpRequest) -> Sequence[NavItem]:
        village = _village_of(request)
        return list(_items(request, village)) if village else ()

    def landing(self, request: HttpRequest) -> str:
        user = request.user
        if not isinstance(user, User):
            return "/"
        rows = access.memberships(user)
        for roles, view, in_village in LANDINGS:
            for row in rows:
                if row.role in roles:
                    return _address(view, row.village if in_village else None) or "/"
        return reverse("admin:index") if user.is_superuser else "/"


def region_line(village: Village) -> str:
    """井研县研经镇."""
    county = village.town.parent
    return f"{county.name if county else ''}{village.town.name}"


def _village_of(request: HttpRequest) -> Village | None:
    """The village of the address; elsewhere that of a person who belongs to one village only."""
    if not hasattr(request, "village"):
        match = request.resolver_match
        slug = match.kwargs.get("slug") if match else None
        request.village = VillagePages().village(slug) if slug else _only_village(request)  # type: ignore[attr-defined]
    return request.village  # type: ignore[attr-defined]


def _only_village(request: HttpRequest) -> Village | None:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    found = {row.village_id: row.village for row in access.memberships(user)}
    return villages.get_by_slug(next(iter(found.values())).slug) if len(found) == 1 else None


def _items(request: HttpRequest, village: Village) -> Iterator[NavItem]:
    user = request.user if isinstance(request.user, User) else None
    roles = access.roles_of(user, village)
    match = request.resolver_match
    current = match.view_name if match else ""
    for page in PAGES:
        if page.roles is not None and not roles & page.roles:
            continue
        address = _address(page.view, village if page.in_village else None)
        if address:
            count = waiting(page.key, user, village) if page.roles else 0
            yield NavItem(str(page.label), address, current in (page.view, *page.also), count)


def _address(view: str, village: Village | None) -> str:
    """Empty while a page is not there yet."""
    try:
        return reverse(view, kwargs={"slug": village.slug} if village else None)
    except NoReverseMatch:
        return ""
