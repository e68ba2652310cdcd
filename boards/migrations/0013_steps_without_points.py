"""The steps of an entry where the village has no points: it is worth nothing, and nothing has to be reversed.

The function of 0008 with these two pieces in it; everything else of it stays.
"""

from importlib import import_module

from django.db import migrations

BEFORE: str = (
    import_module("boards.migrations.0008_gate_steps")
    .ENTRY.partition("CREATE TRIGGER")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
)
BEGINS = """
                USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_step';
        END IF;
        RETURN NULL;
"""
BEGINS_NOW = """
                USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_step';
        END IF;
        IF (NEW.points <> 0) <> (SELECT points_on FROM points_village WHERE id = NEW.village_id) THEN
            RAISE EXCEPTION 'an entry is worth points where the village has points, and nowhere else'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_worth';
        END IF;
        RETURN NULL;
"""
REVERSED = "IF NEW.state = 'corrected' AND NOT EXISTS ("
REVERSED_NOW = "IF NEW.state = 'corrected' AND NEW.points <> 0 AND NOT EXISTS ("


def _after() -> str:
    text = BEFORE
    for old, new in ((BEGINS, BEGINS_NOW), (REVERSED, REVERSED_NOW)):
        if text.count(old) != 1:
            raise ValueError("0008 is not what this migration was written for")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("boards", "0012_without_points")]
    operations = [migrations.RunSQL(_after(), BEFORE)]
