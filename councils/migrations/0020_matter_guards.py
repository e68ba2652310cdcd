"""What no column check can say of matters: nothing is skipped, what a step reached is final and rightly computed, a roll
is frozen, a secret vote has no names.

The triggers run after the row's own checks, so that those speak first. Where the row that is asked about lies in another
village they keep quiet: the composite foreign key refuses it.
"""

from django.db import migrations

NEEDED = """
    CREATE FUNCTION councils_needed(fraction text, base integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE fraction
            WHEN 'over_half' THEN base / 2 + 1
            WHEN 'two_thirds' THEN (base * 2 + 2) / 3
            WHEN 'three_quarters' THEN (base * 3 + 3) / 4
            ELSE 0
        END
    $$;
"""

MATTER = """
    CREATE FUNCTION councils_matter_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state = 'draft' THEN RETURN NULL; END IF;
            RAISE EXCEPTION 'a matter stays, DELETE refused' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'INSERT' THEN
            IF NEW.state = 'draft' OR (NEW.weight = 'minor' AND NEW.state = 'passed') THEN RETURN NULL; END IF;
            RAISE EXCEPTION 'a matter does not begin as %', NEW.state USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'running'), ('draft', 'withdrawn'), ('running', 'passed'), ('running', 'returned'),
            ('running', 'withdrawn'), ('returned', 'running'), ('returned', 'withdrawn')
        ) THEN
            RAISE EXCEPTION 'a matter does not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.number <> OLD.number OR NEW.round < OLD.round THEN
            RAISE EXCEPTION 'number and rounds of a matter stay' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state NOT IN ('draft', 'returned') AND (
            NEW.title, NEW.text, NEW.weight, NEW.result, NEW.body_id, NEW.proposer_id, NEW.procedure_id
        ) IS DISTINCT FROM (
            OLD.title, OLD.text, OLD.weight, OLD.result, OLD.body_id, OLD.proposer_id, OLD.procedure_id
        ) THEN
            RAISE EXCEPTION 'a matter on its way is not changed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state = 'returned' AND (NEW.weight, NEW.procedure_id) IS DISTINCT FROM (OLD.weight, OLD.procedure_id) THEN
            RAISE EXCEPTION 'weight and procedure of a matter stay' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'passed' AND (OLD.state = 'passed') AND NEW.decided_on <> OLD.decided_on THEN
            RAISE EXCEPTION 'the day of a decision stays' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'passed' AND OLD.state <> 'passed' AND (
            NOT EXISTS (
                SELECT 1 FROM councils_matterstep AS s
                WHERE s.village_id = NEW.village_id AND s.matter_id = NEW.id AND s.state = 'passed'
                    AND s.held_on = NEW.decided_on
            ) OR EXISTS (
                SELECT 1 FROM councils_matterstep AS s
                WHERE s.village_id = NEW.village_id AND s.matter_id = NEW.id AND s.kind <> 'publish_result'
                    AND s.state <> 'passed' AND NOT EXISTS (
                        SELECT 1 FROM councils_matterstep AS later
                        WHERE later.village_id = s.village_id AND later.matter_id = s.matter_id
                            AND later.number = s.number AND later.round > s.round)
            )
        ) THEN
            RAISE EXCEPTION 'a matter passes when every step has passed' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_matter_guard AFTER INSERT OR UPDATE OR DELETE ON councils_matter
        FOR EACH ROW EXECUTE FUNCTION councils_matter_guard();
"""

