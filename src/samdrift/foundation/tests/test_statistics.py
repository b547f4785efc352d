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


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks again by itself")
def test_thousands_that_are_open_are_fewer_than_all_of_them(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE looked_at (place INTEGER, line TEXT, is_open BOOLEAN, due TEXT)")
        cursor.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
            "INSERT INTO looked_at SELECT 1 + i % 2, 'line ' || i % 10, i % 10 = 0, 'day ' || i FROM n"
        )
        cursor.execute("CREATE INDEX all_by_line ON looked_at (place, line, due)")
        cursor.execute("CREATE INDEX open_ones ON looked_at (place, due) WHERE is_open")
        look_again()
        asked = "SELECT line, COUNT(*), MIN(due) FROM looked_at WHERE place = 1 AND is_open GROUP BY line"
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        assert "open_ones" in str(cursor.fetchall())


def test_any_database_may_be_told(db):
    look_again()
