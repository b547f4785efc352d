"""Planned work in sums: what its time came for, on its last day allowed, and what was missed."""

from datetime import date, timedelta

from samdrift.foundation.events.public import seal_due
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.comparing import compare
from samdrift.foundation.tallies.public import keep_up, tallies
from samdrift.operations.planning.models import PlanOccurrence
from tests.world import NOON


def test_what_was_missed_is_counted_on_its_last_day(world, plan, passes):
    plan()
    keep_up(NOON)
    passes(0)
    passes(60)
    while seal_due():
        pass
    later = NOON + timedelta(days=60)
    keep_up(later)
    with everywhere(reason="holding sums against the raw rows"):
        assert compare(world.community.pk, later, nights=1)[1] == []
        missed = PlanOccurrence.objects.filter(state="missed")
        expected = sorted(missed.values_list("window_to", flat=True))
    found = tallies(
        world.bo.scope, "planned.due", world.contract.pk, date(2025, 1, 1), date(2026, 1, 1), by=("day", "kind")
    )
    assert expected
    assert [(one.day, one.kind, one.count, one.numerator, one.amount) for one in found] == [
        (day, "planned", 1, 0, 1) for day in expected
    ]
