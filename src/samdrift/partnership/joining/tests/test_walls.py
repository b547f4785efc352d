"""Each joiner is walled off: of the others it reads totals, and nothing else, by no door."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining import models, notices, rules
from samdrift.partnership.joining.tests.conftest import Shared
from samdrift.partnership.performance.models import KpiDefinition, KpiPeriod
from samdrift.registers.contracts.models import Contract, PriceItem, SlaPolicy, VolumeStep
from samdrift.registers.contracts.queries.prices import require_prices
from samdrift.registers.parties.commands import assign_role
from samdrift.registers.parties.models import Member, Unit
from tests.world import NOON, START

OWN = (models.EligibleBody, models.Accession, models.AccessionStep, models.BusinessCase, models.CountedVolume,
       models.CostShare)  # fmt: skip


@pytest.fixture
def both(offered: Shared) -> Shared:
    """Both joiners live, with a month counted and its cost divided."""
    for joiner, many in ((offered.east, 500), (offered.west, 37)):
        offered.brought(joiner, offered.wants(joiner, many), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    offered.nights(NOON.replace(month=6, day=1), 1)
    return offered


@pytest.mark.parametrize("model", OWN, ids=lambda one: one.__name__)
def test_a_joiner_reads_its_own_rows_and_no_others(both: Shared, model: Any) -> None:
    def units(actor: Any) -> set[int]:
        column = model.top().replace("unit_id", "unit")
        return set(model.objects.within(actor.scope).values_list(column, flat=True))

    assert units(both.east.contact) == {both.east.unit.pk}
    assert units(both.west.contact) == {both.west.unit.pk}
    if model is not models.BusinessCase:
        assert units(both.owner) >= {both.east.unit.pk, both.west.unit.pk}


def test_what_is_the_frameworks_is_read_by_all_of_it_and_by_nobody_else(both: Shared) -> None:
    for model in (models.Framework, models.FrameworkTerms, models.TierMonth):
        assert model.objects.within(both.east.contact.scope).count() == model.objects.within(both.owner.scope).count()
        assert not model.objects.within(both.world.someone("USR").scope).exists()
        assert not model.objects.within(both.world.there.someone("CTR-C", "JOIN").scope).exists()


def test_no_page_of_one_tells_what_is_the_others(both: Shared, client: Client) -> None:
    client.force_login(both.east.contact.person)
    told = client.get(reverse("joining:framework", args=[both.row.uid])).content.decode()
    assert "East" in told
    for secret in ("West", "FW-02", "Joan West", ">950<", "18,500"):
        assert secret not in told
    with everywhere(reason="a test looks for the other's call-off"):
        west = models.Accession.objects.get(unit=both.west.unit)
    for name in ("call_off", "wishes"):
        assert client.get(reverse(f"joining:{name}", args=[west.uid])).status_code == 404
    for address in (reverse("joining:case", args=[west.uid]), reverse("joining:act", args=[west.uid, "sign"])):
        assert client.post(address, {"version": 1, "reason": "x"}).status_code == 404


def test_the_interface_tells_no_more(both: Shared, client: Client) -> None:
    client.force_login(both.east.contact.person)
    for path in (f"frameworks/{both.row.uid}/call-offs", f"frameworks/{both.row.uid}/shares?month=2025-06-01"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        found = json.loads(answer.content)
        assert len(found) == 1
        assert "FW-02" not in answer.content.decode()
    with everywhere(reason="a test looks for the other's call-off"):
        west = models.Accession.objects.get(unit=both.west.unit)
    assert client.get(f"/api/v1/call-offs/{west.uid}").status_code == 404


def test_a_joiners_people_see_no_contracts_prices_but_their_own(both: Shared) -> None:
    """Somebody of a joiner with a role that reads prices, limited to its unit, reads its own contract's alone."""
    local = both.somebody(both.east.organisation, both.east.unit, "Lone East", role="LOC-FM")
    with everywhere(reason="a test looks for the contracts"):
        east, west = (models.Accession.objects.get(unit=one.unit) for one in (both.east, both.west))
    contracts = set(PriceItem.objects.within(local.scope).values_list("contract", flat=True))
    assert contracts == {east.contract_id}
    assert set(VolumeStep.objects.within(local.scope).values_list("contract", flat=True)) == {east.contract_id}
    require_prices(local.scope, east.contract_id or 0)
    for other in (west.contract_id, both.world.contract.pk):
        with pytest.raises(NotAllowed):
            require_prices(local.scope, other or 0)


