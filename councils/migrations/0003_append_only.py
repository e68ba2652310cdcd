"""Rows that are never changed."""

from django.db import migrations

from villagegov.db.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("councils", "0002_initial")]
    operations = [
        append_only("councils_vote"),
    ]
