"""Each planted story can be found by its planted ids."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from samdrift.doors.demo import planted
from samdrift.doors.demo.load import AS_OF
from samdrift.foundation.events.public import EventRecord
from samdrift.operations.promises import public as promises
from samdrift.operations.promises.queries.recount import recount
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties

pytestmark = pytest.mark.slow
WITH_IT, WITHOUT = datetime(2025, 5, 19, 14, tzinfo=UTC), datetime(2025, 5, 16, 14, tzinfo=UTC)


def clock(part: int) -> promises.Promise:
    return promises.Promise.objects.get(subject_uid=planted.story(9, part), kind="complete")


def test_nine_store_bededag_was_put_right_in_march_and_the_clocks_were_counted_anew(
    everything: None, client: Client
) -> None:
    uids = [planted.story(9, part) for part in range(len(planted.ASKED))]
    rows = requests.ServiceRequest.objects.filter(uid__in=uids).order_by("received_at")
    assert [row.state for row in rows] == ["closed"] * 3
    log = EventRecord.objects.filter(kind="promises.recalculated", subject_uid__in=uids)
    for event in log:
        place = event.payload["clocks"].index("complete")
        moved = [datetime.fromisoformat(event.payload[name][place]) for name in ("due_before", "due_after")]
        assert moved == [WITH_IT, WITHOUT]
        assert (event.payload["calendar_code"], event.happened_at.month) == ("DK-STD", 3)
    assert log.count() == 3
    # Done before, on the day that is no holiday, and late: what holds was known six weeks before.
    assert [(clock(part).state, clock(part).credit_excluded) for part in range(3)] == [
        ("met", False), ("met", False), ("breached", False),
    ]  # fmt: skip
    carl = parties.Person.objects.get(email="face.ctr-c@example.org")
    client.force_login(carl)
    page = client.get("/promises/recalculated/").content.decode()
    assert all(row.number in page for row in rows)
    assert max(row.changed_at for row in rows) < AS_OF
    community = rows[0].community_id
    assert recount(community).differences == []
