"""Heads of households whose surname is read in a way of its own are found by it."""

from django.db import migrations

from villagegov.kernel.pinyin import SURNAMES, spell_name


def respell(apps, schema_editor):
    households = apps.get_model("points", "Household").objects.using(schema_editor.connection.alias)
    found = list(households.filter(head_name__regex=f"^[{''.join(sorted(SURNAMES))}]").only("id", "head_name"))
    for household in found:
        full, initials = spell_name(household.head_name)
        household.pinyin, household.initials = full[:120], initials[:20]
    households.bulk_update(found, ["pinyin", "initials"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("points", "0011_register_import")]

    operations = [migrations.RunPython(respell, migrations.RunPython.noop, elidable=True)]
