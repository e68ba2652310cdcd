"""What no column check can say: the steps of a posting and of a question, and that what was checked is not changed."""

from django.db import migrations

from villagegov.db.operations import append_only

STEPS = """
    CREATE FUNCTION councils_posting_begins() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a posting begins as a draft, not as %', NEW.state USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE TRIGGER councils_posting_begins AFTER INSERT ON councils_posting
        FOR EACH ROW EXECUTE FUNCTION councils_posting_begins();

    CREATE FUNCTION councils_posting_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'to_check'), ('draft', 'dropped'), ('to_check', 'returned'), ('to_check', 'posted'),
            ('returned', 'to_check'), ('returned', 'dropped'), ('posted', 'replaced'), ('posted', 'taken_down')
        ) THEN
            RAISE EXCEPTION 'a posting does not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.state = 'posted' AND OLD.state <> 'posted' AND EXISTS (
            SELECT 1 FROM councils_postingstep AS step
            WHERE step.village_id = NEW.village_id AND step.posting_id = NEW.id AND step.by_id = NEW.checked_by_id
                AND step.act IN ('drafted', 'edited', 'sent')
        ) THEN
            RAISE EXCEPTION 'whoever wrote a posting does not check it' USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.number, NEW.edition, NEW.corrects_id, NEW.correction, NEW.written_by_id, NEW.written_at, NEW.duty_id)
            IS DISTINCT FROM
            (OLD.number, OLD.edition, OLD.corrects_id, OLD.correction, OLD.written_by_id, OLD.written_at, OLD.duty_id)
        THEN
            RAISE EXCEPTION 'what a posting is, and who began it, never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF OLD.state NOT IN ('draft', 'returned') THEN
            IF (NEW.category_id, NEW.period_start, NEW.period_end, NEW.title, NEW.sent_by_id, NEW.sent_at)
                IS DISTINCT FROM
                (OLD.category_id, OLD.period_start, OLD.period_end, OLD.title, OLD.sent_by_id, OLD.sent_at)
                OR (NEW.text <> OLD.text AND NOT (NEW.text = '' AND councils_posting_erasable(NEW)))
            THEN
                RAISE EXCEPTION 'a posting that was handed in is not changed' USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        IF OLD.state IN ('posted', 'replaced', 'taken_down')
            AND (NEW.checked_by_id, NEW.posted_at, NEW.posted_on, NEW.posted_until)
                IS DISTINCT FROM (OLD.checked_by_id, OLD.posted_at, OLD.posted_on, OLD.posted_until)
        THEN
            RAISE EXCEPTION 'when a posting was posted, and until when, never changes'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$;

    CREATE FUNCTION councils_posting_erasable(posting councils_posting) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT posting.state = 'taken_down' OR (posting.state = 'replaced' AND EXISTS (
            SELECT 1 FROM councils_posting AS later
            WHERE later.village_id = posting.village_id AND later.number = posting.number
                AND later.edition > posting.edition AND later.state = 'taken_down'))
    $$;
    CREATE TRIGGER councils_posting_steps BEFORE UPDATE ON councils_posting
        FOR EACH ROW EXECUTE FUNCTION councils_posting_step();

    CREATE FUNCTION councils_posting_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT 1 FROM councils_posting AS later
            WHERE later.village_id = NEW.village_id AND later.number = NEW.number AND later.edition > NEW.edition
                AND later.state IN ('posted', 'replaced', 'taken_down')
        ) THEN
            RAISE EXCEPTION 'a posting is replaced by a later edition only' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END
    $$;
    CREATE CONSTRAINT TRIGGER councils_posting_replaced AFTER UPDATE ON councils_posting
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'replaced' AND OLD.state <> 'replaced')
        EXECUTE FUNCTION councils_posting_replaced();
"""
NO_STEPS = """
    DROP TRIGGER IF EXISTS councils_posting_replaced ON councils_posting;
    DROP FUNCTION councils_posting_replaced();
    DROP TRIGGER IF EXISTS councils_posting_steps ON councils_posting;
    DROP FUNCTION councils_posting_step();
    DROP FUNCTION councils_posting_erasable(councils_posting);
    DROP TRIGGER IF EXISTS councils_posting_begins ON councils_posting;
    DROP FUNCTION councils_posting_begins();
"""
PARTS = """
    CREATE FUNCTION councils_posting_part() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        part record;
        owner councils_posting;
    BEGIN
        IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
        SELECT * INTO owner FROM councils_posting AS posting
            WHERE posting.village_id = part.village_id AND posting.id = part.posting_id;
        IF owner.id IS NULL OR owner.state IN ('draft', 'returned')
            OR (TG_OP = 'DELETE' AND councils_posting_erasable(owner))
        THEN
            RETURN part;
        END IF;
        RAISE EXCEPTION '%: a posting that was handed in is not changed, % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER councils_postingfile_part BEFORE INSERT OR UPDATE OR DELETE ON councils_postingfile
        FOR EACH ROW EXECUTE FUNCTION councils_posting_part();
    CREATE TRIGGER councils_postingtable_part BEFORE INSERT OR UPDATE OR DELETE ON councils_postingtable
        FOR EACH ROW EXECUTE FUNCTION councils_posting_part();
"""
NO_PARTS = """
    DROP TRIGGER IF EXISTS councils_postingtable_part ON councils_postingtable;
    DROP TRIGGER IF EXISTS councils_postingfile_part ON councils_postingfile;
    DROP FUNCTION councils_posting_part();
"""
QUESTIONS = """
    CREATE FUNCTION councils_question_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('asked', 'replied'), ('asked', 'withheld'), ('replied', 'withheld')
        ) THEN
            RAISE EXCEPTION 'a question does not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.posting_id, NEW.household_id, NEW.asked_by_id, NEW.asked_at, NEW.due_on)
            IS DISTINCT FROM (OLD.posting_id, OLD.household_id, OLD.asked_by_id, OLD.asked_at, OLD.due_on)
            OR (NEW.text <> OLD.text AND NEW.text <> '')
            OR (OLD.state <> 'asked' AND (NEW.answer, NEW.answered_by_id, NEW.answered_at)
                IS DISTINCT FROM (OLD.answer, OLD.answered_by_id, OLD.answered_at))
        THEN
            RAISE EXCEPTION 'a question and its answer stay as they were given' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER councils_question_steps BEFORE UPDATE ON councils_postingquestion
        FOR EACH ROW EXECUTE FUNCTION councils_question_step();
"""
NO_QUESTIONS = """
    DROP TRIGGER IF EXISTS councils_question_steps ON councils_postingquestion;
    DROP FUNCTION councils_question_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0015_disclosure"),
    ]
    operations = [
        migrations.RunSQL(sql=STEPS, reverse_sql=NO_STEPS),
        migrations.RunSQL(sql=PARTS, reverse_sql=NO_PARTS),
        migrations.RunSQL(sql=QUESTIONS, reverse_sql=NO_QUESTIONS),
        append_only("councils_postingstep"),
    ]
