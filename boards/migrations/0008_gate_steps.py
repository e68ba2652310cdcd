"""No step of the gate can be skipped, whoever writes: the database follows each entry from state to state.

Triggers of AFTER, so that what a constraint refuses is refused by its own name first.
"""

from django.db import migrations

ENTRY = """
CREATE FUNCTION boards_entry_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    home integer;
    enough integer;
    agreed integer;
    outside boolean;
    day date := (coalesce(NEW.decided_at, NEW.reviewed_at, NEW.published_at, NEW.created_at)
        AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'drafted' THEN
            RAISE EXCEPTION 'an entry of a board begins as a draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_step';
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.state <> 'drafted' AND (
        ROW(NEW.colour, NEW.household_id, NEW.issue_id, NEW.points, NEW.deed_day, NEW.created_at)
            IS DISTINCT FROM ROW(OLD.colour, OLD.household_id, OLD.issue_id, OLD.points, OLD.deed_day, OLD.created_at)
        OR (OLD.reviewed_at IS NOT NULL AND NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at)
        OR (OLD.told_on IS NOT NULL AND NEW.told_on IS DISTINCT FROM OLD.told_on)
        OR (OLD.reply_until IS NOT NULL AND NEW.reply_until IS DISTINCT FROM OLD.reply_until)
        OR (OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at)
        OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at)
        OR (OLD.ledger_entry_id IS NOT NULL AND NEW.ledger_entry_id IS DISTINCT FROM OLD.ledger_entry_id)
    ) THEN
        RAISE EXCEPTION 'what was recorded of an entry stays as it was recorded'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_kept';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF (NEW.colour = 'red' AND (OLD.state, NEW.state) NOT IN (
            ('drafted', 'struck'), ('drafted', 'published'), ('published', 'corrected')))
        OR (NEW.colour = 'black' AND (OLD.state, NEW.state) NOT IN (
            ('drafted', 'struck'), ('drafted', 'reviewed'), ('reviewed', 'told'), ('told', 'published'),
            ('told', 'dropped'), ('published', 'expired'), ('published', 'lifted'), ('published', 'corrected'),
            ('expired', 'corrected'), ('lifted', 'corrected')))
    THEN
        RAISE EXCEPTION 'an entry does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_step';
    END IF;

    SELECT grp.number INTO home FROM points_household house
        JOIN points_group grp ON grp.village_id = house.village_id AND grp.id = house.group_id
        WHERE house.village_id = NEW.village_id AND house.id = NEW.household_id;
    SELECT quorum_votes INTO enough FROM points_villagesettings
        WHERE village_id = NEW.village_id AND effective_from <= day ORDER BY effective_from DESC LIMIT 1;

    IF NEW.state = 'reviewed' OR (NEW.colour = 'red' AND NEW.state = 'published') THEN
        SELECT count(DISTINCT vote.voter_id), bool_or(NOT home = ANY (vote.groups)) INTO agreed, outside
            FROM boards_boardvote vote
            JOIN boards_boardissue issue ON issue.village_id = vote.village_id AND issue.id = vote.issue_id
            WHERE vote.village_id = NEW.village_id AND vote.issue_id = NEW.issue_id AND vote.stage = 'issue'
                AND vote.edition = issue.edition AND vote.agrees;
    ELSIF NEW.state IN ('published', 'dropped') THEN
        SELECT count(DISTINCT vote.voter_id), bool_or(NOT home = ANY (vote.groups)) INTO agreed, outside
            FROM boards_boardvote vote
            WHERE vote.village_id = NEW.village_id AND vote.entry_id = NEW.id AND vote.stage = 'black'
                AND vote.agrees = (NEW.state = 'published');
    END IF;
    IF agreed < coalesce(enough, 1) THEN
        RAISE EXCEPTION 'the quorum has not decided on this entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_quorum';
    END IF;
    IF NEW.colour = 'black' AND NEW.state IN ('reviewed', 'published') AND NOT coalesce(outside, false)
        AND (SELECT count(*) FROM points_group WHERE village_id = NEW.village_id) > 1
    THEN
        RAISE EXCEPTION 'nobody of another group has agreed to this entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_outside';
    END IF;
    IF (NEW.state = 'reviewed' AND NEW.reviewed_at IS NULL)
        OR (NEW.state = 'told' AND (NEW.told_on IS NULL OR NEW.told_way = '' OR NEW.reply_until < NEW.told_on
            OR NEW.reply_until IS NULL OR (NEW.told_way = 'witnessed' AND NEW.witnesses = '')))
        OR (NEW.state IN ('published', 'dropped') AND NEW.colour = 'black' AND NEW.decided_at IS NULL)
    THEN
        RAISE EXCEPTION 'this step of an entry is not recorded'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_recorded';
    END IF;
    IF NEW.state = 'published' AND NEW.colour = 'black' AND NEW.reply = '' AND day <= NEW.reply_until THEN
        RAISE EXCEPTION 'the household may still reply'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_heard';
    END IF;
    IF NEW.state = 'lifted' AND NOT EXISTS (
        SELECT 1 FROM boards_boardmotion WHERE village_id = NEW.village_id AND entry_id = NEW.id
            AND kind = 'lift' AND state = 'carried')
    THEN
        RAISE EXCEPTION 'no motion to lift this entry was carried'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_motion';
    END IF;
    IF NEW.state = 'corrected' AND NOT EXISTS (
        SELECT 1 FROM points_entry WHERE village_id = NEW.village_id AND id = NEW.reversal_id
            AND reverses_id = NEW.ledger_entry_id)
    THEN
        RAISE EXCEPTION 'the line of this entry has not been reversed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardentry_reversed';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER boards_boardentry_step AFTER INSERT OR UPDATE ON boards_boardentry
    FOR EACH ROW EXECUTE FUNCTION boards_entry_step();
"""

MOTION = """
CREATE FUNCTION boards_motion_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed integer;
    enough integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'a motion begins open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardmotion_step';
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a decided motion stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardmotion_step';
    END IF;
    IF NEW.state = 'open' THEN
        RETURN NULL;
    END IF;
    SELECT quorum_votes INTO enough FROM points_villagesettings
        WHERE village_id = NEW.village_id AND effective_from <= (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date
        ORDER BY effective_from DESC LIMIT 1;
    SELECT count(DISTINCT voter_id) INTO agreed FROM boards_boardvote
        WHERE village_id = NEW.village_id AND motion_id = NEW.id AND agrees = (NEW.state = 'carried');
    IF agreed < coalesce(enough, 1) THEN
        RAISE EXCEPTION 'the quorum has not decided on this motion'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'boards_boardmotion_quorum';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER boards_boardmotion_step AFTER INSERT OR UPDATE ON boards_boardmotion
    FOR EACH ROW EXECUTE FUNCTION boards_motion_step();
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0007_gate")]
    operations = [
        migrations.RunSQL(
            ENTRY, "DROP TRIGGER boards_boardentry_step ON boards_boardentry; DROP FUNCTION boards_entry_step();"
        ),
        migrations.RunSQL(
            MOTION, "DROP TRIGGER boards_boardmotion_step ON boards_boardmotion; DROP FUNCTION boards_motion_step();"
        ),
    ]
