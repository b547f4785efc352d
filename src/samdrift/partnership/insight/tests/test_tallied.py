"""Kept sums and raw rows tell the same: a figure does not change when the sums come to be there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import rebuild_all
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import tell
from samdrift.partnership.insight.registry import Asked, figure
from tests.world import NOON, World

LATER = NOON + timedelta(days=20)
CODES = (
    "requests.reported", "requests.satisfaction", "requests.reopened", "promises.kept", "work.done", "work.delivered",
    "work.minutes", "planned.delivered", "planned.done", "statutory.done",
)  # fmt: skip


def told(scope: Any, asked: Asked) -> dict[tuple[str, str], Any]:
    return {
        (code, by): [(one.key, one.value, one.numerator, one.denominator) for one in tell(scope, code, asked, by)]
        for code in CODES for by in sorted(figure(code).by)
    }  # fmt: skip


@pytest.mark.parametrize("days", [0, 1, 20])
def test_sums_tell_what_rows_told(world: World, report: Reporter, year: Asked, days: int):
    for number, site in enumerate([world.site, world.other_site, world.site] * 4):
        report(site_id=site.pk, space_id=None, received_at=NOON - timedelta(days=10 * number, hours=number))
    with everywhere(reason="a test keeps some promises, and restricts a request"):
        kept = list(Promise.objects.order_by("pk")[:3])
        Promise.objects.filter(pk__in=[one.pk for one in kept]).update(state="met")
        for number, row in enumerate(ServiceRequest.objects.order_by("pk")):
            ServiceRequest.objects.filter(pk=row.pk).update(
                resolved_at=NOON + timedelta(hours=1), closed_at=NOON + timedelta(hours=2), reopened=number % 2,
                rating=(4, None, 2)[number % 3],
            )  # fmt: skip
        hidden = ServiceRequest.objects.order_by("-pk")[0]
        ServiceRequest.objects.filter(pk=hidden.pk).update(data_class="D8")
        Promise.objects.filter(subject_uid=hidden.uid).update(data_class="D8")
    asked = replace(year, at=NOON + timedelta(days=days))
    scope = world.dan.scope
    before = told(scope, asked)
    for code in ("promises.kept", "requests.satisfaction", "requests.reopened"):
        assert any(value for _key, value, *_rest in before[code, "unit"]), code
    rebuild_all(LATER)
    assert told(scope, asked) == before
    narrowed = replace(asked, unit_ids=frozenset({world.south.pk}))
    assert [one.key for one in tell(scope, "requests.reported", narrowed, "site")] == [world.other_site.pk]


def test_visits_are_told_from_sums_alone(world: World, year: Asked):
    assert tell(world.dan.scope, "rounds.delivered", year) == []
    rebuild_all(LATER)
    (cell,) = tell(world.dan.scope, "rounds.delivered", year)
    assert (cell.value, cell.rows) == (None, 0)
