"""The word index: FTS5 over the rows on SQLite, a generated tsvector with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title, body, content='search_searchrow', content_rowid='id', tokenize='ascii', prefix='2 3 4')""",
    """CREATE TRIGGER search_row_added AFTER INSERT ON search_searchrow BEGIN
        INSERT INTO search_words(rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body); END""",
    """CREATE TRIGGER search_row_removed AFTER DELETE ON search_searchrow BEGIN
        INSERT INTO search_words(search_words, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body); END""",
    """CREATE TRIGGER search_row_reworded AFTER UPDATE OF title, body ON search_searchrow
        WHEN OLD.title <> NEW.title OR OLD.body <> NEW.body BEGIN
        INSERT INTO search_words(search_words, rowid, title, body) VALUES ('delete', OLD.id, OLD.title, OLD.body);
        INSERT INTO search_words(rowid, title, body) VALUES (NEW.id, NEW.title, NEW.body); END""",
    "INSERT INTO search_words(search_words) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_row_added",
    "DROP TRIGGER search_row_removed",
    "DROP TRIGGER search_row_reworded",
    "DROP TABLE search_words",
]
# A column of its own for titles: a weight inside one column would have to be looked up in the row of every match.
POSTGRESQL = [
    """ALTER TABLE search_searchrow
        ADD COLUMN title_words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title)) STORED,
        ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title || ' ' || body)) STORED""",
    "CREATE INDEX search_words ON search_searchrow USING gin (words)",
    "CREATE INDEX search_title_words ON search_searchrow USING gin (title_words)",
    "CREATE INDEX search_rows_of_site ON search_searchrow (site_id, id DESC) WHERE site_id IS NOT NULL",
    "ALTER TABLE search_searchrow ALTER COLUMN words SET STATISTICS 500",
]
POSTGRESQL_BACK = [
    "DROP INDEX search_rows_of_site",
    "ALTER TABLE search_searchrow DROP COLUMN words, DROP COLUMN title_words",
]


def _run(sqlite, postgresql):
    def change(apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement, params=None)

    return change


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first_tables")]
    operations = [migrations.RunPython(_run(SQLITE, POSTGRESQL), _run(SQLITE_BACK, POSTGRESQL_BACK))]
