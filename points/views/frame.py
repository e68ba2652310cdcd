"""What the frame of a page (villagegov.web.context) learns from this app: village, nav, where to go after log-in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.enums import Role
from points.models import User, Village
from points.queries import access, cards, villages
from villagegov.kernel import clock
from villagegov.web.context import NavItem, Place, waiting
from villagegov.web.public import public_pages
from villagegov.web.work import pressing

REVIEWERS = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})
TYPISTS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
STAFF = REVIEWERS | {Role.OFFICER, Role.GRID_OFFICER}
#: Parts of a village without points that the header names: with the first page and the profile two lines of a phone.
MOST_PARTS = 3


@dataclass(frozen=True)
class _Page:
    """A page in the nav. ``roles`` None: everybody. ``also``: further views that count as this page."""

    key: str
    label: Any
    view: str
    roles: frozenset[Role] | None = None
    also: tuple[str, ...] = ()
    in_village: bool = True
    #: The office has so many pages of its own that this one is left to the footer.
    not_for_office: bool = False
    #: Only where points are used.
    of_points: bool = False


#: Further views that count as a villager's own.
MY_PAGES = (
    "points:my_earn",
    "points:my_claims",
    "points:my_claim_new",
    "points:my_claim",
    "points:my_claim_change",
    "points:my_claim_withdraw",
    "points:pin_change",
    "councils:object",
    "councils:appeal",
    "councils:reply",
    "boards:my_statement",
)

PAGES = (
    _Page("board", gettext_lazy("Red and black board"), "boards:village", also=("boards:board", "boards:board_month")),
    _Page(
        "publicity", gettext_lazy("Publicity"), "councils:publicity", also=("councils:publicity_print",), of_points=True
    ),
    _Page("standing", gettext_lazy("Standing"), "boards:standing", of_points=True),
    _Page("rules", gettext_lazy("Points rules"), "points:rules", of_points=True),
    _Page("about", gettext_lazy("The village"), "points:about", not_for_office=True),
    _Page("my", gettext_lazy("My points"), "points:my", roles=frozenset({Role.VILLAGER}), also=MY_PAGES),
    _Page(
        "work",
        gettext_lazy("Enter points"),
        "points:claim_new",
        roles=TYPISTS,
        also=(
            "points:claim_sheet",
            "points:claim_list",
            "points:claim_edit",
            "points:claim_delete",
            "points:claim_withdraw",
            "points:claim_send",
            "points:deed_new",
            "points:batch",
        ),
        of_points=True,
    ),
    _Page("desk", gettext_lazy("Work page"), "points:work", roles=STAFF),
    _Page("inbox", gettext_lazy("Inbox"), "points:inbox", roles=frozenset(Role)),
    _Page("admin", gettext_lazy("Review and administration"), "admin:index", roles=REVIEWERS, in_village=False),
)

#: Where a role goes after logging in, the first that fits: whoever types also sits on the committee in most villages.
LANDINGS = (
    (frozenset({Role.OFFICER}), "points:claim_new", True),
    (REVIEWERS, "admin:index", False),
    (frozenset({Role.GRID_OFFICER}), "points:work", True),
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
            privacy_url=_address("points:privacy_notice", village),
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
                    if not row.village.points_on and roles <= STAFF:
                        return _address("points:work", row.village)  # no points to enter or to review
                    return _address(view, row.village if in_village else None) or "/"
        return reverse("admin:index") if user.is_superuser else "/"

    def household_login(self, request: HttpRequest) -> str:
        target = request.POST.get("next") or request.GET.get("next", "")
        village = _village_in(target)
        today = clock.today()
        if village is None:
            found = cards.villages_with_accounts(today)
            if len(found) == 1:
                return _address("points:pin", found[0])
            return reverse("points:card_villages") if found else ""
        if not cards.accounts_on(village, today):
            return ""
        return f"{_address('points:pin', village)}?{urlencode({'next': target}, safe='/')}"

    def secret_page(self, request: HttpRequest) -> str:
        if not isinstance(request.user, User) or request.user.has_usable_password():
            return ""
        card = cards.of_user(request.user)
        return _address("points:pin_change", card.village) if card else ""


def _village_in(address: str) -> Village | None:
    """The village of an address of ours."""
    try:
        slug = resolve(urlsplit(address).path).kwargs.get("slug")
    except (Resolver404, ValueError):
        return None
    return VillagePages().village(slug) if slug else None


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
    here = _page_of(request)
    for page in PAGES:
        if not _is_for(page, village, roles):
            continue
        address = _address(page.view, village if page.in_village else None)
        if address:
            count = waiting(page.key, user, village) if page.roles else 0
            if page.key == "desk":
                count += pressing(user, village, roles)
            first = page.key == "board" and not village.points_on
            yield NavItem(str(_label(page, village)), address, page.key == here, count)
            if first:
                yield from _parts(request, village)


def _label(page: _Page, village: Village) -> Any:
    """Two pages are called otherwise where there are no points."""
    if not village.points_on and page.key in {"board", "my"}:
        return _("First page") if page.key == "board" else _("Our household")
    return page.label


def _is_for(page: _Page, village: Village, roles: frozenset[Role]) -> bool:
    if page.roles is not None and not roles & page.roles:
        return False
    if page.not_for_office and roles & STAFF:
        return False
    return village.points_on or not page.of_points


def _parts(request: HttpRequest, village: Village) -> Iterator[NavItem]:
    """Where the village has no points, the first of what it has instead, and what is open; the first page has all."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    for place, page in enumerate(page for page in public_pages(village) if page.in_header):
        here = view in (page.view, *page.also)
        if place < MOST_PARTS or here:
            yield NavItem(str(page.label), _address(page.view, village), here, 0)


def _page_of(request: HttpRequest) -> str:
    """The key of the page that is open; what the office opens from the work page counts as that."""
    match = request.resolver_match
    view = match.view_name if match else ""
    named = (page.key for page in PAGES if view in (page.view, *page.also))
    return next(named, "desk" if match and "/work/" in match.route else "")


def _address(view: str, village: Village | None) -> str:
    """Empty while a page is not there yet."""
    try:
        return reverse(view, kwargs={"slug": village.slug} if village else None)
    except NoReverseMatch:
        return ""
