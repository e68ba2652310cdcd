"""Rows of two villages never meet, and rows that are never changed are not."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.models import Count
from django.db.utils import DatabaseError

from points.models import AuditRow, Category, Claim, Group, Household, Membership, Village
from points.services import audit
from tests.factories import GroupFactory, HouseholdFactory, VillageFactory, make_village
from villagegov.db.models import AppendOnlyError
from villagegov.kernel import clock
from villagegov.web.forms import VillageForm

pytestmark = pytest.mark.django_db


class HouseholdForm(VillageForm):
    class Meta:
        model = Household
        fields = ["number", "head_name", "group", "joined_on"]


def test_the_database_refuses_a_row_of_another_village():
    here, there = VillageFactory(), VillageFactory()
    group = GroupFactory(village=there)
    with pytest.raises(IntegrityError, match="points_household_group_fk"), transaction.atomic():
        HouseholdFactory(village=here, group=group)
        connection.check_constraints()


def test_validation_says_so_before_the_database_does():
    here, there = VillageFactory(), VillageFactory()
    household = HouseholdFactory.build(village=here, group=GroupFactory(village=there))
    with pytest.raises(ValidationError) as caught:
        household.validate_constraints()
    assert "group" in caught.value.message_dict


def test_no_join_and_no_attribute_crosses_the_village():
    cast = make_village()
    sql = str(Claim.objects.filter(village=cast.village).select_related("household__group").query)
    assert '"points_household"."village_id" = ("points_claim"."village_id")' in sql
    assert '"points_group"."village_id" = ("points_household"."village_id")' in sql
    household = cast.households[0]
    household.__dict__.pop("group", None)
    household = Household.objects.get(village=cast.village, pk=household.pk)
    household.village_id = VillageFactory().pk  # in memory only: the attribute finds nothing then
    with pytest.raises(Group.DoesNotExist):
        _ = household.group


def test_group_by_spells_the_columns_out():
    cast = make_village()
    query = str(Group.objects.filter(village=cast.village).annotate(count=Count("households")).query)
    assert query.split("GROUP BY")[1].count(",") == 3


def test_the_village_of_a_row_never_changes():
    household, other = HouseholdFactory(), VillageFactory()
    first = household.village_id
    household.village = other
    household.members = 5
    household.save()
    assert Household.objects.filter(pk=household.pk).values_list("village_id", "members").get() == (first, 5)
    assert Household.objects.count() == 1
    with pytest.raises(ValueError):
        household.save(update_fields=["village"])


def test_saving_a_row_that_is_gone_makes_no_second_one():
    household = HouseholdFactory()
    Household.objects.filter(pk=household.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        household.save()


def test_a_village_form_keeps_unique_constraints_and_offers_only_its_own_rows():
    here, there = make_village(), make_village()
    taken = here.households[0].number
    form = HouseholdForm(
        {"number": taken, "head_name": "李华", "group": here.groups[0].pk, "joined_on": "2026-01-01"},
        village=here.village,
    )
    assert not form.is_valid()
    assert form.non_field_errors() or "number" in form.errors
    form = HouseholdForm(
        {"number": "900", "head_name": "李华", "group": there.groups[0].pk, "joined_on": "2026-01-01"},
        village=here.village,
    )
    assert "group" in form.errors
    with pytest.raises(ValueError):
        HouseholdForm(instance=there.households[0], village=here.village)
    with pytest.raises(TypeError):
        HouseholdForm()


def test_append_only_rows_are_refused_by_code_rights_and_triggers():
    cast = make_village()
    row = audit.record(by=None, at=clock.now(), action="tried", subject=cast.households[0])
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()
    for change in (AuditRow.objects.update, AuditRow.objects.all().delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change(action="x") if change == AuditRow.objects.update else change()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_even_the_owner_cannot_change_append_only_rows():
    cast = make_village()
    audit.record(by=None, at=clock.now(), action="tried", subject=cast.households[0])
    for sql in ("UPDATE points_auditrow SET action='x'", "DELETE FROM points_auditrow", "TRUNCATE points_auditrow"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic("owner"),
            connections["owner"].cursor() as cursor,
        ):
            cursor.execute(sql)
    assert AuditRow.objects.filter(action="tried").exists()


def test_the_site_works_as_a_login_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname='public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_every_unique_of_a_village_table_begins_with_the_village():
    from django.apps import apps

    for model in apps.get_models():
        if not getattr(model, "is_village_table", False):
            continue
        for constraint in model._meta.constraints:
            if hasattr(constraint, "fields") and constraint.fields:
                assert constraint.fields[0] == "village", f"{model.__name__}: {constraint.name}"
        assert not model._meta.many_to_many, model.__name__
        assert not [f.name for f in model._meta.fields if f.unique and not f.primary_key], model.__name__
        names = {constraint.name for constraint in model._meta.constraints}
        assert f"{model._meta.db_table}_village_id_key" in names


def test_every_link_inside_a_village_has_its_composite_key():
    from django.apps import apps

    from villagegov.db.constraints import SameVillage
    from villagegov.db.fields import VillageForeignKey

    for model in apps.get_models():
        held = {c.field for c in model._meta.constraints if isinstance(c, SameVillage)}
        links = {f.name for f in model._meta.fields if isinstance(f, VillageForeignKey)}
        assert held == links, model.__name__
        for field in model._meta.fields:
            target = field.related_model
            if target is not None and getattr(target, "is_village_table", False):
                assert isinstance(field, VillageForeignKey), f"{model.__name__}.{field.name}"


def test_constraints_live_in_the_database():
    from django.apps import apps

    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        found = {name for (name,) in cursor.fetchall()}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            assert constraint.name in found


def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_household_of_the_same_number_in_two_villages_is_fine():
    first = HouseholdFactory(number="001")
    second = HouseholdFactory(number="001")
    assert first.village_id != second.village_id
    with pytest.raises(IntegrityError, match="points_household_number_key"), transaction.atomic():
        HouseholdFactory(number="001", village=first.village, group=first.group)


def test_a_villager_has_a_household():
    cast = make_village()
    with pytest.raises(IntegrityError, match="points_membership_villager_has_household"), transaction.atomic():
        Membership.objects.create(village=cast.village, user=cast.officer, role="villager")


def test_village_addresses_are_unique():
    village = VillageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        VillageFactory(slug=village.slug)
    assert Village.objects.filter(slug=village.slug).count() == 1


def test_categories_are_numbered_once():
    cast = make_village()
    with pytest.raises(IntegrityError, match="points_category_number_key"), transaction.atomic():
        Category.objects.create(village=cast.village, scheme=cast.scheme, number=1, name="又一类")
