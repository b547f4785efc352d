"""Regulations: proposed by one party, accepted by the other, provisional while an index is late, and trued up."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.kernel.fees import VolumeStep
from samdrift.kernel.indexation import Part, Rule, Value
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import IndexRule, IndexRun, PriceItem, TermsProposal
from samdrift.registers.contracts.queries.indices import index_runs
from samdrift.registers.contracts.queries.trueups import effect_of
from samdrift.registers.parties.models import Member, Organisation
from tests.world import START, World, words

D = Decimal
NOV, DEC, JAN, MAR = date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 3, 1)
EARLY = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATE = datetime(2026, 2, 20, 9, tzinfo=UTC)
ITEM = "CLN-PUB"


def published(world: World, month: date, value: str, on: date, **more: Any) -> None:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    contracts.publish_value(world.dan.scope, "NPI", Value(month, D(value), on, **more), now=at)


@pytest.fixture
def indexed(world: World) -> World:
    """18,400 m² at 215.00, regulated by the net price index of the month before; base December 2022 = 116.0."""
    dan, pk = world.dan.scope, world.contract.pk
    rule = Rule("NPI", (Part("NPI", D(1), D("116.0"), date(2022, 12, 1)),))
    contracts.record_series(dan, code="NPI", name=words("Net price index"), source="A statistics office")
    contracts.write_index_rule(dan, pk, contracts.IndexRuleDraft(rule=rule, valid_from=START, clause="9.2"), now=EARLY)
    drafts = [
        contracts.PriceDraft(
            code=code, line="CLN", name=words(code), unit="m2_year", price=D("215.00"), valid_from=START, index_rule=by
        )
        for code, by in ((ITEM, "NPI"), ("FIXED", ""))
    ]  # fmt: skip
    contracts.write_prices(dan, pk, drafts, now=EARLY)
    step = VolumeStep(ITEM, world.north.pk, world.site.pk, "", D(18_400), START, EARLY)
    contracts.add_steps(dan, pk, [step], now=EARLY)
    published(world, NOV, "117.2", date(2025, 12, 10))
    return world


def propose(world: World, now: datetime = EARLY, applies: date = JAN, **more: Any) -> TermsProposal:
    days = {"effective_from": JAN, "applies_from": applies, "cut_off": now.date()} | more
    return contracts.propose_index(world.bo.scope, world.contract.uid, "NPI", now=now, **days)


def accept(world: World, proposal: TermsProposal, now: datetime) -> None:
    contracts.accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=now)


def test_a_regulation_holds_once_the_other_party_has_accepted(indexed: World) -> None:
    pk, proposal = indexed.contract.pk, propose(indexed)
    assert contracts.price_book(pk, JAN)[ITEM].price == 215
    with pytest.raises(NotAllowed):
        contracts.accept_terms(indexed.bo.scope, proposal.uid, expected_version=None, now=EARLY)
    with pytest.raises(Refused, match="already"):
        propose(indexed)
    accept(indexed, proposal, EARLY)
    book = contracts.price_book(pk, JAN)
    assert (book[ITEM].price, book[ITEM].base_price, book[ITEM].factor) == (D("217.21"), 215, D("1.0103"))
    assert book["FIXED"].price == 215
    assert contracts.price_book(pk, date(2025, 12, 31))[ITEM].price == 215


def test_t_idx_08_and_07_an_index_that_is_late_makes_it_provisional_and_is_trued_up_later(indexed: World) -> None:
    pk = indexed.contract.pk
    accept(indexed, propose(indexed), EARLY)
    assert index_runs(pk)[0].provisional  # December was wanted, November is what there was
    billed = [contracts.fees_of_month(pk, month) for month in (JAN, date(2026, 2, 1))]
    published(indexed, DEC, "117.7", date(2026, 1, 12))
    accept(indexed, propose(indexed, LATE, MAR), LATE)
    assert (index_runs(pk)[1].provisional, index_runs(pk)[1].factor) == (False, D("1.0147"))
    assert [contracts.fees_of_month(pk, month) for month in (JAN, date(2026, 2, 1))] == billed  # nothing settled moves
    assert contracts.price_book(pk, MAR)[ITEM].price == D("218.16")
    (charge,) = contracts.charges_of_month(pk, MAR)
    assert charge.amount_minor == round((D("218.16") - D("217.21")) * 18_400 * 2 / 12 * 100) == 2_913_33
    assert (charge.kind, charge.line, charge.unit_id, charge.site_id) == (
        "index", "CLN", indexed.north.pk, indexed.site.pk,
    )  # fmt: skip
    assert charge.reference == str(index_runs(pk)[1].uid)
    assert charge.evidence == (charge.reference,)  # without any, the invoice would be stopped
    assert contracts.charges_of_month(pk, MAR, LATE - timedelta(days=1)) == []  # nobody had agreed yet
    assert contracts.charges_of_month(pk, JAN) == []


def test_what_is_trued_up_is_what_was_known_when_it_was_agreed(indexed: World) -> None:
    pk = indexed.contract.pk
    published(indexed, DEC, "117.7", date(2026, 1, 12))
    accept(indexed, propose(indexed, LATE, MAR), LATE)
    before = contracts.charges_of_month(pk, MAR)
    later = VolumeStep(ITEM, indexed.north.pk, indexed.site.pk, "", D(-900), JAN, LATE)
    contracts.add_steps(indexed.dan.scope, pk, [later], now=datetime(2026, 4, 1, tzinfo=UTC))
    assert contracts.charges_of_month(pk, MAR) == before


def test_settled_months_are_never_regulated_but_trued_up(indexed: World) -> None:
    february = datetime(2026, 2, 3, 12, tzinfo=UTC)
    frozen = proposals.propose_freeze(indexed.bo.scope, indexed.contract.uid, JAN, now=february)
    accept(indexed, frozen, february)
    with pytest.raises(Refused, match="January 2026 is frozen"):
        propose(indexed, february)
    proposal = propose(indexed, february, date(2026, 2, 1))
    accept(indexed, proposal, february)
    (charge,) = contracts.charges_of_month(indexed.contract.pk, date(2026, 2, 1))
    assert charge.amount_minor == 3_388_67  # 2.21 × 18,400 / 12


def test_what_is_accepted_is_what_was_seen(indexed: World) -> None:
    proposal = propose(indexed, LATE, MAR)
    published(indexed, DEC, "117.7", date(2026, 1, 12))
    with pytest.raises(Refused, match="Propose it again"):
        accept(indexed, proposal, LATE)


def test_an_effect_is_shown_before_anybody_agrees(indexed: World) -> None:
    effect = effect_of(indexed.contract.pk, "NPI", D("1.0103"), JAN, MAR)
    (item,) = effect.items
    assert (item.before, item.after) == (215, D("217.21"))
    assert (effect.year_before, effect.year_after) == ({"CLN": 3_956_000_00}, {"CLN": 3_996_664_00})
    assert effect.true_ups == ((indexed.north.pk, indexed.site.pk, "CLN", 6_777_33),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"effective_from": date(2026, 1, 2)}, {"applies_from": date(2025, 12, 1)}, {"cut_off": date(2026, 1, 6)},
        {"effective_from": date(2024, 1, 1)}, {"cut_off": date(2025, 12, 9)},
    ],
)  # fmt: skip
def test_days_that_do_not_fit_are_refused(indexed: World, wrong: dict[str, date]) -> None:
    with pytest.raises(Invalid):
        propose(indexed, **wrong)
    with pytest.raises(Invalid):
        contracts.propose_index(
            indexed.bo.scope, indexed.contract.uid, "NONE", effective_from=JAN, applies_from=JAN,
            cut_off=EARLY.date(), now=EARLY,
        )  # fmt: skip


def test_values_are_entered_by_those_who_agree_terms_and_fit_a_month(indexed: World) -> None:
    with pytest.raises(NotAllowed):
        contracts.publish_value(
            indexed.someone("SD-AG").scope, "NPI", Value(DEC, D(1), EARLY.date()), now=EARLY
        )  # fmt: skip
    for series, value in (
        ("NONE", Value(DEC, D(1), EARLY.date())), ("NPI", Value(DEC, D(0), EARLY.date())),
        ("NPI", Value(DEC, D(1), date(2026, 1, 6))), ("NPI", Value(date(2025, 12, 2), D(1), EARLY.date())),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            contracts.publish_value(indexed.dan.scope, series, value, now=EARLY)


def test_who_is_limited_to_units_reads_how_own_contracts_are_regulated_and_no_others(indexed: World) -> None:
    """Under a framework each body has a contract of its own, and the next body's prices are no business of theirs."""
    accept(indexed, propose(indexed), EARLY)
    reach: dict[str, Any] = {"unit": indexed.north, "reach_kind": "unit", "reach_to": [indexed.north.pk]}
    own, other = indexed.someone("LOC-FM", **reach), indexed.someone("LOC-FM", **reach)
    body = Organisation.objects.create(code="OTHER", name=words("Another body"), kind="joiner", country="DK")
    Member.objects.create(community=indexed.community, organisation=body, side="customer")
    other.employment.organisation = body
    other.employment.save(update_fields=["organisation"])
    for rows in (IndexRule.objects, IndexRun.objects, PriceItem.objects):
        assert rows.within(own.scope).exists()
        assert not rows.within(other.scope).exists()
