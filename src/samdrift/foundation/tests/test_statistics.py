import pytest
from django.db import connection

from samdrift.foundation.statistics import look_again


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks again by itself")
def test_what_a_migration_forgot_is_known_again(world):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
    look_again()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'parties_person'")
        assert cursor.fetchone()[0] > 0


def test_any_database_may_be_told(db):
    look_again()
