"""Rows that are never changed."""

from django.db import migrations

from villagegov.db.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("boards", "0002_initial")]
    operations = [
        append_only("boards_ranking"),
        append_only("boards_rankingrow"),
        append_only("boards_boarddeed", erasable=True),
        append_only("boards_boardvote"),
    ]
