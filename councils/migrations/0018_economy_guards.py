"""What no column check can say: a dividend takes its steps in order, adds up to the cent when it is
checked, and is frozen from then on; its lines are ticked off and added to, never altered.
"""

from django.db import migrations

from villagegov.db.operations import append_only

DIVIDEND = """
    CREATE FUNCTION councils_dividend_step() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        listed record;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state = 'draft' THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'a dividend that was checked stays' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'checked'), ('checked', 'draft'), ('checked', 'published'), ('published', 'paid'),
            ('paid', 'published')
        ) THEN
            RAISE EXCEPTION 'a dividend does not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state <> 'draft' AND
            (OLD.year, OLD.profit, OLD.share_percent, OLD.amount, OLD.carried_in, OLD.basis, OLD.step, OLD.entitled_on,
             OLD.decided, OLD.units, OLD.per_unit, OLD.distributed, OLD.remainder, OLD.drafted_by_id)
            IS DISTINCT FROM
            (NEW.year, NEW.profit, NEW.share_percent, NEW.amount, NEW.carried_in, NEW.basis, NEW.step, NEW.entitled_on,
             NEW.decided, NEW.units, NEW.per_unit, NEW.distributed, NEW.remainder, NEW.drafted_by_id)
        THEN
            RAISE EXCEPTION 'a dividend that was checked is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'checked' AND OLD.state = 'draft' THEN
            SELECT coalesce(sum(units), 0) AS units, coalesce(sum(amount), 0) AS amount,
                   coalesce(bool_and(amount = trunc(units * NEW.per_unit, 2)), false) AS each
            INTO listed FROM councils_dividendline WHERE village_id = NEW.village_id AND dividend_id = NEW.id;
            IF NOT listed.each OR listed.units <> NEW.units OR listed.amount <> NEW.distributed OR listed.units = 0 THEN
                RAISE EXCEPTION 'the lines of this dividend do not add up to it' USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        IF NEW.state = 'paid' AND EXISTS (
            SELECT 1 FROM councils_dividendline
            WHERE village_id = NEW.village_id AND dividend_id = NEW.id AND paid_on IS NULL AND amount <> 0
        ) THEN
            RAISE EXCEPTION 'not every line of this dividend is paid' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER councils_dividend_steps BEFORE UPDATE OR DELETE ON councils_dividend
        FOR EACH ROW EXECUTE FUNCTION councils_dividend_step();
"""
NO_DIVIDEND = """
    DROP TRIGGER IF EXISTS councils_dividend_steps ON councils_dividend;
    DROP FUNCTION councils_dividend_step();
"""
LINES = """
    CREATE FUNCTION councils_dividendline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        of_it record;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            SELECT state, per_unit INTO of_it FROM councils_dividend
                WHERE village_id = OLD.village_id AND id = OLD.dividend_id;
            IF of_it.state IS NULL OR of_it.state = 'draft' OR (OLD.number > 0 AND OLD.checked_by_id IS NULL) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'lines of a checked dividend stay' USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT state, per_unit INTO of_it FROM councils_dividend
            WHERE village_id = NEW.village_id AND id = NEW.dividend_id;
        IF of_it.state IS NULL THEN
            RETURN NEW; -- no dividend of this village: the foreign key refuses it
        END IF;
        IF of_it.state = 'draft' THEN
            IF NEW.number = 0 AND NEW.paid_on IS NULL THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'nothing is paid or corrected in a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        IF of_it.state IN ('published', 'paid') THEN
            IF TG_OP = 'INSERT' AND NEW.number > 0 AND NEW.paid_on IS NULL
                AND NEW.amount = trunc(NEW.units * of_it.per_unit, 2) THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' AND
                (OLD.dividend_id, OLD.household_id, OLD.number, OLD.units, OLD.amount, OLD.reason, OLD.added_by_id)
                IS NOT DISTINCT FROM
                (NEW.dividend_id, NEW.household_id, NEW.number, NEW.units, NEW.amount, NEW.reason, NEW.added_by_id)
                AND (OLD.checked_by_id IS NULL OR OLD.checked_by_id = NEW.checked_by_id) THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'lines of a checked dividend are frozen' USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_dividendline_guard BEFORE INSERT OR UPDATE OR DELETE ON councils_dividendline
        FOR EACH ROW EXECUTE FUNCTION councils_dividendline_guard();
"""
NO_LINES = """
    DROP TRIGGER IF EXISTS councils_dividendline_guard ON councils_dividendline;
    DROP FUNCTION councils_dividendline_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0017_economy"),
    ]
    operations = [
        migrations.RunSQL(sql=DIVIDEND, reverse_sql=NO_DIVIDEND),
        migrations.RunSQL(sql=LINES, reverse_sql=NO_LINES),
        append_only("councils_projectline"),
    ]
