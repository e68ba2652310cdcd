"""What no column check can say of carrying out: nothing follows from what was not passed, nothing is closed over an open
task, what has ended stays, and rules take effect by a passed decision on rules with the numbers it was reached with.

Where the row that is asked about lies in another village the triggers keep quiet: the composite foreign key refuses it.
"""

from django.db import migrations

from villagegov.db.operations import append_only

TASK = """
    CREATE FUNCTION councils_mattertask_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        matter_state text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a task stays, DELETE refused' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'INSERT' THEN
            SELECT m.state INTO matter_state FROM councils_matter AS m
            WHERE m.village_id = NEW.village_id AND m.id = NEW.matter_id;
            IF matter_state <> 'passed' THEN
                RAISE EXCEPTION 'nothing follows from a matter that is %', matter_state
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF EXISTS (
                SELECT 1 FROM councils_matterresult AS r
                WHERE r.village_id = NEW.village_id AND r.matter_id = NEW.matter_id
            ) AND NEW.state = 'in_hand' THEN
                RAISE EXCEPTION 'this matter is closed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END IF;
        IF OLD.state <> 'in_hand' THEN
            RAISE EXCEPTION 'a task that has ended stays so' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.matter_id, NEW.number, NEW.what, NEW.member_id, NEW.user_id, NEW.name, NEW.due_on, NEW.made_by_id,
            NEW.made_at)
            IS DISTINCT FROM
           (OLD.matter_id, OLD.number, OLD.what, OLD.member_id, OLD.user_id, OLD.name, OLD.due_on, OLD.made_by_id,
            OLD.made_at)
        THEN
            RAISE EXCEPTION 'a task is not changed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_mattertask_guard AFTER INSERT OR UPDATE OR DELETE ON councils_mattertask
        FOR EACH ROW EXECUTE FUNCTION councils_mattertask_guard();
"""
NO_TASK = """
    DROP TRIGGER IF EXISTS councils_mattertask_guard ON councils_mattertask;
    DROP FUNCTION councils_mattertask_guard();
"""
RESULT = """
    CREATE FUNCTION councils_matterresult_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        matter_state text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a result stays, DELETE refused' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'INSERT' THEN
            SELECT m.state INTO matter_state FROM councils_matter AS m
            WHERE m.village_id = NEW.village_id AND m.id = NEW.matter_id;
            IF matter_state <> 'passed' THEN
                RAISE EXCEPTION 'no result of a matter that is %', matter_state USING ERRCODE = 'restrict_violation';
            END IF;
            IF EXISTS (
                SELECT 1 FROM councils_mattertask AS t
                WHERE t.village_id = NEW.village_id AND t.matter_id = NEW.matter_id AND t.state = 'in_hand'
            ) THEN
                RAISE EXCEPTION 'a task is still open' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END IF;
        IF OLD.looked_on IS NOT NULL
            OR (NEW.matter_id, NEW.text, NEW.posted_on, NEW.posted_by_id, NEW.posted_at, NEW.look_again_on)
               IS DISTINCT FROM
               (OLD.matter_id, OLD.text, OLD.posted_on, OLD.posted_by_id, OLD.posted_at, OLD.look_again_on)
        THEN
            RAISE EXCEPTION 'a result stays as it was posted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_matterresult_guard AFTER INSERT OR UPDATE OR DELETE ON councils_matterresult
        FOR EACH ROW EXECUTE FUNCTION councils_matterresult_guard();
"""
NO_RESULT = """
    DROP TRIGGER IF EXISTS councils_matterresult_guard ON councils_matterresult;
    DROP FUNCTION councils_matterresult_guard();
"""
FINDING = """
    CREATE FUNCTION councils_matterfinding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.words = '' AND (NEW.result_id, NEW.household_id, NEW.done, NEW.made_by_id, NEW.made_at)
            IS NOT DISTINCT FROM (OLD.result_id, OLD.household_id, OLD.done, OLD.made_by_id, OLD.made_at)
        THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'what a household found stays, % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_matterfinding_guard AFTER UPDATE OR DELETE ON councils_matterfinding
        FOR EACH ROW EXECUTE FUNCTION councils_matterfinding_guard();
"""
NO_FINDING = """
    DROP TRIGGER IF EXISTS councils_matterfinding_guard ON councils_matterfinding;
    DROP FUNCTION councils_matterfinding_guard();
"""
MANDATE = """
    CREATE FUNCTION councils_mattermandate_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        matter councils_matter;
        mandate points_mandate;
    BEGIN
        SELECT * INTO matter FROM councils_matter AS m WHERE m.village_id = NEW.village_id AND m.id = NEW.matter_id;
        SELECT * INTO mandate FROM points_mandate AS m WHERE m.village_id = NEW.village_id AND m.id = NEW.mandate_id;
        IF matter.id IS NULL OR mandate.id IS NULL THEN RETURN NULL; END IF;
        IF matter.state <> 'passed' OR matter.weight <> 'rules' THEN
            RAISE EXCEPTION 'rules take effect by a passed matter on rules, not by one that is % (%)',
                matter.state, matter.weight USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM councils_matterstep AS s
            WHERE s.village_id = NEW.village_id AND s.matter_id = NEW.matter_id AND s.state = 'passed'
                AND s.held_on = mandate.held_on AND s.attendance_base = mandate.entitled
                AND s.present = mandate.present AND s.in_favour = mandate.in_favour
        ) THEN
            RAISE EXCEPTION 'a mandate has the numbers its matter was passed with' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_mattermandate_guard AFTER INSERT ON councils_mattermandate
        FOR EACH ROW EXECUTE FUNCTION councils_mattermandate_guard();
"""
NO_MANDATE = """
    DROP TRIGGER IF EXISTS councils_mattermandate_guard ON councils_mattermandate;
    DROP FUNCTION councils_mattermandate_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0022_carrying"),
        ("points", "0018_sheet_months"),
    ]
    operations = [
        migrations.RunSQL(sql=TASK, reverse_sql=NO_TASK),
        migrations.RunSQL(sql=RESULT, reverse_sql=NO_RESULT),
        migrations.RunSQL(sql=FINDING, reverse_sql=NO_FINDING),
        migrations.RunSQL(sql=MANDATE, reverse_sql=NO_MANDATE),
        append_only("councils_taskprogress"),
        append_only("councils_mattermandate"),
    ]
