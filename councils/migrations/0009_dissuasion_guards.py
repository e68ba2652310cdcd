"""What no column check can say: adopted rules are frozen, a breach takes no step that is not in ``BREACH_STEPS``."""

from django.db import migrations

from villagegov.db.operations import append_only

FROZEN = """
    CREATE FUNCTION councils_rules_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'councils_villagerules' THEN
            IF OLD.effective_from IS NULL THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
        ELSIF NOT EXISTS (
            SELECT 1 FROM councils_villagerules AS rules
            WHERE rules.effective_from IS NOT NULL AND (
                (TG_OP <> 'INSERT' AND rules.village_id = OLD.village_id AND rules.id = OLD.rules_id)
                OR (TG_OP <> 'DELETE' AND rules.village_id = NEW.village_id AND rules.id = NEW.rules_id))
        ) THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION '%: adopted village rules are frozen, % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_villagerules_frozen BEFORE UPDATE OR DELETE ON councils_villagerules
        FOR EACH ROW EXECUTE FUNCTION councils_rules_frozen();
    CREATE TRIGGER councils_rulearticle_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_rulearticle
        FOR EACH ROW EXECUTE FUNCTION councils_rules_frozen();
"""
NOT_FROZEN = """
    DROP TRIGGER IF EXISTS councils_rulearticle_frozen ON councils_rulearticle;
    DROP TRIGGER IF EXISTS councils_villagerules_frozen ON councils_villagerules;
    DROP FUNCTION councils_rules_frozen();
"""
STEPS = """
    CREATE FUNCTION councils_breach_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state = OLD.state OR (OLD.state, NEW.state) IN (
            ('reported', 'first'), ('reported', 'righted'), ('reported', 'dropped'),
            ('first', 'second'), ('first', 'righted'), ('first', 'dropped'),
            ('second', 'proposed'), ('second', 'righted'), ('second', 'dropped'),
            ('proposed', 'dealt'), ('proposed', 'righted'), ('proposed', 'dropped'),
            ('dealt', 'righted')
        ) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a breach does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_breach_steps BEFORE UPDATE ON councils_breach
        FOR EACH ROW EXECUTE FUNCTION councils_breach_step();
"""
NO_STEPS = """
    DROP TRIGGER IF EXISTS councils_breach_steps ON councils_breach;
    DROP FUNCTION councils_breach_step();
"""


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("councils", "0008_village_rules")]
    operations = [
        migrations.RunSQL(sql=FROZEN, reverse_sql=NOT_FROZEN),
        migrations.RunSQL(sql=STEPS, reverse_sql=NO_STEPS),
        append_only("councils_breachstep"),
        append_only("councils_breachwords", erasable=True),
    ]
