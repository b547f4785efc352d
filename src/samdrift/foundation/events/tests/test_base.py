from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.events.base import DuplicateKind, Event, kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingMeasured(Event):
    kind: ClassVar[str] = "things.measured"
    thing_id: UUID
    at: datetime
    day: date | None = None
    size: Decimal = Decimal(0)
    codes: tuple[str, ...] = ()
    others: frozenset[UUID] = frozenset()
    count: int | None = None


@given(
    at=st.datetimes(timezones=st.just(UTC)),
    day=st.none() | st.dates(),
    size=st.decimals(allow_nan=False, allow_infinity=False),
    codes=st.lists(st.text()).map(tuple),
    others=st.frozensets(st.uuids()),
    count=st.none() | st.integers(),
)
def test_an_event_reads_back_as_it_was_written(at, day, size, codes, others, count):
    event = ThingMeasured(thing_id=uuid4(), at=at, day=day, size=size, codes=codes, others=others, count=count)
    assert ThingMeasured.from_payload(event.as_payload()) == event


def test_fields_added_later_take_their_defaults_in_old_events():
    event = ThingMeasured(thing_id=uuid4(), at=datetime(2026, 1, 1, tzinfo=UTC))
    payload = event.as_payload()
    del payload["codes"], payload["count"]
    assert ThingMeasured.from_payload({**payload, "removed_since": 1}) == event


def test_a_kind_used_twice_stops_the_start():
    with pytest.raises(DuplicateKind, match=r"things\.measured"):

        class Impostor(Event):
            kind: ClassVar[str] = "things.measured"

    assert kinds["things.measured"].__qualname__ == "ThingMeasured"


def test_a_kind_without_a_room_is_refused():
    with pytest.raises(ValueError, match="room"):

        class Nameless(Event):
            kind: ClassVar[str] = "Measured"
