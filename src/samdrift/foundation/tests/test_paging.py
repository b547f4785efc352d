from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid
from samdrift.foundation.paging import cursor_of, page_by_key
from samdrift.registers.parties.models import Unit, UnitPlacement
from tests.world import NOON, World

ORDERS = (("valid_from", "pk"), ("-valid_from", "pk"), ("-recorded_at", "-valid_from", "-pk"), ("unit__code", "pk"))


def rows(world: World) -> Any:
    return UnitPlacement.objects.within(world.dan.scope)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 3), max_size=12), size=st.integers(1, 5), order=st.sampled_from(ORDERS))
def test_pages_one_after_another_are_the_whole_list_once(
    world: World, days: list[int], size: int, order: tuple[str, ...]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        for day in days:
            UnitPlacement.objects.create(
                community=world.community, unit=(world.north, world.south)[day % 2],
                valid_from=date(2025, 1, 1) + timedelta(days=day), recorded_at=NOON + timedelta(hours=day),
            )  # fmt: skip
        whole = [row.pk for row in rows(world).order_by(*order)]
        read, after = [], ""
        while True:
            page = page_by_key(rows(world).select_related("unit"), order=order, after=after, size=size)
            assert len(page.rows) <= size
            read += [row.pk for row in page.rows]
            after = page.next
            if not after:
                break
        assert read == whole
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "cursor", ["x", "!!!", "W10", "WyJ4IiwieSJd", "bnVsbA", "W3sidCI6Im5vdCBhIGRheSJ9LDFd", "A" * 500]
)
def test_a_cursor_from_elsewhere_is_told_so(world: World, cursor: str) -> None:
    with pytest.raises(Invalid):
        page_by_key(rows(world), order=("valid_from", "pk"), after=cursor)


def test_a_cursor_for_another_order_is_told_so(world: World) -> None:
    unit = Unit.objects.within(world.dan.scope).get(code="NORTH")
    with pytest.raises(Invalid):
        page_by_key(rows(world), order=("valid_from", "pk"), after=cursor_of(unit, ("code", "pk", "kind")))


@pytest.mark.parametrize("size", [0, -1, 201])
def test_a_page_holds_between_1_and_200_rows(world: World, size: int) -> None:
    with pytest.raises(Invalid):
        page_by_key(rows(world), order=("pk",), size=size)
