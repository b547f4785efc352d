"""Invented days for the tests of rules: small ones by hand, and any by chance."""

from typing import Any

from hypothesis import strategies as st

from samdrift.operations.dispatch.rules.travel import tables
from samdrift.operations.dispatch.rules.values import Day, Rest, Stop, Worker

HOUR = 3600
# A depot and four places in and around a town: about 4, 8, 12 and 40 km from it on the road.
PLACES = ((55.70, 12.50), (55.73, 12.50), (55.70, 12.60), (55.78, 12.45), (55.90, 12.20))
SKILLS = ("lift", "gas")


def day_of(stops: list[Stop], workers: list[Worker]) -> Day:
    seconds, metres = tables(PLACES, {})
    return Day(tuple(stops), tuple(workers), seconds, metres)


def worker(key: int = 1, **more: Any) -> Worker:
    given: dict[str, Any] = {"shift_from": 8 * HOUR, "shift_to": 16 * HOUR, "start": 0, "end": 0, **more}
    return Worker(key, **given)


def stop(key: int, place: int = 1, **more: Any) -> Stop:
    given: dict[str, Any] = {"service": HOUR, "earliest": 8 * HOUR, "latest": 15 * HOUR, **more}
    return Stop(key, place, **given)


@st.composite
def stops(draw: Any, key: int) -> Stop:
    earliest = draw(st.integers(6, 15)) * HOUR
    return Stop(
        key, draw(st.integers(0, 4)), draw(st.integers(1, 8)) * 900, earliest,
        earliest + draw(st.integers(0, 6)) * HOUR, frozenset(draw(st.sets(st.sampled_from(SKILLS), max_size=1))),
        draw(st.integers(0, 5)) == 0, draw(st.sampled_from([None, None, 1])), draw(st.sampled_from([10**5, 10**7])),
    )  # fmt: skip


@st.composite
def workers(draw: Any, key: int) -> Worker:
    begins = draw(st.integers(6, 10)) * HOUR
    rest = draw(st.sampled_from([None, Rest(1800, 11 * HOUR, 13 * HOUR), Rest(2700, 12 * HOUR, 12 * HOUR)]))
    return Worker(
        key, begins, begins + draw(st.integers(5, 9)) * HOUR, draw(st.integers(0, 1)), draw(st.integers(0, 1)),
        frozenset(draw(st.sets(st.sampled_from(SKILLS)))), draw(st.booleans()),
        draw(st.sampled_from([None, frozenset({1}), frozenset()])), rest,
    )  # fmt: skip


@st.composite
def days(draw: Any) -> Day:
    made = [draw(stops(key)) for key in range(draw(st.integers(0, 9)))]
    return day_of(made, [draw(workers(key)) for key in range(1, draw(st.integers(1, 3)) + 1)])