STEP = """
    CREATE FUNCTION councils_matterstep_frozen(a councils_matterstep, b councils_matterstep) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$
        SELECT (a.matter_id, a.round, a.number, a.kind, a.name, a.body_kind, a.households, a.attendance, a.majority,
                a.majority_of, a.vote, a.away_off_base, a.count_twice, a.notice_days, a.urgent_days, a.posted_days,
                a.town_opinion, a.legal_opinion, a.body_id, a.with_body_id, a.body_name)
            IS NOT DISTINCT FROM
               (b.matter_id, b.round, b.number, b.kind, b.name, b.body_kind, b.households, b.attendance, b.majority,
                b.majority_of, b.vote, b.away_off_base, b.count_twice, b.notice_days, b.urgent_days, b.posted_days,
                b.town_opinion, b.legal_opinion, b.body_id, b.with_body_id, b.body_name)
    $$;

    CREATE FUNCTION councils_matterstep_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        matter councils_matter;
        sitting councils_sitting;
        before integer;
        held boolean;
        quorate boolean;
        notice integer;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a step of a matter stays, DELETE refused' USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT * INTO matter FROM councils_matter AS m WHERE m.village_id = NEW.village_id AND m.id = NEW.matter_id;
        IF TG_OP = 'INSERT' THEN
            IF NEW.state IN ('passed', 'failed', 'posted') THEN
                RAISE EXCEPTION 'a step does not begin as %', NEW.state USING ERRCODE = 'restrict_violation';
            END IF;
        ELSE
            IF OLD.state IN ('passed', 'failed') THEN
                RAISE EXCEPTION 'what a step reached is final' USING ERRCODE = 'restrict_violation';
            END IF;
            IF NOT councils_matterstep_frozen(OLD, NEW) THEN
                RAISE EXCEPTION 'what a step asks for is frozen' USING ERRCODE = 'restrict_violation';
            END IF;
            IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
                ('waiting', 'called'), ('waiting', 'posted'), ('waiting', 'passed'), ('waiting', 'failed'),
                ('called', 'waiting'), ('called', 'passed'), ('called', 'failed'), ('posted', 'passed')
            ) THEN
                RAISE EXCEPTION 'a step does not go from % to %', OLD.state, NEW.state
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        IF matter.id IS NOT NULL AND NEW.round <> matter.round THEN
            RAISE EXCEPTION 'only steps of the present round' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'waiting' THEN RETURN NULL; END IF;

        IF matter.id IS NOT NULL AND NOT (
            matter.state = 'running' AND NEW.kind <> 'publish_result'
            OR matter.state = 'passed' AND NEW.kind = 'publish_result'
        ) THEN
            RAISE EXCEPTION 'a matter that is % takes no step %', matter.state, NEW.kind
                USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT count(DISTINCT s.number) INTO before FROM councils_matterstep AS s
        WHERE s.village_id = NEW.village_id AND s.matter_id = NEW.matter_id AND s.number < NEW.number
            AND s.state = 'passed' AND NOT EXISTS (
                SELECT 1 FROM councils_matterstep AS later
                WHERE later.village_id = s.village_id AND later.matter_id = s.matter_id
                    AND later.number = s.number AND later.round > s.round);
        IF before <> NEW.number - 1 THEN
            RAISE EXCEPTION 'step % waits for the steps before it', NEW.number USING ERRCODE = 'restrict_violation';
        END IF;

        held := NEW.kind IN ('propose', 'consult', 'study', 'review', 'decide');
        IF held THEN
            SELECT * INTO sitting FROM councils_sitting AS t
            WHERE t.village_id = NEW.village_id AND t.id = NEW.sitting_id;
            IF NEW.state = 'posted' OR NEW.sitting_id IS NULL THEN
                RAISE EXCEPTION 'step % is held as a sitting', NEW.number USING ERRCODE = 'restrict_violation';
            END IF;
            IF sitting.id IS NOT NULL THEN
                notice := sitting.held_on - (sitting.called_at AT TIME ZONE 'Asia/Shanghai')::date;
                IF sitting.state <> 'called' OR sitting.body_id IS DISTINCT FROM NEW.body_id
                    OR notice < (CASE WHEN sitting.urgent AND NEW.urgent_days IS NOT NULL THEN NEW.urgent_days
                                      ELSE NEW.notice_days END) THEN
                    RAISE EXCEPTION 'this sitting is not one of step %', NEW.number
                        USING ERRCODE = 'restrict_violation';
                END IF;
            END IF;
        ELSIF NEW.state = 'called' OR NEW.sitting_id IS NOT NULL THEN
            RAISE EXCEPTION 'step % has no sitting', NEW.number USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state NOT IN ('passed', 'failed') THEN RETURN NULL; END IF;

        IF held THEN
            IF NEW.entitled <> (
                SELECT count(*) FROM councils_sittingseat AS p
                WHERE p.village_id = NEW.village_id AND p.sitting_id = NEW.sitting_id
            ) OR NEW.kept_away <> (
                SELECT count(*) FROM councils_steprecusal AS r
                WHERE r.village_id = NEW.village_id AND r.step_id = NEW.id
            ) OR NEW.present <> (
                SELECT count(*) FROM councils_sittingseat AS p
                WHERE p.village_id = NEW.village_id AND p.sitting_id = NEW.sitting_id AND p.present
                    AND NOT EXISTS (
                        SELECT 1 FROM councils_steprecusal AS r
                        WHERE r.village_id = NEW.village_id AND r.step_id = NEW.id AND r.seat_id = p.id)
            ) OR NEW.attendance_base IS DISTINCT FROM
                NEW.entitled - (CASE WHEN NEW.away_off_base THEN NEW.kept_away ELSE 0 END)
              OR NEW.attendance_needed IS DISTINCT FROM councils_needed(NEW.attendance, NEW.attendance_base)
              OR NEW.present IS NULL OR NEW.held_on IS DISTINCT FROM sitting.held_on OR sitting.ticked_at IS NULL THEN
                RAISE EXCEPTION 'the numbers of step % are not those of its sitting', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            quorate := NEW.present >= NEW.attendance_needed AND NEW.present > 0;
            IF quorate AND (
                NEW.majority_base IS DISTINCT FROM
                    CASE NEW.majority_of WHEN 'present' THEN NEW.present ELSE NEW.attendance_base END
                OR NEW.majority_needed IS DISTINCT FROM councils_needed(NEW.majority, NEW.majority_base)
                OR NOT EXISTS (
                    SELECT 1 FROM councils_stepcount AS c
                    WHERE c.village_id = NEW.village_id AND c.step_id = NEW.id AND c.place = 1
                        AND (c.in_favour, c.against, c.abstained)
                            IS NOT DISTINCT FROM (NEW.in_favour, NEW.against, NEW.abstained))
                OR NEW.count_twice AND NOT EXISTS (
                    SELECT 1 FROM councils_stepcount AS c
                    WHERE c.village_id = NEW.village_id AND c.step_id = NEW.id AND c.place = 2
                        AND (c.in_favour, c.against, c.abstained)
                            IS NOT DISTINCT FROM (NEW.in_favour, NEW.against, NEW.abstained))
            ) THEN
                RAISE EXCEPTION 'the votes of step % are not those that were counted', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
            IF (NEW.state = 'passed') <> (quorate AND NEW.in_favour >= NEW.majority_needed) THEN
                RAISE EXCEPTION 'step % did not reach what is needed, or did', NEW.number
                    USING ERRCODE = 'restrict_violation';
            END IF;
        ELSIF NEW.kind = 'supervise' THEN
            IF NEW.done_by_id IS NULL THEN
                RAISE EXCEPTION 'somebody supervises' USING ERRCODE = 'restrict_violation';
            END IF;
        ELSIF NEW.state = 'failed' OR NEW.posted_until IS NULL
            OR NEW.posted_until < NEW.posted_from + NEW.posted_days - 1
            OR (NEW.done_at AT TIME ZONE 'Asia/Shanghai')::date <= NEW.posted_until THEN
            RAISE EXCEPTION 'step % stays posted its days', NEW.number USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_matterstep_guard AFTER INSERT OR UPDATE OR DELETE ON councils_matterstep
        FOR EACH ROW EXECUTE FUNCTION councils_matterstep_guard();
"""

