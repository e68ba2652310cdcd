"""Addresses of bodies, areas and handovers."""

from __future__ import annotations

from django.urls import URLPattern, path

from councils.views import village_rules
from councils.views.bodies import areas, desk, elections, handovers, members, public

urlpatterns: list[URLPattern] = [
    path("v/<slug:slug>/serving/", public.serving, name="serving"),
    path("v/<slug:slug>/serving/rules/<uuid:rules_id>/", public.rules, name="body_rules"),
    path("v/<slug:slug>/settlements/<uuid:settlement_id>/convention/", village_rules.public, name="convention"),
    path("v/<slug:slug>/settlements/<uuid:settlement_id>/convention/card/", village_rules.card, name="convention_card"),
    path(
        "v/<slug:slug>/settlements/<uuid:settlement_id>/convention/<str:day>/",
        village_rules.public,
        name="convention_of_day",
    ),
    path("v/<slug:slug>/work/areas/", areas.listing, name="areas"),
    path("v/<slug:slug>/work/areas/settlements/new/", areas.edit, name="settlement_new"),
    path("v/<slug:slug>/work/areas/settlements/<uuid:settlement_id>/", areas.edit, name="settlement"),
    path("v/<slug:slug>/work/bodies/", desk.listing, name="bodies"),
    path("v/<slug:slug>/work/bodies/new/", desk.edit, name="body_new"),
    path("v/<slug:slug>/work/bodies/<uuid:body_id>/", desk.body, name="body"),
    path("v/<slug:slug>/work/bodies/<uuid:body_id>/edit/", desk.edit, name="body_edit"),
    path("v/<slug:slug>/work/bodies/<uuid:body_id>/members/new/", members.new, name="member_new"),
    path("v/<slug:slug>/work/bodies/<uuid:body_id>/rules/new/", desk.rules_new, name="body_rules_new"),
    path("v/<slug:slug>/work/bodies/<uuid:body_id>/elections/new/", elections.new, name="election_new"),
    path("v/<slug:slug>/work/bodies/members/<uuid:member_id>/", members.edit, name="member"),
    path("v/<slug:slug>/work/bodies/rules/<uuid:rules_id>/remove/", desk.rules_remove, name="body_rules_remove"),
    path("v/<slug:slug>/work/elections/<uuid:election_id>/", elections.election, name="election"),
    path("v/<slug:slug>/work/elections/<uuid:election_id>/count/", elections.count, name="election_count"),
    path("v/<slug:slug>/work/elections/<uuid:election_id>/print/", elections.printed, name="election_print"),
    path("v/<slug:slug>/work/handovers/", handovers.listing, name="handovers"),
    path("v/<slug:slug>/work/handovers/new/", handovers.edit, name="handover_new"),
    path("v/<slug:slug>/work/handovers/<uuid:handover_id>/", handovers.handover, name="handover"),
    path("v/<slug:slug>/work/handovers/<uuid:handover_id>/edit/", handovers.edit, name="handover_edit"),
    path("v/<slug:slug>/work/handovers/<uuid:handover_id>/print/", handovers.printed, name="handover_print"),
    path(
        "v/<slug:slug>/work/handovers/<uuid:handover_id>/bodies/<uuid:body_id>/",
        handovers.of_body,
        name="handover_body",
    ),
]
