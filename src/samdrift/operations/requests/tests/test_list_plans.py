"""How a database comes to a page of the list: by the community's own index, in its order, whatever the gate adds."""

import pytest
from django.db import connection

from samdrift.operations.requests.queries.lists import Filters, as_list_rows, in_order, requests_in
from tests.world import NOON

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's planner only")


@pytest.fixture
def measured(world, report):
    """A few requests, and the statistics of a large installation."""
    report()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'requests_servicerequest'")
        cursor.execute("ANALYZE sqlite_schema")
    return world


@pytest.mark.parametrize(
    "filters",
    [Filters(group="all"), Filters(group="all", line="CLN"), Filters(group="all", priority=2)],
    ids=["all", "line", "priority"],
)
@pytest.mark.parametrize("who", ["asta", "bo", "dan"])
def test_a_page_is_walked_in_its_order_and_never_sorted(measured, who, filters):
    scope = getattr(measured, who).scope
    rows = in_order(requests_in(scope, filters, now=NOON), "newest").order_by("-received_at", "-id")
    steps = as_list_rows(rows)[:26].explain().splitlines()
    assert "SEARCH requests_servicerequest USING INDEX request_" in steps[0], steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
