"""The database itself refuses to rewrite the book. Erasing a payload and its salt is the one change the law may ask for."""

from django.db import migrations

KEPT = (
    "id uid community_id data_class owner_party_id version kind book contract_id site_id unit_id case_id line "
    "subject_kind subject_uid person_id employment_id party_id happened_at recorded_at device_at"
).split()

SQLITE = [
    f"""CREATE TRIGGER events_stay_as_recorded BEFORE UPDATE OF {", ".join(KEPT)} ON events_eventrecord
    BEGIN SELECT RAISE(ABORT, 'The book is never changed.'); END""",
    """CREATE TRIGGER events_payload_is_erased_only BEFORE UPDATE OF payload, salt ON events_eventrecord
    WHEN NEW.payload <> '{}' OR length(NEW.salt) > 0
    BEGIN SELECT RAISE(ABORT, 'The book is never changed.'); END""",
]
SQLITE_BACK = ["DROP TRIGGER events_stay_as_recorded", "DROP TRIGGER events_payload_is_erased_only"]

POSTGRESQL = [
    f"""CREATE FUNCTION events_stay_as_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE'
           OR NEW.payload <> '{{}}'::jsonb OR length(NEW.salt) > 0
           OR ({", ".join(f"NEW.{name}" for name in KEPT)}) IS DISTINCT FROM ({", ".join(f"OLD.{name}" for name in KEPT)})
        THEN RAISE EXCEPTION 'The book is never changed.'; END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER events_stay_as_recorded BEFORE UPDATE OR DELETE ON events_eventrecord
    FOR EACH ROW EXECUTE FUNCTION events_stay_as_recorded()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER events_stay_as_recorded ON events_eventrecord",
    "DROP FUNCTION events_stay_as_recorded()",
]


def _run(sqlite, postgresql):
    def change(apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement, params=None)

    return change


class Migration(migrations.Migration):
    dependencies = [("events", "0001_first_tables")]
    operations = [migrations.RunPython(_run(SQLITE, POSTGRESQL), _run(SQLITE_BACK, POSTGRESQL_BACK))]
