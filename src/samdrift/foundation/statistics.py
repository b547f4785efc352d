"""What the planner knows of the tables. PostgreSQL looks again by itself; SQLite only when told."""

from django.db import connection

# Rows of an index looked at. With a thousand, two thousand open requests look as many as a hundred thousand of all
# time, and a page that counts the open ones walks through them all. With this it takes two seconds at a million rows.
LOOKED_AT = 100_000


def look_again() -> None:
    """Let SQLite count anew what its plans go by: each night, and after migrations, which forget it of the tables they
    make anew. Without it a list of a million rows may be walked from end to end."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA analysis_limit = 0")
