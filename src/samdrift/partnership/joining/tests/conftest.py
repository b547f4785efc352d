"""A county's framework in the small world: two joiners, people of each side, tiers, a price list, a shared cost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import agreeing, frameworks, moving, timing, wishing
from samdrift.partnership.joining.commands.agreeing import TermsDraft
from samdrift.partnership.joining.commands.wishing import CallOffDraft
from samdrift.partnership.joining.models import Accession, FrameworkTerms
from samdrift.registers.parties.models import Member, Organisation, Person, Unit
from tests.world import NOON, START, Actor, World, words

TIERS = {"tiers": [["0", "1"], ["600000", "0.95"], ["1000000", "0.9"]]}
ITEMS = {
    "items": [
        {"code": "MNT-VIS", "line": "MNT", "name": words("Visits"), "unit": "visit", "price": "500.00"},
        {"code": "PAY-SLP", "line": "PAY", "name": words("Payslips"), "unit": "payslip", "price": "4.00"},
    ]
}
DESK = {"name": words("Framework office"), "key": "population", "year_minor": 1_200_000_00}


@dataclass
class Joiner:
    """A body that may join, with somebody who speaks for it."""

    organisation: Organisation
    unit: Unit
    contact: Actor


class Shared:
    """The framework, its two joiners, and who speaks for owner and provider."""

    def __init__(self, world: World, code: str = "FW") -> None:
        self.world = world
        self.owner, self.provider = world.dan, world.bo
        draft = frameworks.FrameworkDraft(
            code=code, name=words("Shared services"), contract_id=world.contract.pk,
            period=(START, date(2029, 12, 31)), ceiling_minor=10_000_000_00,
        )  # fmt: skip
        self.row = frameworks.record_framework(self.owner.scope, draft, now=NOON)
        self.east, self.west = self.joiner("EAST", 1_100), self.joiner("WEST", 950)
        self.body(world.authority, 2_600)

    def joiner(self, code: str, population: int) -> Joiner:
        world = self.world
        organisation = Organisation.objects.create(code=code, name=words(code.title()), kind="joiner", country="DK")
        Member.objects.create(community=world.community, organisation=organisation, side="customer")
        unit = Unit.objects.create(
            community=world.community, organisation=organisation, code=code, name=words(code.title()), kind="authority",
            path="",
        )  # fmt: skip
        unit.path = f"/{unit.pk}/"
        unit.save(update_fields=["path"])
        self.body(unit, population)
        return Joiner(organisation, unit, self.somebody(organisation, unit, f"Joan {code.title()}"))

    def somebody(self, organisation: Organisation, unit: Unit, name: str, role: str = "JOIN") -> Actor:
        """Somebody at work for a joiner, whose role reaches its own unit and no further."""
        actor = self.world.someone(role, unit=unit, name=name, reach_kind="unit", reach_to=[unit.pk])
        actor.employment.organisation = organisation
        actor.employment.save(update_fields=["organisation"])
        Person.objects.filter(pk=actor.person.pk).update(grants_version=actor.person.grants_version + 1)
        return actor

    def body(self, unit: Unit, population: int) -> None:
        frameworks.name_body(self.owner.scope, self.row.uid, unit_id=unit.pk, keys={"population": population}, now=NOON)

    def agreed(self, kind: str, content: Any, *, valid_from: date = START, code: str = "", now: datetime = NOON) -> Any:
        """Terms the provider proposed and the owner accepted."""
        draft = TermsDraft(kind=kind, content=content, valid_from=valid_from, code=code)
        made = agreeing.propose_terms(self.provider.scope, self.row.uid, draft, now=now)
        return agreeing.answer_terms(self.owner.scope, made.uid, accepts=True, expected_version=1, now=now)

    def wants(self, joiner: Joiner, many: Any = 1000, *, item: str = "MNT-VIS", **changes: Any) -> Accession:
        """Interest in so many of an item a year from 17 May."""
        values: dict[str, Any] = {"wishes": [rules.Wish(item, Decimal(many))], "starts_on": date(2025, 5, 17)}
        draft = CallOffDraft(**{**values, **changes})
        return wishing.show_interest(joiner.contact.scope, self.row.uid, draft, now=NOON)

    def move(self, actor: Actor, row: Accession, move: str, *, now: datetime = NOON, **more: Any) -> Accession:
        version = Accession.objects.within(self.owner.scope).get(pk=row.pk).version
        return moving.move_call_off(
            actor.scope, row.uid, move, reason="As agreed", expected_version=version, now=now, **more
        )

    def brought(self, joiner: Joiner, row: Accession, to: str, *, now: datetime = NOON) -> Accession:
        """A call-off moved by all who must until it is in a state, or has passed its gates and waits for its day."""
        speaks = {rules.JOINER: joiner.contact, rules.OWNER: self.owner, rules.PROVIDER: self.provider}
        while row.state != to:
            name, step = next((n, m) for n, m in rules.moves_from(row.state).items() if n != "stop")
            if name == "decide":
                wishing.write_case(
                    joiner.contact.scope, row.uid, baseline_minor=600_000_00, transition_minor=0, note="", now=now
                )
            for side in step.sides:
                row = self.move(speaks[side], row, name, now=now)
            if row.live_from is not None and row.state == rules.MOBILISING:
                break
        return row

    def nights(self, first: datetime, many: int) -> int:
        """So many nights pass; how much was done in them."""
        return sum(timing.let_time_act(self.row.pk, now=first + timedelta(days=day)) for day in range(many))

    def terms(self) -> list[FrameworkTerms]:
        return list(FrameworkTerms.objects.within(self.owner.scope).order_by("number"))

    def again(self, row: Accession) -> Accession:
        return Accession.objects.within(self.owner.scope).get(pk=row.pk)


@pytest.fixture
def shared(world: World) -> Shared:
    """The framework before anything is agreed on in it."""
    return Shared(world)


@pytest.fixture
def offered(shared: Shared) -> Shared:
    """The framework with tiers, prices and a shared cost."""
    shared.agreed("tiers", TIERS)
    shared.agreed("prices", ITEMS)
    shared.agreed("cost", DESK, code="OFFICE")
    return shared
