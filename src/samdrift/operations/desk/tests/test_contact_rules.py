"""What a contact counts as: decided without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.operations.desk.rules import contacts as rules

DK = "Europe/Copenhagen"


def eligible(outcome, **values):
    known = {"direction": "in", "channel": "phone", "continues": False}
    return rules.is_eligible(outcome=outcome, **(known | values))


@pytest.mark.parametrize("outcome", ["wrong_number", "spam", "abandoned", "chaser"])
def test_what_nobody_could_have_resolved_is_not_asked_about(outcome):
    assert eligible(outcome) is False


@pytest.mark.parametrize("outcome", ["resolved", "request_created", "me_too", "transferred", "call_back"])
def test_every_matter_somebody_of_the_desk_heard_is_asked_about(outcome):
    assert eligible(outcome) is True


def test_a_transfer_and_a_call_back_are_asked_about_once():
    assert eligible("transferred") is True
    assert eligible("resolved", continues=True) is False
    assert eligible("resolved", direction="out") is False


def test_nobody_can_settle_at_once_what_the_law_wants_in_steps():
    assert eligible("request_created", by_law=True) is False


def test_a_scan_that_nobody_answered_is_not_asked_about():
    assert eligible("request_created", channel="qr") is False


def test_it_is_not_known_while_the_contact_goes_on():
    assert eligible("") is None


def test_the_seventh_day_at_2359_is_a_repeat_and_the_eighth_is_not():
    # T-CC-05: local days, over the end of summer time in between.
    first = datetime(2025, 10, 22, 8, tzinfo=UTC)
    assert rules.is_repeat(first, datetime(2025, 10, 29, 22, 59, tzinfo=UTC), DK)
    assert not rules.is_repeat(first, datetime(2025, 10, 29, 23, 0, tzinfo=UTC), DK)


def test_nothing_repeats_what_came_later_or_itself():
    moment = datetime(2025, 5, 5, 10, tzinfo=UTC)
    assert not rules.is_repeat(moment, moment, DK)
    assert not rules.is_repeat(moment + timedelta(hours=1), moment, DK)


moments = st.integers(1_704_067_200, 1_798_761_600).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(moments, st.integers(1, 12 * 24 * 60))
def test_the_earliest_repeated_moment_draws_the_same_line_as_the_rule(first, minutes):
    later = first + timedelta(minutes=minutes)
    assert rules.is_repeat(first, later, DK) == (first >= rules.earliest_repeated(later, DK))


@pytest.mark.parametrize(
    ("given_number", "one_form"),
    [
        ("+45 12 34 56 78", "+4512345678"), ("12345678", "+4512345678"), ("0045 12345678", "+4512345678"),
        ("+46 70-123 45 67", "+46701234567"), ("Bo@Example.org ", "bo@example.org"), ("", ""), ("anonymous", ""),
        ("Anonymous <0000>", ""),
    ],
)  # fmt: skip
def test_the_same_caller_has_one_form(given_number, one_form):
    assert rules.handle_of(given_number, DK) == one_form


def test_a_british_number_loses_its_trunk_zero_only_abroad():
    assert rules.handle_of("01992 555 555", "Europe/London") == "+441992555555"
    assert rules.handle_of("070-123 45 67", "Europe/Stockholm") == "+46701234567"


@given(st.text(max_size=40))
def test_whatever_a_telephone_sends_as_a_number_has_a_form(text):
    form = rules.handle_of(text, DK)
    assert len(rules.hint_of(form)) <= 40
    assert rules.handle_of(form, DK) == form or "@" in form


def test_a_caller_of_one_community_is_nobody_in_another():
    here = rules.caller_key("+4512345678", community_id=1, secret="s")
    assert here == rules.caller_key("+4512345678", community_id=1, secret="s")
    assert here != rules.caller_key("+4512345678", community_id=2, secret="s")
    assert here != rules.caller_key("+4512345678", community_id=1, secret="t")
    assert rules.caller_key("", community_id=1, secret="s") == ""


def test_an_agent_reads_the_last_digits_only():
    assert rules.hint_of("+4512345678") == "…678"
    assert rules.hint_of("bodil@example.org") == "b…@example.org"
