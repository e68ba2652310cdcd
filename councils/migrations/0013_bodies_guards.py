"""What no column check can say: an election that is counted and a handover that is carried out are frozen, with all
that hangs on them; rules of procedure are added, never altered.
"""

from django.db import migrations

from villagegov.db.operations import append_only

FROZEN = """
    CREATE FUNCTION councils_over_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        line jsonb := to_jsonb(CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END);
        frozen boolean;
    BEGIN
        IF TG_TABLE_NAME IN ('councils_election', 'councils_handover') THEN
            frozen := line->>'state' NOT IN ('open', 'draft');
        ELSIF line ? 'election_id' THEN
            SELECT state <> 'open' INTO frozen FROM councils_election
            WHERE village_id = (line->>'village_id')::uuid AND id = (line->>'election_id')::uuid;
        ELSE
            SELECT state <> 'draft' INTO frozen FROM councils_handover
            WHERE village_id = (line->>'village_id')::uuid AND id = (line->>'handover_id')::uuid;
        END IF;
        IF frozen THEN
            RAISE EXCEPTION '%: what is decided is frozen, % refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END
    $$;
    CREATE TRIGGER councils_election_frozen BEFORE UPDATE OR DELETE ON councils_election
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_handover_frozen BEFORE UPDATE OR DELETE ON councils_handover
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_candidate_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_candidate
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_ballotcount_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_ballotcount
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_handoverbody_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_handoverbody
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_handoverseat_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_handoverseat
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
    CREATE TRIGGER councils_handoverrole_frozen BEFORE INSERT OR UPDATE OR DELETE ON councils_handoverrole
        FOR EACH ROW EXECUTE FUNCTION councils_over_frozen();
"""
NOT_FROZEN = """
    DROP TRIGGER IF EXISTS councils_election_frozen ON councils_election;
    DROP TRIGGER IF EXISTS councils_handover_frozen ON councils_handover;
    DROP TRIGGER IF EXISTS councils_candidate_frozen ON councils_candidate;
    DROP TRIGGER IF EXISTS councils_ballotcount_frozen ON councils_ballotcount;
    DROP TRIGGER IF EXISTS councils_handoverbody_frozen ON councils_handoverbody;
    DROP TRIGGER IF EXISTS councils_handoverseat_frozen ON councils_handoverseat;
    DROP TRIGGER IF EXISTS councils_handoverrole_frozen ON councils_handoverrole;
    DROP FUNCTION councils_over_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villagedb", "0001_refuse_change"),
        ("councils", "0012_bodies"),
    ]
    operations = [
        migrations.RunSQL(sql=FROZEN, reverse_sql=NOT_FROZEN),
        append_only("councils_bodyrules", erasable=True),
    ]