def test_a_joiners_people_see_how_no_other_body_measures_and_where_it_stands(both: Shared) -> None:
    """Definitions and states of months are one contract's: whoever is limited to units reads the own employer's."""
    with everywhere(reason="a test writes for each contract a definition and a month"):
        east, west = (models.Accession.objects.get(unit=one.unit).contract_id for one in (both.east, both.west))
        for contract in (east, west, both.world.contract.pk):
            KpiDefinition.objects.create(
                community=both.world.community, contract_id=contract, number=1, valid_from=START, proposed_at=NOON,
                code="K01", target=90, name=dict.fromkeys(("en", "da", "sv"), "On time"),
                counted=dict.fromkeys(("en", "da", "sv"), "On time of all"), source="reading",
            )  # fmt: skip
            KpiPeriod.objects.create(community=both.world.community, contract_id=contract, month=START)
    local = both.somebody(both.east.organisation, both.east.unit, "Lone East", role="LOC-FM")
    district = both.world.someone("LOC-FM", reach_kind="unit", reach_to=[both.world.north.pk])
    whole = both.world.someone("CTR-C")
    for model in (KpiDefinition, KpiPeriod):

        def seen(actor: Any, model: Any = model) -> set[int]:
            return set(model.objects.within(actor.scope).values_list("contract", flat=True))

        assert seen(local) == {east}
        assert seen(district) == {both.world.contract.pk}
        assert seen(whole) == {east, west, both.world.contract.pk}
        assert not seen(both.east.contact)


def test_a_joiners_people_know_of_no_contract_and_no_unit_but_their_own(both: Shared) -> None:
    """Even a role that somebody wrote for the whole community ends at the body its holder works for."""
    wide = both.world.someone("LOC-FM", "CTR-C", unit=both.east.unit)
    wide.employment.organisation = both.east.organisation
    wide.employment.save(update_fields=["organisation"])
    with everywhere(reason="a test looks for the contract"):
        east = models.Accession.objects.get(unit=both.east.unit).contract_id
    for model, column in ((Contract, "pk"), (SlaPolicy, "contract"), (PriceItem, "contract")):
        for permission in ("", "contracts.view") if model is Contract else ("",):
            rows = model.objects.within_permission(wide.scope, permission)
            assert set(rows.values_list(column, flat=True)) == {east}, (model, permission)
    assert {one.code for one in Unit.objects.within(wide.scope)} == {"EAST"}
    assert "WEST" not in Member.objects.within(wide.scope).values_list("organisation__code", flat=True)
    assert Contract.objects.within(both.owner.scope).count() == 3


def test_a_role_of_a_joiners_people_is_given_within_their_body_only(both: Shared) -> None:
    officer = both.world.someone("CTR-C")
    anew = both.somebody(both.east.organisation, both.east.unit, "New East", role="USR")
    with everywhere(reason="a test looks for the contracts"):
        east, west = (models.Accession.objects.get(unit=one.unit).contract_id for one in (both.east, both.west))
    north, site = both.world.north.pk, both.world.site.pk
    for kind, to in (("community", []), ("unit", [north]), ("contract", [west]), ("sites", [site])):
        with pytest.raises(Invalid) as refused:
            assign_role(
                officer.scope, anew.employment.uid, role="LOC-FM", valid_from=START, now=NOON, reach_kind=kind,
                reach_to=to,
            )  # fmt: skip
        assert "own units and contracts" in str(refused.value.fields)
    for kind, to in (("unit", [both.east.unit.pk]), ("contract", [east])):
        made = assign_role(
            officer.scope, anew.employment.uid, role="LOC-FM", valid_from=START, now=NOON, reach_kind=kind, reach_to=to
        )
        assert made.state == "granted"


def test_steps_are_told_to_ones_own_sides_only(both: Shared) -> None:
    with everywhere(reason="a test reads the book"):
        west = models.Accession.objects.get(unit=both.west.unit)
        events = [
            one for one in EventRecord.objects.filter(kind="joining.accession_moved")
            if one.payload["accession_uid"] == str(west.uid)
        ]  # fmt: skip
    told = [found for event in events if (found := notices._step(event)) is not None]
    people = {one.person_id for found in told for one in found.to}
    assert both.west.contact.person.pk in people
    assert both.east.contact.person.pk not in people
