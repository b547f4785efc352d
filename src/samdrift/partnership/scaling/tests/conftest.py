"""What this room's tests share: a district with a price book and volumes, and people who may do each thing."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from samdrift.kernel.fees import VolumeStep
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.commands import Asked
from samdrift.partnership.scaling.rules.levers import Wish
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.public import PriceDraft
from tests.world import NOON, START, words

TODAY = NOON.date()  # 5 May 2025
SETTINGS = {"f5": Decimal(1), "f3": Decimal("0.72"), "q3": Decimal(1), "q4": Decimal("1.12")}


@pytest.fixture
def district(world):
    """The north: 18,400 m² of public areas at 215.00 and 1,000 caretaker hours at one site."""
    return district_of(world)


def district_of(world):
    """The district in a world, with whoever moves its changes."""
    made = {"valid_from": START}
    drafts = [
        PriceDraft(code="CLN-PUB", line="CLN", unit="m2_year", price=Decimal(215), name=words("Public areas"),
                   settings=SETTINGS, **made),
        PriceDraft(code="CLN-OFF", line="CLN", unit="m2_year", price=Decimal(165), name=words("Offices"),
                   settings=SETTINGS, **made),
        PriceDraft(code="CAR-HRS", line="CAR", unit="hour", price=Decimal(430), name=words("Hours"), **made),
    ]  # fmt: skip
    writer = world.someone("CTR-C").scope
    contracts.write_prices(writer, world.contract.pk, drafts, now=NOON - timedelta(days=100))
    order(world, ("CLN-PUB", world.site, "f5 q3", 18_400), ("CAR-HRS", world.site, "", 1_000))
    fm, bud = world.someone("LOC-FM", name="Frida"), world.someone("BUD", name="Berit")
    return SimpleNamespace(
        world=world, unit=world.north, fm=fm, bud=bud, office=world.someone("CTR-C", name="Cecilie"),
        steering=world.someone("STEER-C", name="Stine"), provider=world.someone("CTR-P", name="Per"),
    )  # fmt: skip


def order(world, *volumes, on=START):
    """Let volumes stand from a day on: item, site, setting, quantity."""
    steps = [
        VolumeStep(item, world.north.pk, site.pk if site else None, setting, Decimal(many), on, NOON)
        for item, site, setting, many in volumes
    ]
    now = NOON - timedelta(days=100)
    contracts.add_steps(world.someone("CTR-C").scope, world.contract.pk, steps, now=now)


def wish(district, to=None, *, item="CLN-PUB", setting="f5 q3", to_setting=None, site=None):
    """One volume as it should be."""
    site = site or district.world.site
    return Wish(item, district.unit.pk, site.pk, setting, setting if to_setting is None else to_setting, Decimal(to))


def seen_by(actor, unit, *, now=NOON):
    """What somebody sees of a district: how many changes of each volume there were."""
    return queries.known(actor.scope, queries.district(actor.scope, unit.uid), now.date()).seen


def ask(district, *wishes, actor=None, now=NOON, wanted=None, seen=None, **more):
    """Ask for a change as somebody who has just looked."""
    actor = actor or district.fm
    asked = Asked(
        wishes=wishes, requested_on=wanted or now.date(), reason="Empty floor", **more,
        seen=seen_by(actor, district.unit, now=now) if seen is None else seen,
    )  # fmt: skip
    return commands.submit_change(actor.scope, district.unit.uid, asked, now=now)


def volume(district, day=date(2026, 12, 1), item="CLN-PUB"):
    """What is ordered of an item on a day, by setting."""
    held = contracts.volumes(district.world.contract.pk, day, [district.unit.pk])
    return {key[3]: quantity for key, quantity in held.items() if key[0] == item}
