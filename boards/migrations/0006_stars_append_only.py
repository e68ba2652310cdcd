"""Votes on stars, and versions of the red and black nine, are never changed."""

from django.db import migrations

from villagegov.db.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("boards", "0005_stars")]
    operations = [
        append_only("boards_starvote"),
        append_only("boards_nineversion"),
        append_only("boards_ninearticle"),
    ]
