"""Definitions and remedies: proposed by one party, accepted by the other, and never changed for a measured month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.kernel.key_figures import Measure, judge
from samdrift.partnership.performance.commands.defining import (
    RemedyDraft,
    answer_terms,
    check_definition,
    propose_definition,
    propose_remedies,
)
from samdrift.partnership.performance.commands.standard import standard_definitions, standard_remedies
from samdrift.partnership.performance.queries.terms import definitions_in_force, remedies_in_force
from samdrift.partnership.performance.rules.periods import frozen_on, months_from, next_month, provisional_on
from samdrift.partnership.performance.rules.remedies import UnreadableTerms, months_live, terms_from
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from tests.world import NOON, START

JUNE = date(2025, 6, 1)
[K03] = [one for one in standard_definitions(JUNE) if one.code == "K03"]


def test_the_standard_set_weighs_a_hundred_per_cent_and_can_be_counted_by() -> None:
    drafts = standard_definitions(START)
    assert sum(one.weight for one in drafts) == 100
    assert [one.code for one in drafts] == [f"K{number:02}" for number in range(1, 25)]
    for one in drafts:
        check_definition(one)
    assert terms_from(standard_remedies(START).terms).at_risk == Decimal("0.08")


def test_t_fod_01_food_thrown_away_by_guests_of_the_canteen() -> None:
    [k18] = [one for one in standard_definitions(START) if one.code == "K18"]
    first, second, third = k18.edges
    edges = (first, second, third)
    measure = Measure(target=k18.target, lower_is_better=k18.lower_is_better, scale=k18.scale, edges=edges)
    told = judge(measure, 412, 9_240)
    assert told.value is not None
    assert (round(told.value, 1), told.band) == (Decimal("44.6"), "passed")


def test_a_version_holds_from_its_month_once_the_other_party_accepts(measured: Measured) -> None:
    draft = replace(K03, target=Decimal(94))
    made = propose_definition(measured.client.scope, measured.contract.uid, draft, now=NOON, note="As agreed")
    assert made.number == 2
    with pytest.raises(NotAllowed):
        answer_terms(measured.client.scope, made.uid, "accept", expected_version=None, now=NOON)
    with pytest.raises(Refused):
        propose_definition(measured.provider.scope, measured.contract.uid, draft, now=NOON)
    answer_terms(measured.provider.scope, made.uid, "accept", expected_version=None, now=NOON)
    targets = [
        {one.code: one.target for one in definitions_in_force(measured.contract.pk, month)}["K03"]
        for month in (date(2025, 5, 1), JUNE)
    ]
    assert targets == [92, 94]


def test_a_refusal_needs_a_reason_and_the_proposer_takes_back(measured: Measured) -> None:
    made = propose_remedies(measured.provider.scope, measured.contract.uid, standard_remedies(JUNE), now=NOON)
    with pytest.raises(Invalid):
        answer_terms(measured.client.scope, made.uid, "refuse", expected_version=None, now=NOON)
    with pytest.raises(NotAllowed):
        answer_terms(measured.client.scope, made.uid, "withdraw", expected_version=None, now=NOON)
    answer_terms(measured.provider.scope, made.uid, "withdraw", expected_version=None, now=NOON)
    with pytest.raises(Refused):
        answer_terms(measured.client.scope, made.uid, "accept", expected_version=None, now=NOON)
    remedies = remedies_in_force(measured.contract.pk, JUNE)
    assert remedies is not None
    assert remedies.row.number == 1


def test_a_month_that_is_measured_keeps_its_definition(measured: Measured) -> None:
    measured.compute()
    with pytest.raises(Refused):
        propose_definition(measured.client.scope, measured.contract.uid, replace(K03, valid_from=MARCH), now=day(MARCH))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", "guess"), ("valid_from", date(2025, 6, 2)), ("weight", Decimal(101)), ("stretch", Decimal(90)),
        ("edges", ("5", "2", "10")), ("name", {"en": "x"}), ("code", ""), ("target", Decimal(-1)),
    ],
)  # fmt: skip
def test_what_no_month_could_be_counted_by_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        check_definition(replace(K03, **{field: value}))  # type: ignore[arg-type]
    assert field in refused.value.fields


def test_the_desk_is_counted_for_the_whole_contract_only() -> None:
    with pytest.raises(Invalid):
        check_definition(replace(K03, source="desk.level", per="unit"))


@pytest.mark.parametrize(
    "terms",
    [
        {"at_risk": "1.2"}, {"at_risk": 0.08}, {"model": "Z"}, {"points": {"minor": 1}}, {"ratchet": []},
        {"unknown": "1"},
        {"per_lot": {"K06": "5"}}, {"sessions": {"K25": ["0.04", 0]}},
        {"reductions": {"K07": "1.5"}},
        {"sessions": {"K25": "x"}}, {"per_lot": []},
        {"earn_back_months": -1}, {"excess": "x"}, {"at_risk": "NaN"}, {"severity": {"minor": "x"}},
    ],
)  # fmt: skip
def test_remedies_that_are_none_are_refused(terms: dict[str, object]) -> None:
    with pytest.raises(UnreadableTerms):
        terms_from(terms)


def test_only_the_parties_propose(measured: Measured) -> None:
    scope = measured.world.someone("AUD").scope
    with pytest.raises(NotAllowed):
        propose_remedies(scope, measured.contract.uid, RemedyDraft(valid_from=JUNE), now=NOON)


def test_a_unit_is_in_its_second_month_live() -> None:
    kept = {"live_from": {"7": "2025-02-01"}}
    assert [months_live(kept, 7, month) for month in (date(2025, 1, 1), date(2025, 2, 1), MARCH)] == [0, 1, 2]
    assert months_live(kept, 8, MARCH) == months_live({}, None, MARCH) == 0


@given(month=st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(lambda one: one.replace(day=1)))
def test_a_month_is_worked_out_before_it_is_frozen_and_after_it_has_ended(month: date) -> None:
    assert month < next_month(month) < provisional_on(month) < frozen_on(month)
    assert list(months_from(month, next_month(month))) == [month, next_month(month)]
