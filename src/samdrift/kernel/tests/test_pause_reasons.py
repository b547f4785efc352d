"""Which reasons stop a clock, and until when."""

import datetime as dt

import pytest

from samdrift.kernel.pause_reasons import (
    PAUSE_REASONS,
    Circumstances,
    ends_by_itself_at,
    needs_acceptance,
    why_it_runs_on,
)
from samdrift.kernel.tests.calendars import DK_STD, local

NOON = local("2025-05-05 12:00")


def runs_on(code, **around):
    return why_it_runs_on(PAUSE_REASONS[code], Circumstances(**around))


@pytest.mark.parametrize("code", ["workload", "subcontractor", "awaiting_parts"])
def test_the_providers_own_waiting_never_stops_the_clock(code):
    assert runs_on(code, evidence=["order"], until=NOON, made_safe=True, other_party_accepted=True) == "never"


@pytest.mark.parametrize("code", [code for code, reason in PAUSE_REASONS.items() if reason.stops])
def test_no_reason_stops_the_clock_without_its_evidence(code):
    whole = {"until": NOON, "made_safe": True, "other_party_accepted": True}
    assert runs_on(code, evidence=["hearsay"], **whole) == "no_evidence"
    assert runs_on(code, evidence=[PAUSE_REASONS[code].evidence], **whole) is None


def test_no_access_stops_the_clock_up_to_an_agreed_time_only():
    assert runs_on("no_access", evidence=["attempt"]) == "no_agreed_end"


def test_long_lead_parts_stop_the_clock_after_the_place_is_safe():
    assert runs_on("long_lead_parts", evidence=["order"]) == "not_made_safe"


def test_force_majeure_needs_the_other_party():
    assert runs_on("force_majeure", evidence=["notice"]) == "not_accepted"


def test_a_question_without_an_answer_ends_with_the_fifth_working_day():
    assert ends_by_itself_at(PAUSE_REASONS["awaiting_requester"], NOON, DK_STD) == local("2025-05-12 16:00")
    assert PAUSE_REASONS["awaiting_requester"].at_limit == "resolve"


def test_an_agreed_end_comes_before_a_later_limit_and_not_after():
    asked = PAUSE_REASONS["awaiting_requester"]
    assert ends_by_itself_at(asked, NOON, DK_STD, local("2025-05-07 08:00")) == local("2025-05-07 08:00")
    assert ends_by_itself_at(asked, NOON, DK_STD, local("2025-06-07 08:00")) == local("2025-05-12 16:00")
    assert ends_by_itself_at(PAUSE_REASONS["weather"], NOON, DK_STD) is None


def test_a_pause_dated_back_more_than_an_hour_needs_acceptance():
    assert not needs_acceptance(NOON, NOON + dt.timedelta(hours=1))
    assert needs_acceptance(NOON, NOON + dt.timedelta(hours=1, seconds=1))


def test_the_codes_are_the_keys():
    assert all(code == reason.code for code, reason in PAUSE_REASONS.items())
    assert len(PAUSE_REASONS) == 11
