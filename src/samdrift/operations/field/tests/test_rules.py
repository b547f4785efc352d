"""What becomes of a queued piece, and marks that tell a right tag from a wrong one without telling the code."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.field import rules
from tests.world import NOON


@given(kind=st.sampled_from(rules.KINDS))
def test_an_order_still_theirs_is_worked_on_as_on_the_page(kind: str) -> None:
    assert rules.becomes(kind, "") == "do"


@given(kind=st.sampled_from(rules.KINDS))
def test_work_done_is_never_dropped_and_a_mere_intention_is(kind: str) -> None:
    assert rules.becomes(kind, "done_after_cancelling") == ("keep" if kind in rules.WORKED else "drop")


@given(seconds=st.integers(-86_400, 86_400))
def test_the_drift_is_how_far_the_phone_is_ahead(seconds: int) -> None:
    assert rules.drift_seconds(NOON + timedelta(seconds=seconds), NOON) == seconds


@given(code=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=11, max_size=11), about=st.uuids())
def test_a_mark_is_twelve_bits_and_salted_with_the_order(code: str, about: object) -> None:
    mark = rules.mark_of(code, str(about))
    assert len(mark) == rules.MARK_DIGITS
    assert code not in mark
    assert rules.marks_of([code], str(about)) == [mark]


def test_other_orders_have_other_marks_of_the_same_code() -> None:
    marks = {rules.mark_of("7K3M9PQRS2N", f"order {number}") for number in range(200)}
    assert len(marks) > 150
