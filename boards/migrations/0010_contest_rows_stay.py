"""What was given stays given, and marks of a closed round stay as they were: refused by the database, whoever asks."""

from django.db import migrations

SQL = """
    CREATE FUNCTION boards_contestaward_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            -- The name on it can be erased, nothing else.
            IF NEW.head_name = '' AND to_jsonb(NEW) - 'head_name' = to_jsonb(OLD) - 'head_name' THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'a certificate stays as it was given: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END
    $$;
    CREATE TRIGGER boards_contestaward_stays BEFORE UPDATE OR DELETE ON boards_contestaward
        FOR EACH ROW EXECUTE FUNCTION boards_contestaward_stays();
    CREATE TRIGGER boards_contestaward_no_truncate BEFORE TRUNCATE ON boards_contestaward
        FOR EACH STATEMENT EXECUTE FUNCTION villagegov_refuse_change();

    CREATE FUNCTION boards_contestscore_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        held record;
    BEGIN
        SELECT contest.state, contest.round INTO held
            FROM boards_contestentrant entrant
            JOIN boards_contest contest
                ON contest.village_id = entrant.village_id AND contest.id = entrant.contest_id
            WHERE entrant.village_id = OLD.village_id AND entrant.id = OLD.entrant_id;
        IF held.state <> 'scoring' OR OLD.round <> held.round THEN
            RAISE EXCEPTION 'marks of a closed round stay: % refused', TG_OP USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END
    $$;
    CREATE TRIGGER boards_contestscore_stays BEFORE UPDATE OR DELETE ON boards_contestscore
        FOR EACH ROW EXECUTE FUNCTION boards_contestscore_stays();
    CREATE TRIGGER boards_contestscore_no_truncate BEFORE TRUNCATE ON boards_contestscore
        FOR EACH STATEMENT EXECUTE FUNCTION villagegov_refuse_change();
"""
BACK = """
    DROP TRIGGER boards_contestscore_no_truncate ON boards_contestscore;
    DROP TRIGGER boards_contestscore_stays ON boards_contestscore;
    DROP FUNCTION boards_contestscore_stays();
    DROP TRIGGER boards_contestaward_no_truncate ON boards_contestaward;
    DROP TRIGGER boards_contestaward_stays ON boards_contestaward;
    DROP FUNCTION boards_contestaward_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("villagedb", "0001_refuse_change"), ("boards", "0009_proposals")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=BACK)]