SITTING = """
    CREATE FUNCTION councils_sitting_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state = 'called' AND (
            NEW.number, NEW.body_id, NEW.with_body_id, NEW.held_on, NEW.urgent, NEW.called_at
        ) IS NOT DISTINCT FROM (
            OLD.number, OLD.body_id, OLD.with_body_id, OLD.held_on, OLD.urgent, OLD.called_at
        ) AND (NEW.roll_frozen OR NOT OLD.roll_frozen) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'a sitting stays as it was called and held, % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_sitting_guard AFTER UPDATE OR DELETE ON councils_sitting
        FOR EACH ROW EXECUTE FUNCTION councils_sitting_guard();

    CREATE FUNCTION councils_seat_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        sitting councils_sitting;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT * INTO sitting FROM councils_sitting AS t
            WHERE t.village_id = NEW.village_id AND t.id = NEW.sitting_id;
            IF sitting.id IS NULL OR NOT sitting.roll_frozen THEN RETURN NULL; END IF;
        ELSIF TG_OP = 'UPDATE' THEN
            SELECT * INTO sitting FROM councils_sitting AS t
            WHERE t.village_id = OLD.village_id AND t.id = OLD.sitting_id;
            IF (NEW.sitting_id, NEW.member_id, NEW.household_id) IS NOT DISTINCT FROM
                    (OLD.sitting_id, OLD.member_id, OLD.household_id)
                AND (sitting.state = 'called' OR NEW.present = OLD.present)
                AND (NEW.name = OLD.name OR NEW.name = '') THEN
                RETURN NULL;
            END IF;
        END IF;
        RAISE EXCEPTION 'the roll of a sitting is frozen, % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_seat_guard AFTER INSERT OR UPDATE OR DELETE ON councils_sittingseat
        FOR EACH ROW EXECUTE FUNCTION councils_seat_guard();
"""

