"""Migrations make a new table and its constraints known without making all that is related anew."""

from __future__ import annotations

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from villagegov.db.rendering import WRITERS, sparing

POSITIVE = models.CheckConstraint(condition=models.Q(size__gt=0), name="positive")
UNIQUE = models.UniqueConstraint(fields=["size"], name="one_of_a_size")
INDEX = models.Index(fields=["size"], name="by_size")


def state() -> ProjectState:
    """A house, and a room in it; both are made."""
    fields = [("id", models.AutoField(primary_key=True)), ("size", models.IntegerField())]
    found = ProjectState()
    found.add_model(ModelState("points", "House", fields))
    found.add_model(
        ModelState("points", "Room", [*fields, ("house", models.ForeignKey("points.House", models.CASCADE))])
    )
    assert found.apps.get_model("points", "House")._meta.constraints == []
    return found


def known(found: ProjectState) -> tuple[list[str], list[str], list[str]]:
    meta = found.apps.get_model("points", "House")._meta
    return (
        [row.name for row in meta.constraints],
        [row.name for row in meta.indexes],
        [row.name for row in meta.total_unique_constraints],
    )


def test_a_model_is_told_what_django_would_have_made_it_with() -> None:
    ours, theirs = state(), state()
    house, room = (ours.apps.get_model("points", name) for name in ("House", "Room"))
    with sparing():
        for constraint in (POSITIVE, UNIQUE):
            ours.add_constraint("points", "house", constraint)
        ours.add_index("points", "house", INDEX)
        assert known(ours) == (["positive", "one_of_a_size"], ["by_size"], ["one_of_a_size"])
        ours.remove_constraint("points", "house", "one_of_a_size")
        assert known(ours) == (["positive"], ["by_size"], [])
        assert (ours.apps.get_model("points", "House"), ours.apps.get_model("points", "Room")) == (house, room)
    theirs.add_constraint("points", "house", POSITIVE)
    theirs.add_index("points", "house", INDEX)
    assert known(theirs) == known(ours)
    assert theirs == ours


def test_classes_made_later_have_the_constraints_too() -> None:
    found = state()
    with sparing():
        found.add_constraint("points", "house", POSITIVE)
        found.add_field("points", "house", "floors", models.IntegerField(default=1), preserve_default=True)
    assert known(found) == (["positive"], [], [])
    assert found.apps.get_model("points", "House")._meta.get_field("floors")


def test_a_new_table_joins_the_others_as_they_are() -> None:
    ours, theirs = state(), state()
    house, room = (ours.apps.get_model("points", name) for name in ("House", "Room"))
    fields = [("id", models.AutoField(primary_key=True)), ("of", models.ForeignKey("points.House", models.CASCADE))]
    with sparing():
        ours.add_model(ModelState("points", "Door", fields))
    theirs.add_model(ModelState("points", "Door", fields))
    assert ours.apps.get_model("points", "House") is house and ours.apps.get_model("points", "Room") is room
    assert theirs == ours
    for found in (ours, theirs):
        made = found.apps.get_model("points", "House")
        assert {row.name for row in made._meta.related_objects} == {"room", "door"} and made.door_set
        assert found.apps.get_model("points", "Door")._meta.get_field("of").related_model is made


def test_afterwards_django_is_as_it_was() -> None:
    own = {name: getattr(ProjectState, name) for name in (*WRITERS, "add_model")}
    with sparing():
        assert all(getattr(ProjectState, name) is not write for name, write in own.items())
    assert {name: getattr(ProjectState, name) for name in own} == own
