"""Prices and volumes that one party proposes and the other accepts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.kernel.fees import VolumeStep
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.commands.volumes import price_as_written, price_from
from samdrift.registers.contracts.models import TermsProposal
from tests.world import NOON, START, World, words

D = Decimal
JULY = date(2025, 7, 1)
DRAFT = contracts.PriceDraft(
    code="WIN", line="WIN", name=words("Window round"), unit="visit", price=D("4500"), valid_from=JULY,
    bands=((D(0), D("4500")), (D(100), D("4200.50"))), settings={"f3": D("0.70")}, fixed_share=D("0.1"), clause="8.4",
)  # fmt: skip


def accept(world: World, proposal: TermsProposal) -> None:
    contracts.accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)


def test_a_draft_is_the_same_after_it_was_written_down() -> None:
    assert price_from(price_as_written(DRAFT)) == DRAFT


def test_a_price_holds_once_the_other_party_has_accepted(world: World) -> None:
    pk = world.contract.pk
    proposal = contracts.propose_price(world.bo.scope, world.contract.uid, DRAFT, now=NOON)
    assert contracts.price_book(pk, JULY) == {}
    with pytest.raises(NotAllowed):
        contracts.accept_terms(world.bo.scope, proposal.uid, expected_version=None, now=NOON)
    accept(world, proposal)
    held = contracts.price_book(pk, JULY)["WIN"]
    assert (held.price, [band.price for band in held.bands], held.fixed_share) == (4500, [4500, D("4200.50")], D("0.1"))
    assert not TermsProposal.objects.within(world.someone("SD-AG").scope).exists()


def test_a_price_that_begins_in_the_past_or_follows_no_rule_is_refused(world: World) -> None:
    for wrong in (
        replace(DRAFT, valid_from=NOON.date() - timedelta(days=1)), replace(DRAFT, index_rule="NPI"),
        replace(DRAFT, unit="box"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            contracts.propose_price(world.bo.scope, world.contract.uid, wrong, now=NOON)
    with pytest.raises(NotAllowed):
        contracts.propose_price(world.asta.scope, world.contract.uid, DRAFT, now=NOON)


def test_terms_begin_by_the_day_where_the_contract_is(world: World) -> None:
    night = datetime(2025, 5, 5, 22, 30, tzinfo=UTC)  # half past midnight in Copenhagen
    with pytest.raises(Invalid):
        contracts.propose_price(
            world.bo.scope, world.contract.uid, replace(DRAFT, valid_from=date(2025, 5, 5)), now=night
        )
    assert contracts.propose_price(
        world.bo.scope, world.contract.uid, replace(DRAFT, valid_from=date(2025, 5, 6)), now=night
    ).pk  # fmt: skip


def test_volumes_measured_anew_are_proposed_and_accepted(world: World) -> None:
    priced = replace(DRAFT, valid_from=START, bands=())
    contracts.write_prices(world.dan.scope, world.contract.pk, [priced], now=NOON)
    step = VolumeStep("WIN", world.north.pk, world.site.pk, "", D(6), START, NOON, "counted")
    proposal, other = (
        contracts.propose_volumes(world.bo.scope, world.contract.uid, [one], now=NOON)
        for one in (step, replace(step, change=D(4)))
    )
    accept(world, proposal)
    assert list(contracts.volumes(world.contract.pk, JULY).values()) == [6]
    (written,) = contracts.volume_steps(world.contract.pk)
    assert (written.reference, written.source) == (str(proposal.uid), "counted")
    with pytest.raises(Stale):  # it was proposed before the first one was known
        accept(world, other)
    with pytest.raises(Refused):
        contracts.propose_volumes(world.bo.scope, world.contract.uid, [replace(step, change=D(-7))], now=NOON)


def test_the_same_form_sent_twice_is_one_proposal(world: World) -> None:
    bo, dan = world.bo.scope, world.dan.scope
    once = contracts.propose_price(bo, world.contract.uid, DRAFT, now=NOON)
    assert contracts.propose_price(bo, world.contract.uid, DRAFT, now=NOON).pk == once.pk
    assert contracts.propose_price(bo, world.contract.uid, replace(DRAFT, price=D("4600")), now=NOON).pk != once.pk
    assert contracts.propose_price(dan, world.contract.uid, DRAFT, now=NOON).pk != once.pk


def test_volumes_of_a_unit_the_contract_does_not_cover_are_refused(world: World) -> None:
    contracts.write_prices(world.dan.scope, world.contract.pk, [replace(DRAFT, valid_from=START)], now=NOON)
    world.contract.unit_ids = [world.south.pk]
    world.contract.save_changes("unit_ids")
    step = VolumeStep("WIN", world.north.pk, None, "", D(6), JULY, NOON, "counted")
    with pytest.raises(Invalid):
        contracts.propose_volumes(world.bo.scope, world.contract.uid, [step], now=NOON)
    ours = replace(step, unit_id=world.south.pk)
    assert contracts.propose_volumes(world.bo.scope, world.contract.uid, [ours], now=NOON).standing == "open"