VOTES = """
    CREATE FUNCTION councils_vote_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        step councils_matterstep;
        sat uuid;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            SELECT * INTO step FROM councils_matterstep AS s WHERE s.village_id = OLD.village_id AND s.id = OLD.step_id;
        ELSE
            SELECT * INTO step FROM councils_matterstep AS s WHERE s.village_id = NEW.village_id AND s.id = NEW.step_id;
        END IF;
        IF step.id IS NULL THEN RETURN NULL; END IF;
        IF step.state <> 'called' THEN
            RAISE EXCEPTION 'nothing is entered at a step that is %', step.state USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP <> 'DELETE' AND TG_TABLE_NAME <> 'councils_stepcount' THEN
            SELECT p.sitting_id INTO sat FROM councils_sittingseat AS p
            WHERE p.village_id = NEW.village_id AND p.id = NEW.seat_id;
            IF sat IS NOT NULL AND sat <> step.sitting_id THEN
                RAISE EXCEPTION 'this seat is of another sitting' USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        IF TG_TABLE_NAME = 'councils_stepvote' AND TG_OP <> 'DELETE' AND step.vote = 'secret' THEN
            RAISE EXCEPTION 'a secret vote has no names' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_stepvote_guard AFTER INSERT OR UPDATE OR DELETE ON councils_stepvote
        FOR EACH ROW EXECUTE FUNCTION councils_vote_guard();
    CREATE TRIGGER councils_steprecusal_guard AFTER INSERT OR UPDATE OR DELETE ON councils_steprecusal
        FOR EACH ROW EXECUTE FUNCTION councils_vote_guard();
    CREATE TRIGGER councils_stepcount_guard AFTER INSERT OR UPDATE OR DELETE ON councils_stepcount
        FOR EACH ROW EXECUTE FUNCTION councils_vote_guard();
"""
GUARDS = {
    "councils_matter": "councils_matter_guard",
    "councils_matterstep": "councils_matterstep_guard",
    "councils_sitting": "councils_sitting_guard",
    "councils_sittingseat": "councils_seat_guard",
    "councils_stepvote": "councils_stepvote_guard",
    "councils_steprecusal": "councils_steprecusal_guard",
    "councils_stepcount": "councils_stepcount_guard",
}
NO_TRUNCATE = "\n".join(
    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION villagegov_refuse_change();"
    for table in GUARDS
)
BACK = "\n".join(
    [
        *(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};" for table in GUARDS),
        *(f"DROP TRIGGER IF EXISTS {trigger} ON {table};" for table, trigger in GUARDS.items()),
        "DROP FUNCTION councils_vote_guard();",
        "DROP FUNCTION councils_seat_guard();",
        "DROP FUNCTION councils_sitting_guard();",
        "DROP FUNCTION councils_matterstep_guard();",
        "DROP FUNCTION councils_matterstep_frozen(councils_matterstep, councils_matterstep);",
        "DROP FUNCTION councils_matter_guard();",
        "DROP FUNCTION councils_needed(text, integer);",
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0019_matters"),
    ]
    operations = [
        migrations.RunSQL(sql=NEEDED + MATTER + SITTING + STEP + VOTES + NO_TRUNCATE, reverse_sql=BACK),
    ]
