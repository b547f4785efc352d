"""Getting ready: the first local administrator is invited by a link, and tags wait for the joiner's places."""

import pytest
from django.test import Client

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import readying
from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.tests.conftest import Shared
from samdrift.registers.parties.models import RoleAssignment
from samdrift.registers.tags.models import PrintBatch
from tests.world import NOON

WHO = {"email": "Ida@east.example", "given_name": "Ida", "family_name": "East", "language": "da"}


@pytest.fixture
def signed(offered: Shared) -> Accession:
    return offered.brought(offered.east, offered.wants(offered.east), rules.SIGNED)


def test_the_first_administrator_is_invited_for_the_joiners_units_alone(offered: Shared, signed: Accession) -> None:
    scope = offered.east.contact.scope
    made = readying.invite_administrator(scope, signed.uid, **WHO, now=NOON)
    assert (made.person.email, made.person.state, made.person.has_usable_password()) == (
        "ida@east.example", "invited", False,
    )  # fmt: skip
    with everywhere(reason="test"):
        role = RoleAssignment.objects.get(employment=made)
        assert EventRecord.objects.filter(kind="parties.person_invited").exists()  # the doors send the letter
    assert (role.role, role.reach_kind, role.reach_to, role.state) == (
        "UNIT-ADM", "unit", [offered.east.unit.pk], "granted",
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        readying.invite_administrator(scope, signed.uid, **{**WHO, "email": "two@east.example"}, now=NOON)


def test_only_the_joiner_invites_and_only_once_all_have_signed(offered: Shared, signed: Accession) -> None:
    with pytest.raises(NotAllowed):
        readying.invite_administrator(offered.provider.scope, signed.uid, **WHO, now=NOON)
    with pytest.raises(Accession.DoesNotExist):
        readying.invite_administrator(offered.west.contact.scope, signed.uid, **WHO, now=NOON)
    with pytest.raises(Invalid):
        readying.invite_administrator(offered.east.contact.scope, signed.uid, **{**WHO, "email": "Ida"}, now=NOON)
    early = offered.wants(offered.west)
    with pytest.raises(Refused, match="sign"):
        readying.invite_administrator(offered.west.contact.scope, early.uid, **WHO, now=NOON)


def test_nobody_makes_themselves_administrator(offered: Shared, signed: Accession) -> None:
    own = {**WHO, "email": offered.east.contact.person.email}
    with pytest.raises(Refused):
        readying.invite_administrator(offered.east.contact.scope, signed.uid, **own, now=NOON)


def test_tags_are_made_for_the_call_off_and_printed_by_who_may(
    offered: Shared, signed: Accession, client: Client
) -> None:
    client.force_login(offered.east.contact.person)
    page = f"/call-offs/{signed.uid}/"
    assert "Invite your first local administrator" in client.get(page).content.decode()
    client.post(f"{page}tags/", {"blank": "40"})
    shown = client.get(page).content.decode()
    with everywhere(reason="test"):
        batch = PrintBatch.objects.get(note=signed.number)
    assert (batch.size, batch.code in shown) == (40, True)
    with pytest.raises(Invalid):
        readying.reserve_tags(offered.provider.scope, signed.uid, blank=5_001, base_url="https://x.example", now=NOON)
    with pytest.raises(Refused, match="blank"):
        readying.reserve_tags(offered.provider.scope, signed.uid, blank=0, base_url="https://x.example", now=NOON)
    client.post(f"{page}administrator/", WHO)
    assert "A local administrator is named" in client.get(page).content.decode()
