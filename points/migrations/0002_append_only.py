"""Rows that are never changed."""

from django.db import migrations

from villagegov.db.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("points", "0001_initial")]
    operations = [
        append_only("points_auditrow"),
        append_only("points_entry"),
        append_only("points_entrysecret", erasable=True),
        append_only("points_monthclose"),
    ]
