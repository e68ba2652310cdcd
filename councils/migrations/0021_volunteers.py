"""Volunteers, posts, hours signed by two, activities."""

import django.db.models.deletion
import villagegov.db.constraints
import villagegov.db.fields
import villagegov.db.keys
from django.conf import settings
from django.db import migrations, models
from villagegov.db.operations import append_only


SECOND = """
    CREATE FUNCTION councils_service_second() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM councils_servicerecord AS record
            JOIN councils_volunteer AS volunteer
                ON volunteer.village_id = record.village_id AND volunteer.id = record.volunteer_id
            WHERE record.village_id = NEW.village_id AND record.id = NEW.record_id
                AND (record.entered_by_id = NEW.by_id OR volunteer.user_id = NEW.by_id)
        ) THEN
            RAISE EXCEPTION 'hours are signed by two different people' USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (
            SELECT 1 FROM councils_servicereversal AS reversal
            WHERE reversal.village_id = NEW.village_id AND reversal.record_id = NEW.record_id
        ) THEN
            RAISE EXCEPTION 'this service was taken back' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER councils_servicesignature_second BEFORE INSERT ON councils_servicesignature
        FOR EACH ROW EXECUTE FUNCTION councils_service_second();
"""
NO_SECOND = """
    DROP TRIGGER IF EXISTS councils_servicesignature_second ON councils_servicesignature;
    DROP FUNCTION councils_service_second();
"""
STEPS = """
    CREATE FUNCTION councils_activity_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = OLD.state OR OLD.state = 'planned' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'an activity does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_activity_steps BEFORE UPDATE ON councils_activity
        FOR EACH ROW EXECUTE FUNCTION councils_activity_step();
"""
NO_STEPS = """
    DROP TRIGGER IF EXISTS councils_activity_steps ON councils_activity;
    DROP FUNCTION councils_activity_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0020_matter_guards"),
        ("points", "0017_dissuasion_settings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("evening", "evening school"),
                            ("law", "law lecture"),
                            ("folk", "folk event"),
                            ("show", "performance"),
                            ("rules", "making the village rules known"),
                            ("clean_up", "clean-up day"),
                            ("meeting", "villagers’ gathering"),
                            ("other", "other activity"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=40, verbose_name="title")),
                ("day", models.DateField(verbose_name="day")),
                ("begins", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("place", models.CharField(max_length=40, verbose_name="place")),
                ("host", models.CharField(max_length=40, verbose_name="held by")),
                ("audience", models.CharField(blank=True, max_length=40, verbose_name="for whom")),
                ("about", models.TextField(blank=True, max_length=300, verbose_name="what happens")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("took_place", "held"), ("cancelled", "called off")],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="sign-in code")),
                ("participants", models.PositiveIntegerField(blank=True, null=True, verbose_name="people who came")),
                ("report", models.TextField(blank=True, max_length=500, verbose_name="report")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="reason")),
                ("planned_at", models.DateTimeField(verbose_name="planned at")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="reported at")),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="planned by",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ["-day", "-number"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_activity_village_id_key"),
                    models.UniqueConstraint(fields=("village", "number"), name="councils_activity_number_key"),
                    models.UniqueConstraint(fields=("village", "code"), name="councils_activity_code_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            models.Q(("host", ""), _negated=True),
                        ),
                        name="councils_activity_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("participants__isnull", True),
                                ("reason", ""),
                                ("report", ""),
                                ("state", "planned"),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("participants__gte", 1),
                                ("participants__lte", 9999),
                                ("reason", ""),
                                ("state", "took_place"),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("participants__isnull", True),
                                ("report", ""),
                                ("state", "cancelled"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="councils_activity_state_whole",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["village", "state", "day"], name="councils_activity_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("agreed", models.BooleanField(default=False, verbose_name="the people on it agreed")),
                (
                    "activity",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="councils.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "photo",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.photo",
                        verbose_name="photo",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture of an activity",
                "verbose_name_plural": "pictures of activities",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_activityphoto_village_id_key"),
                    villagegov.db.constraints.SameVillage("activity", name="councils_activityphoto_activity_fk"),
                    villagegov.db.constraints.SameVillage("photo", name="councils_activityphoto_photo_fk"),
                    models.UniqueConstraint(fields=("village", "activity", "photo"), name="councils_activityphoto_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("service", "voluntary service"),
                            ("evening", "evening school"),
                            ("law", "law lecture"),
                            ("folk", "folk event"),
                            ("show", "performance"),
                            ("rules", "making the village rules known"),
                            ("clean_up", "clean-up day"),
                            ("meeting", "villagers’ gathering"),
                            ("other", "other activity"),
                        ],
                        max_length=10,
                        verbose_name="for what",
                    ),
                ),
                ("item_code", models.PositiveSmallIntegerField(verbose_name="item of the points rules")),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "item for service",
                "verbose_name_plural": "items for service",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_serviceitem_village_id_key"),
                    models.UniqueConstraint(fields=("village", "source"), name="councils_serviceitem_source_key"),
                    models.CheckConstraint(condition=models.Q(("item_code__gte", 1)), name="councils_serviceitem_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("people", models.PositiveSmallIntegerField(default=1, verbose_name="people")),
                (
                    "way",
                    models.CharField(
                        choices=[("phone", "by phone"), ("paper", "on paper")], max_length=10, verbose_name="how"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="entered at")),
                (
                    "activity",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="councils.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "household",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in",
                "verbose_name_plural": "sign-ins",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_signin_village_id_key"),
                    villagegov.db.constraints.SameVillage("activity", name="councils_signin_activity_fk"),
                    villagegov.db.constraints.SameVillage("household", name="councils_signin_household_fk"),
                    models.UniqueConstraint(fields=("village", "activity", "household"), name="councils_signin_once"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 20)), name="councils_signin_people"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["village", "household"], name="councils_signin_household"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Strength",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("name", models.CharField(max_length=20, verbose_name="strength")),
                ("retired", models.BooleanField(default=False, verbose_name="no longer used")),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "strength",
                "verbose_name_plural": "strengths",
                "ordering": ["number", "name"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_strength_village_id_key"),
                    models.UniqueConstraint(fields=("village", "name"), name="councils_strength_name_key"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="councils_strength_named"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerPost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="post")),
                ("duties", models.TextField(max_length=300, verbose_name="duties")),
                ("places", models.PositiveSmallIntegerField(default=1, verbose_name="people wanted")),
                (
                    "mode",
                    models.CharField(
                        choices=[("on_call", "on call"), ("shifts", "in weekly shifts")],
                        default="on_call",
                        max_length=10,
                        verbose_name="how it is served",
                    ),
                ),
                (
                    "item_code",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="item of the points rules"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="given up on")),
                (
                    "grid",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.grid",
                        verbose_name="grid",
                    ),
                ),
                (
                    "group",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.group",
                        verbose_name="group",
                    ),
                ),
                (
                    "strength",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="councils.strength",
                        verbose_name="strength wanted",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteer post",
                "verbose_name_plural": "volunteer posts",
                "ordering": ["name"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_volunteerpost_village_id_key"),
                    villagegov.db.constraints.SameVillage("strength", name="councils_volunteerpost_strength_fk"),
                    villagegov.db.constraints.SameVillage("group", name="councils_volunteerpost_group_fk"),
                    villagegov.db.constraints.SameVillage("grid", name="councils_volunteerpost_grid_fk"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("village", "name"),
                        name="councils_volunteerpost_name_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("duties", ""), _negated=True)
                        ),
                        name="councils_volunteerpost_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group__isnull", True), ("grid__isnull", True), _connector="OR"),
                        name="councils_volunteerpost_one_area",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("places__gte", 1), ("places__lte", 99)),
                        name="councils_volunteerpost_places",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StrengthTopic",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("water", "water"),
                            ("road", "roads and lamps"),
                            ("power", "electricity and network"),
                            ("land", "land and boundaries"),
                            ("neighbours", "neighbours and family"),
                            ("clean", "rubbish and environment"),
                            ("benefits", "subsidies and insurance"),
                            ("house", "house and safety"),
                            ("farm", "farm work and sales"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                        verbose_name="what it is about",
                    ),
                ),
                (
                    "strength",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="councils.strength",
                        verbose_name="strength",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic of a strength",
                "verbose_name_plural": "topics of strengths",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_strengthtopic_village_id_key"),
                    villagegov.db.constraints.SameVillage("strength", name="councils_strengthtopic_strength_fk"),
                    models.UniqueConstraint(fields=("village", "strength", "topic"), name="councils_strengthtopic_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("outsider_from", models.CharField(blank=True, max_length=40, verbose_name="from where")),
                ("party_member", models.BooleanField(default=False, verbose_name="party member")),
                ("on_call", models.BooleanField(default=False, verbose_name="on call")),
                ("team_leader", models.BooleanField(default=False, verbose_name="team leader")),
                (
                    "public_since",
                    models.DateField(blank=True, null=True, verbose_name="agreed to be named in public on"),
                ),
                ("joined_on", models.DateField(verbose_name="volunteer since")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="volunteer until")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="name erased at")),
                (
                    "household",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteers",
                        to="points.household",
                        verbose_name="household",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteer",
                "verbose_name_plural": "volunteers",
                "ordering": ["name", "id"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_volunteer_village_id_key"),
                    villagegov.db.constraints.SameVillage("household", name="councils_volunteer_household_fk"),
                    models.UniqueConstraint(
                        condition=models.Q(("left_on__isnull", True)),
                        fields=("village", "name", "household", "outsider_from"),
                        name="councils_volunteer_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("household__isnull", False), ("outsider_from", "")),
                            models.Q(("household__isnull", True), models.Q(("outsider_from", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="councils_volunteer_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at__isnull", True), models.Q(("name", ""), _negated=True)),
                            models.Q(
                                ("erased_at__isnull", False),
                                ("left_on__isnull", False),
                                ("name", ""),
                                ("public_since__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="councils_volunteer_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True), ("left_on__gte", models.F("joined_on")), _connector="OR"
                        ),
                        name="councils_volunteer_until",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["village", "household"], name="councils_volunteer_household"),
                    models.Index(fields=["village", "user"], name="councils_volunteer_user"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerStrength",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "strength",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteers",
                        to="councils.strength",
                        verbose_name="strength",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
                (
                    "volunteer",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="strengths",
                        to="councils.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "strength of a volunteer",
                "verbose_name_plural": "strengths of volunteers",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_volunteerstrength_village_id_key"),
                    villagegov.db.constraints.SameVillage("volunteer", name="councils_volunteerstrength_volunteer_fk"),
                    villagegov.db.constraints.SameVillage("strength", name="councils_volunteerstrength_strength_fk"),
                    models.UniqueConstraint(
                        fields=("village", "volunteer", "strength"), name="councils_volunteerstrength_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("quarters", models.PositiveSmallIntegerField(verbose_name="quarters of an hour")),
                ("on_paper", models.BooleanField(default=False, verbose_name="on paper")),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                (
                    "demand",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="councils.demand",
                        verbose_name="demand",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "helped",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.household",
                        verbose_name="household that was helped",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
                (
                    "volunteer",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="councils.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "post",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="councils.volunteerpost",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "verbose_name_plural": "services",
                "ordering": ["-day", "-id"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_servicerecord_village_id_key"),
                    villagegov.db.constraints.SameVillage("volunteer", name="councils_servicerecord_volunteer_fk"),
                    villagegov.db.constraints.SameVillage("post", name="councils_servicerecord_post_fk"),
                    villagegov.db.constraints.SameVillage("demand", name="councils_servicerecord_demand_fk"),
                    villagegov.db.constraints.SameVillage("helped", name="councils_servicerecord_helped_fk"),
                    models.CheckConstraint(
                        condition=models.Q(("post__isnull", False), ("demand__isnull", False), _connector="OR"),
                        name="councils_servicerecord_for_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quarters__gte", 1), ("quarters__lte", 48)),
                        name="councils_servicerecord_quarters",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["village", "volunteer", "-day"], name="councils_service_volunteer"),
                    models.Index(fields=["village", "-day"], name="councils_service_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceReversal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=120, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "record",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="councils.servicerecord",
                        verbose_name="service",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "service taken back",
                "verbose_name_plural": "services taken back",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_servicereversal_village_id_key"),
                    villagegov.db.constraints.SameVillage("record", name="councils_servicereversal_record_fk"),
                    models.UniqueConstraint(fields=("village", "record"), name="councils_servicereversal_record_key"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="councils_servicereversal_in_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "as_who",
                    models.CharField(
                        choices=[("helped", "who was helped"), ("leader", "team leader"), ("office", "village office")],
                        max_length=10,
                        verbose_name="signed as",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="signed at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed by",
                    ),
                ),
                (
                    "record",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="councils.servicerecord",
                        verbose_name="service",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature for a service",
                "verbose_name_plural": "signatures for services",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_servicesignature_village_id_key"),
                    villagegov.db.constraints.SameVillage("record", name="councils_servicesignature_record_fk"),
                    models.UniqueConstraint(fields=("village", "record"), name="councils_servicesignature_record_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceWords",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.CharField(max_length=120, verbose_name="what was done")),
                (
                    "record",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="councils.servicerecord",
                        verbose_name="service",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
            ],
            options={
                "verbose_name": "words of a service",
                "verbose_name_plural": "words of services",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_servicewords_village_id_key"),
                    villagegov.db.constraints.SameVillage("record", name="councils_servicewords_record_fk"),
                    models.UniqueConstraint(fields=("village", "record"), name="councils_servicewords_record_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceClaim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="points.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
                (
                    "record",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="councils.servicerecord",
                        verbose_name="service",
                    ),
                ),
                (
                    "sign_in",
                    villagegov.db.fields.VillageForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="councils.signin",
                        verbose_name="sign-in",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim of a service",
                "verbose_name_plural": "claims of services",
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_serviceclaim_village_id_key"),
                    villagegov.db.constraints.SameVillage("record", name="councils_serviceclaim_record_fk"),
                    villagegov.db.constraints.SameVillage("sign_in", name="councils_serviceclaim_sign_in_fk"),
                    villagegov.db.constraints.SameVillage("claim", name="councils_serviceclaim_claim_fk"),
                    models.UniqueConstraint(fields=("village", "record"), name="councils_serviceclaim_record_once"),
                    models.UniqueConstraint(fields=("village", "sign_in"), name="councils_serviceclaim_sign_in_once"),
                    models.UniqueConstraint(fields=("village", "claim"), name="councils_serviceclaim_claim_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("record__isnull", False), ("sign_in__isnull", True)),
                            models.Q(("record__isnull", True), ("sign_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="councils_serviceclaim_of_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField(verbose_name="week from")),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
                (
                    "volunteer",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="councils.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "post",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="councils.volunteerpost",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "ordering": ["week", "id"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_shift_village_id_key"),
                    villagegov.db.constraints.SameVillage("post", name="councils_shift_post_fk"),
                    villagegov.db.constraints.SameVillage("volunteer", name="councils_shift_volunteer_fk"),
                    models.UniqueConstraint(fields=("village", "post", "week", "volunteer"), name="councils_shift_key"),
                    models.CheckConstraint(condition=models.Q(("week__iso_week_day", 1)), name="councils_shift_monday"),
                ],
                "indexes": [
                    models.Index(fields=["village", "volunteer", "week"], name="councils_shift_volunteer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostHolder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=villagegov.db.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pledge", models.TextField(blank=True, max_length=200, verbose_name="pledge")),
                ("term_from", models.DateField(verbose_name="term from")),
                ("term_to", models.DateField(blank=True, null=True, verbose_name="term to")),
                (
                    "village",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.village",
                    ),
                ),
                (
                    "volunteer",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="councils.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
                (
                    "post",
                    villagegov.db.fields.VillageForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holders",
                        to="councils.volunteerpost",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "holder of a post",
                "verbose_name_plural": "holders of posts",
                "ordering": ["term_from", "id"],
                "constraints": [
                    villagegov.db.constraints.VillageKey(name="councils_postholder_village_id_key"),
                    villagegov.db.constraints.SameVillage("post", name="councils_postholder_post_fk"),
                    villagegov.db.constraints.SameVillage("volunteer", name="councils_postholder_volunteer_fk"),
                    models.UniqueConstraint(
                        fields=("village", "post", "volunteer", "term_from"), name="councils_postholder_term_key"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("term_to__isnull", True)),
                        fields=("village", "post", "volunteer"),
                        name="councils_postholder_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_to__isnull", True), ("term_to__gte", models.F("term_from")), _connector="OR"
                        ),
                        name="councils_postholder_range",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="demandstep",
            name="act",
            field=models.CharField(
                choices=[
                    ("filed", "brought in"),
                    ("handed", "handed to somebody"),
                    ("visited", "somebody was there"),
                    ("helped", "the volunteer says it is done"),
                    ("answered", "answered"),
                    ("agreed", "it is so"),
                    ("reopened", "it is not so"),
                    ("withdrawn", "taken back"),
                ],
                max_length=10,
                verbose_name="step",
            ),
        ),
        migrations.AddField(
            model_name="demand",
            name="volunteer",
            field=villagegov.db.fields.VillageForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="demands",
                to="councils.volunteer",
                verbose_name="volunteer",
            ),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=villagegov.db.constraints.SameVillage("volunteer", name="councils_demand_volunteer_fk"),
        ),
        migrations.AddConstraint(
            model_name="demand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("volunteer__isnull", True), models.Q(("helper", ""), _negated=True), _connector="OR"
                ),
                name="councils_demand_volunteer_named",
            ),
        ),
        append_only("councils_servicerecord"),
        append_only("councils_servicewords", erasable=True),
        append_only("councils_servicesignature"),
        append_only("councils_servicereversal"),
        migrations.RunSQL(sql=SECOND, reverse_sql=NO_SECOND),
        migrations.RunSQL(sql=STEPS, reverse_sql=NO_STEPS),
    ]
