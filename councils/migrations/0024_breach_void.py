"""A breach comes back from points whose deduction came to nothing, and another deduction may be drafted for it."""

from django.db import migrations, models

STEPS = """
    CREATE OR REPLACE FUNCTION councils_breach_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = OLD.state OR (OLD.state, NEW.state) IN (
            ('reported', 'first'), ('reported', 'righted'), ('reported', 'dropped'),
            ('first', 'second'), ('first', 'righted'), ('first', 'dropped'),
            ('second', 'proposed'), ('second', 'righted'), ('second', 'dropped'),
            ('proposed', 'dealt'), ('proposed', 'righted'), ('proposed', 'dropped'),
            ('dealt', 'righted')
        ) OR (NEW.state = 'second' AND OLD.state IN ('proposed', 'dealt') AND OLD.way = 'board') %s THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a breach does not go from %% to %%', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END
    $$;
"""
#: No deduction is under way, none was counted.
VOID = """OR (
            NEW.state = 'second' AND OLD.state = 'proposed' AND OLD.way = 'points' AND NOT EXISTS (
                SELECT 1 FROM councils_breachclaim AS link
                JOIN points_claim AS claim ON claim.village_id = link.village_id AND claim.id = link.claim_id
                WHERE link.village_id = NEW.village_id AND link.breach_id = NEW.id AND NOT link.repair
                    AND claim.state NOT IN ('rejected', 'withdrawn')))"""


class Migration(migrations.Migration):
    dependencies = [("councils", "0023_carrying_guards")]
    operations = [
        migrations.RunSQL(sql=STEPS % VOID, reverse_sql=STEPS % ""),
        migrations.RemoveConstraint(
            model_name="breachclaim",
            name="councils_breachclaim_kind_key",
        ),
        migrations.RemoveConstraint(
            model_name="breachstep",
            name="councils_breachstep_once",
        ),
        migrations.AddField(
            model_name="breachclaim",
            name="void",
            field=models.BooleanField(default=False, verbose_name="came to nothing"),
        ),
        migrations.AlterField(
            model_name="breachstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "reported"),
                    ("first", "first dissuasion"),
                    ("second", "second dissuasion"),
                    ("proposal", "consequence proposed"),
                    ("dealt", "consequence carried out"),
                    ("returned", "not on the black board"),
                    ("void", "no points deducted"),
                    ("righted", "put right"),
                    ("dropped", "dropped"),
                    ("word", "the household’s word"),
                ],
                max_length=10,
                verbose_name="step",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("void", False)),
                fields=("village", "breach", "repair"),
                name="councils_breachclaim_kind_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("void", False), ("repair", False), _connector="OR"),
                name="councils_breachclaim_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ("proposal", "dealt", "returned", "void", "word")), _negated=True),
                fields=("village", "breach", "kind"),
                name="councils_breachstep_once",
            ),
        ),
    ]
