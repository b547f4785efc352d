"""A contract in the small world with something of everything to hand over, and packs of it made at once."""

import csv
import io
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from samdrift.foundation import clock
from samdrift.foundation.files.public import files_of_one, open_kept
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.handover.commands.making import KIND, ask_pack, make_pack
from samdrift.partnership.handover.models import ExitPack
from samdrift.registers.contracts.models import Contract
from samdrift.registers.estate.models import Asset, Site
from tests.example_rows import Rows
from tests.priced import price_contract
from tests.world import NOON, Actor, World

DAY = NOON.date()


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock stands at noon of the day of the packs."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def leaving(world: World) -> World:
    """Rows of every room under the contract, restricted ones among them, and people of the provider in a team."""
    rows = Rows(world)
    price_contract(world)
    kept = [rows.request, rows.order, rows.occurrence, rows.invoice, rows.service_credit, rows.change, rows.fact]
    assert all(one.pk for one in kept)
    at: dict[str, Any] = {"community": world.community, "site": world.site}
    Asset.objects.create(**at, number="BOIL-1", name="=cmd()", kind="boiler", installed_on=date(2015, 3, 1),
                         warranty_to=date(2020, 3, 1), condition=4)  # fmt: skip
    Asset.objects.create(**at, number="CELL-9", name="Cell door", kind="door", data_class="D8", zone="secured")
    Site.objects.create(
        community=world.community, code="NPS-X", name={"en": "Covert", "da": "Covert", "sv": "Covert"},
        unit=world.north, kind="station", timezone="Europe/Copenhagen", data_class="D8",
    )  # fmt: skip
    return world


def made(
    actor: Actor, contract: Contract, *, day: date = DAY, with_staff: bool = False, now: datetime = NOON
) -> ExitPack:  # fmt: skip
    """A pack, asked for and made."""
    asked = ask_pack(actor.scope, contract.uid, day=day, with_staff=with_staff, now=now)
    make_pack(asked.uid, now=now + timedelta(minutes=1))
    with everywhere(reason="test"):
        return ExitPack.objects.get(pk=asked.pk)


def bytes_of(pack: ExitPack) -> bytes:
    """The file of a pack."""
    (file,) = files_of_one(Scope(community_id=pack.community_id), KIND, pack.uid)
    with open_kept(pack.community_id, file.sha256) as stream:
        return stream.read()


def table(content: bytes, code: str) -> list[dict[str, str]]:
    """The rows of one table of a pack."""
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return list(csv.DictReader(io.StringIO(pack.read(f"data/{code}.csv").decode())))
