"""PostgreSQL knows how many events each community has, and finds a small one's newest among a large one's."""

from django.db import migrations


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        columns = "(community_id, happened_at, id)"
        schema_editor.execute(f"CREATE INDEX events_of_community ON events_eventrecord {columns}", params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX events_of_community", params=None)


class Migration(migrations.Migration):
    dependencies = [("events", "0004_events_in_time")]
    operations = [migrations.RunPython(add, remove)]
