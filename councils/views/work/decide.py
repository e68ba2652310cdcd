"""Deciding on claims: meetings, objections, samples, corrections."""

from django.utils.translation import gettext_lazy as _

from councils.queries import corrections, decisions, kin, meetings, objections, panels, samples, tellings
from points.enums import Role
from points.queries.villages import uses_points
from villagegov.web.work import WorkPage

DECIDE = (
    WorkPage(
        "decide",
        _("Review meetings"),
        _("What waits becomes a numbered list on paper; afterwards the exceptions are typed in and confirmed."),
        "councils:meetings",
        frozenset(meetings.LOOKERS),
        order=10,
        waiting=meetings.waiting_count,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Near kin"),
        _("At the start of a term every member lists the households of near kin and keeps away from them."),
        "councils:kin",
        frozenset(kin.LOOKERS),
        order=15,
        waiting=kin.waiting_count,
    ),
    WorkPage(
        "decide",
        _("To be told"),
        _("Deductions the committee approved: tell the household first, then they are made public."),
        "councils:tellings",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR}),
        order=20,
        waiting=tellings.waiting_count,
        pressing=True,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Objections"),
        _("What villagers object to, to be decided by people outside the first review."),
        "councils:objections",
        frozenset({Role.SUPERVISOR}),
        order=30,
        waiting=objections.waiting_count,
        pressing=True,
        alarm=objections.alarm,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Record an objection"),
        _("Somebody comes to the office, telephones or hands in a paper: find the line, write it down, read it back."),
        "councils:objection_find",
        frozenset({Role.SUPERVISOR}),
        order=31,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Drawn panels"),
        _("Objections and appeals for which you were drawn by lot."),
        "councils:panels",
        frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.OFFICER, Role.GRID_OFFICER}),
        order=32,
        waiting=panels.waiting_count,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Decisions to be told"),
        _("Rejections, objections and appeals that were decided: tell the household, its days to appeal begin then."),
        "councils:decisions",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=40,
        waiting=decisions.waiting_count,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Corrections"),
        _("A wrong line is taken back and the right one entered: one person proposes, another carries it out."),
        "councils:correction_list",
        frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=50,
        waiting=corrections.waiting_count,
        shown=uses_points,
    ),
    WorkPage(
        "decide",
        _("Sample checks"),
        _("Claims that chance picked when a month closed: look into each, and record what you found."),
        "councils:samples",
        frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=60,
        waiting=samples.waiting_count,
        shown=uses_points,
    ),
)
