"""What the views of bodies share: who asks, and what in the address is meant."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from councils.models import Body
from points.enums import Role
from points.models import User, Village
from points.queries import access

#: Who reads bodies at the office; the administrator writes.
READERS = tuple(role for role in Role if role != Role.VILLAGER)


def who(request: HttpRequest) -> tuple[Village, User]:
    return request.village, request.user  # type: ignore[attr-defined,return-value]


def administers(request: HttpRequest) -> bool:
    village, user = who(request)
    return access.has_role(user, village, Role.ADMINISTRATOR)


def body_of(request: HttpRequest, body_id: uuid.UUID) -> Body:
    """404 where the village has no such body."""
    village, _user = who(request)
    found: Body = get_object_or_404(
        Body.objects.select_related("group", "grid", "settlement"), village=village, pk=body_id
    )
    found.village = village
    return found


def found_of(request: HttpRequest, model: Any, key: uuid.UUID, *related: str) -> Any:
    """A row of the village by its key, with its village set; 404 where there is none."""
    village, _user = who(request)
    row = get_object_or_404(
        model.objects.select_related(*related) if related else model.objects, village=village, pk=key
    )
    row.village = village
    return row
