"""The house's clock."""

from datetime import UTC, datetime

from samdrift.foundation import clock

THEN = datetime(2026, 1, 15, 8, tzinfo=UTC)


def test_the_clock_stands_while_the_demonstration_is_loaded_and_runs_on_after_it():
    before = clock.now()
    with clock.standing_at(THEN):
        assert (clock.now(), clock.now()) == (THEN, THEN)
        assert clock.real_now() >= before, "tokens and limits go by real time"
    assert clock.now() >= before
