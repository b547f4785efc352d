"""Planned work of earlier years comes in as commands would have left it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.files.public import clean_upload, files_of
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands.certifying import FILES
from samdrift.operations.planning.commands.history import Past, Visit, import_past
from samdrift.operations.planning.models import Certificate, PlanOccurrence
from samdrift.operations.planning.queries.measuring import completion
from samdrift.operations.planning.tests.conftest import PDF, monthly
from samdrift.operations.work.models import WorkLine, WorkOrder
from tests.world import NOON

pytestmark = pytest.mark.django_db
BEGAN = date(2025, 1, 12)


@pytest.fixture
def past(world, plan):
    """A plan since January, and its occurrences that are over, with what the import needs of them."""

    def of(**terms):
        made = plan(monthly(anchor=BEGAN, **terms), from_day=date(2025, 1, 1))
        with everywhere(reason="a test looks at a plan's past"):
            rows = PlanOccurrence.objects.filter(plan=made, window_to__lt=NOON.date())
            return list(rows.select_related("plan", "site", "asset").order_by("due_on"))

    return of


@pytest.fixture
def importer(world):
    """Somebody who may bring in work."""
    return world.someone("CTR-C", name="Carl").scope


@pytest.fixture
def tea(world):
    return world.join_team(world.someone("SVC-E", name="Tea")).person.pk


def visit(row, person, *, days=0, minutes=40, scanned=False):
    begun = datetime(row.due_on.year, row.due_on.month, row.due_on.day, 8, tzinfo=UTC) + timedelta(days=days)
    return Visit(person, begun, begun + timedelta(minutes=minutes), scanned)


def told(row):
    with everywhere(reason="a test reads the book"):
        order = WorkOrder.objects.filter(pk=row.work_order_id or 0).values_list("uid", flat=True).first()
        rows = EventRecord.objects.filter(subject_uid__in=[row.uid, order]).order_by("pk")
        return [(one.kind.partition(".")[2], one.payload.get("move", "")) for one in rows]


def test_what_was_done_stands_with_its_order_time_and_book_as_if_it_had_gone_through_the_commands(
    importer, past, tea, occurrences
):
    first, *_rest = past(evidence=("scan",), hours=1)
    import_past(importer, [Past(occurrence=first, known_until=NOON, visit=visit(first, tea, scanned=True))], {})
    row = occurrences(first.plan)[0]
    order = row.work_order
    assert (row.state, row.work_done_on, row.counted_on) == ("done_on_time", row.due_on, row.due_on)
    assert (order.state, order.is_open, order.assignee_id, order.evidence) == ("closed", False, tea, ["scan"])
    assert order.place_confirmed_at == order.started_at < order.done_at
    assert order.source_uid == row.uid
    with everywhere(reason="a test looks"):
        assert [line.minutes for line in WorkLine.objects.filter(work_order=order)] == [40]
    moves = ["accept", "start", "finish", "verify", "close"]
    assert [move for _kind, move in told(row) if move] == moves
    kinds = Counter(kind for kind, _move in told(row))
    assert kinds == {
        "order_created": 1, "order_dispatched": 1, "order_moved": 5, "place_confirmed": 1, "line_written": 1,
        "occurrence_issued": 1, "occurrence_done": 1,
    }  # fmt: skip


def test_late_missed_waived_and_in_vain_are_told_apart_and_adherence_reads_true(importer, past, tea, occurrences):
    late, vain, waived, _open = past()
    import_past(
        importer,
        [
            Past(occurrence=late, known_until=NOON, visit=visit(late, tea, days=10)),
            Past(occurrence=vain, known_until=NOON, end="missed", visit=visit(vain, tea), reason="no_access"),
            Past(occurrence=waived, known_until=NOON, end="waived", reason="The lift is new"),
        ],
        {},
    )
    found = occurrences(late.plan)
    assert [row.state for row in found[:3]] == ["done_late", "missed", "waived"]
    assert (found[1].work_order.state, found[1].work_order.failure_reason) == ("cancelled", "no_access")
    assert found[2].work_order is None
    measured = completion(importer, BEGAN, found[2].due_on)
    assert (measured.due, measured.on_time, measured.late, measured.missed, measured.waived) == (3, 0, 1, 1, 1)
    assert told(found[2]) == [("occurrence_waived", "")]


def test_the_laws_work_has_its_certificate_with_its_file(importer, past, tea, occurrences):
    first, second, *_rest = past(statutory=True, document="Report", competent_body="Inspectors A/S")
    paper = {"Report": clean_upload(BytesIO(PDF), "report.pdf")}
    papered = Past(
        occurrence=first, known_until=NOON, visit=visit(first, tea), certificate="C-7",
        certified_on=first.due_on + timedelta(days=1),
    )  # fmt: skip
    import_past(importer, [papered, Past(occurrence=second, known_until=NOON, visit=visit(second, tea))], paper)
    done, bare = occurrences(first.plan)[:2]
    assert (done.state, done.counted_on) == ("done_on_time", done.due_on + timedelta(days=1))
    assert (bare.state, bare.counted_on) == ("issued", None)  # without its paper it does not count
    filed = Certificate.objects.within(importer).get(occurrence=done)
    assert (filed.issuer, filed.reference) == ("Inspectors A/S", "C-7")
    assert [one.name for one in files_of(importer, FILES, [filed.uid])[filed.uid]] == ["report.pdf"]


def test_what_was_left_is_carried_to_an_occurrence_of_its_own(importer, past, tea, occurrences):
    first, *_rest = past(tasks=("Doors", "Lights", "Cellar"))
    divided = Past(
        occurrence=first, known_until=NOON, visit=visit(first, tea), left=("3",), again=visit(first, tea, days=2)
    )
    assert import_past(importer, [divided], {}) == 2
    whole, rest = [row for row in occurrences(first.plan) if row.nominal_on == first.nominal_on]
    assert [item["text"] for item in whole.items] == ["Doors", "Lights"]
    assert [item["text"] for item in rest.items] == ["Cellar"]
    assert (rest.carried_from_id, rest.state) == (whole.pk, "done_on_time")
    assert rest.work_done_on == whole.work_done_on + timedelta(days=2)


def test_only_those_who_may_bring_in_work_do_and_nothing_comes_in_twice(world, importer, past, tea):
    first, *_rest = past()
    went = Past(occurrence=first, known_until=NOON, visit=visit(first, tea))
    with pytest.raises(NotAllowed):
        import_past(world.bo.scope, [went], {})
    import_past(importer, [went], {})
    with pytest.raises(Refused):
        import_past(importer, [went], {})
