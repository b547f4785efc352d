"""What the planner knows of the tables. PostgreSQL looks again by itself; SQLite only when told."""

from django.db import connection

# Rows of an index looked at: enough to tell the rare from the common, and done in a second at a million rows.
LOOKED_AT = 1000


def look_again() -> None:
    """Let SQLite count anew what its plans go by: each night, and after migrations, which forget it of the tables they
    make anew. Without it a list of a million rows may be walked from end to end."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA analysis_limit = 0")
