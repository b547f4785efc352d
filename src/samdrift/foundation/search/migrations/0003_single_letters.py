"""A list of its own for words that begin with one letter: "mette n" read every word with an n, four times over."""

from django.db import migrations

MADE = """CREATE VIRTUAL TABLE search_words USING fts5(
    title, body, content='search_searchrow', content_rowid='id', tokenize='ascii', prefix='{prefixes}')"""
REBUILT = "INSERT INTO search_words(search_words) VALUES ('rebuild')"


def _with(prefixes):
    def change(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            # The triggers stand on the rows' own table and go on writing into whatever has this name.
            for statement in ("DROP TABLE search_words", MADE.format(prefixes=prefixes), REBUILT):
                schema_editor.execute(statement, params=None)

    return change


class Migration(migrations.Migration):
    dependencies = [("search", "0002_word_index")]
    operations = [migrations.RunPython(_with("1 2 3 4"), _with("2 3 4"))]
