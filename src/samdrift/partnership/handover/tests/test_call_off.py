"""A joiner that leaves: its own pack, walled off from other joiners, and the clock that waits for the handover."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.commands.confirming import confirm_pack
from samdrift.partnership.handover.commands.making import ask_pack
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.tests.conftest import bytes_of, made, table
from samdrift.partnership.joining import rules as joining_rules
from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.tests.conftest import Shared, offered, shared
from samdrift.registers.contracts.models import Contract
from samdrift.registers.estate.models import Site
from tests.world import NOON, Actor, World, words

__all__ = ["offered", "shared"]

JUNE, LAST = NOON.replace(month=6), NOON.replace(month=9, day=6)


@pytest.fixture
def leaves(offered: Shared, world: World) -> Accession:
    """A call-off that gave notice in June; each joiner has a place, and the owner has its own."""
    for one in (offered.east, offered.west):
        Site.objects.create(
            community=world.community, code=f"{one.organisation.code}-1", name=words(one.organisation.code),
            unit=one.unit, kind="office", timezone="Europe/Copenhagen",
        )  # fmt: skip
    rows = {}
    for joiner in (offered.west, offered.east):
        rows[joiner.organisation.code] = offered.brought(joiner, offered.wants(joiner), joining_rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    return offered.move(offered.east.contact, rows["EAST"], "give_notice", now=JUNE)


def contract_of(row: Accession) -> Contract:
    with everywhere(reason="test"):
        return Contract.objects.get(pk=row.contract_id)


def confirmed(actor: Actor, pack: ExitPack) -> ExitPack:
    with everywhere(reason="test"):
        version = ExitPack.objects.get(pk=pack.pk).version
    return confirm_pack(actor.scope, pack.uid, fingerprint=pack.fingerprint, expected_version=version, now=LAST)


def test_joiner_owner_and_provider_make_it_and_no_other_joiner_sees_it(
    leaves: Accession, offered: Shared, client: Client
) -> None:  # fmt: skip
    contract = contract_of(leaves)
    packs = [
        made(actor, contract, day=JUNE.date(), now=LAST + timedelta(minutes=10 * number))
        for number, actor in enumerate((offered.east.contact, offered.owner, offered.provider))
    ]
    assert len({bytes_of(one) for one in packs}) == 1
    assert [one["code"] for one in table(bytes_of(packs[0]), "sites")] == ["EAST-1"]
    west = offered.west.contact
    with pytest.raises(Contract.DoesNotExist):
        ask_pack(west.scope, contract.uid, day=JUNE.date(), with_staff=False, now=LAST)
    client.force_login(west.person)
    for name, uid in (("list", contract.uid), ("pack", packs[0].uid), ("file", packs[0].uid)):
        assert client.get(reverse(f"handover:{name}", args=[uid])).status_code == 404, name
    # The other joiner's own, and the owner's core contract, are as closed to the one that leaves.
    with pytest.raises(Contract.DoesNotExist):
        ask_pack(offered.east.contact.scope, offered.world.contract.uid, day=JUNE.date(), with_staff=False, now=LAST)


def test_a_call_off_ends_once_joiner_and_provider_confirmed_a_pack_from_after_the_notice(
    leaves: Accession, offered: Shared, client: Client
) -> None:  # fmt: skip
    contract = contract_of(leaves)
    joan, owner, provider = offered.east.contact, offered.owner, offered.provider
    early = made(joan, contract, day=date(2025, 6, 4), now=LAST)
    for actor in (joan, provider):
        early = confirmed(actor, early)
    assert early.state == rules.HANDED
    offered.nights(NOON.replace(month=9, day=8), 1)
    assert offered.again(leaves).state == joining_rules.EXITING
    pack = made(provider, contract, day=date(2025, 9, 5), now=LAST + timedelta(minutes=5))
    with pytest.raises(NotAllowed):  # the owner sees it, and speaks for neither party of this contract
        confirmed(owner, pack)
    for actor in (provider, joan):
        pack = confirmed(actor, pack)
    row = offered.again(leaves)
    assert row.exit_pack == f"Exit pack 2 as of 2025-09-05, fingerprint {pack.fingerprint[:16]}"
    offered.nights(NOON.replace(month=9, day=9), 1)
    assert offered.again(leaves).state == joining_rules.ENDED
    client.force_login(joan.person)
    page = client.get(reverse("joining:call_off", args=[leaves.uid])).content.decode()
    assert pack.fingerprint[:16] in page
    assert reverse("handover:list", args=[contract.uid]) in page
