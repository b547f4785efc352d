"""Lines priced as they are written: by the rates of the day, the rule told, taken back at what they came to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.operations.work import queries
from samdrift.operations.work.commands import doing, planning, spending, timing
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.commands.spending import Spent
from samdrift.operations.work.models import LinePrice, WorkLine, WorkOrder
from samdrift.operations.work.queries import prices
from samdrift.registers.contracts import public as contracts
from tests.world import NOON, Actor, World

RATES = """included | MNT | inspection | | | 1.1
hour | | | within | 485 | 5.2
hour | | | outside | 727.50 | 5.3
travel | | | | 3.79 | 5.5
material | | | | 12 % | 5.6
hired | | | | 8 % | 5.7"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def tech(world: World) -> Actor:
    return world.join_team(world.someone("SVC-E", name="Tea"))


def agree(world: World, text: str = RATES, days: int = 0) -> None:
    day = NOON.date() + timedelta(days=days)
    made = contracts.propose_rates(world.bo.scope, world.contract.uid, text, valid_from=day, now=NOON)
    contracts.accept_terms(world.dan.scope, made.uid, expected_version=None, now=NOON)


def at_work(world: World, tech: Actor, kind: str = "planned") -> WorkOrder:
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Oil it", site_id=world.site.pk, team_id=world.team.pk,
        kind=kind,
    )  # fmt: skip
    order = planning.plan_order(world.asta.scope, wanted, now=NOON)
    return doing.start_order(tech.scope, order.uid, expected_version=None, moment=Moment(NOON))


def write(tech: Actor, order: WorkOrder, *args: Any, now: datetime = NOON, **more: Any) -> int | None:
    line = spending.write_line(tech.scope, order.uid, Spent(*args, **more), now=now)
    return amount(line)


def amount(line: WorkLine) -> int | None:
    with everywhere(reason="a test reads the price"):
        found = LinePrice.objects.filter(work_line=line).first()
    return found.amount_minor if found else None


def shown(actor: Actor, order: WorkOrder) -> list[prices.PricedLine]:
    found = prices.priced_lines(actor.scope, order, queries.lines_of(actor.scope, order))
    assert found is not None
    return found


def test_each_kind_of_line_is_priced_by_its_rate(world: World, tech: Actor) -> None:
    agree(world)
    order = at_work(world, tech)
    assert write(tech, order, "time", 90) == 72_750
    assert write(tech, order, "time", 60, outside=True) == 72_750
    assert write(tech, order, "travel", quantity=Decimal("17.5")) == 6_633
    assert write(tech, order, "material", quantity=Decimal(2), text="Oil", cost_minor=20_000) == 22_400
    hired = timing.write_hired(world.asta.scope, order.uid, "Lynx El, two hours", 100_000, now=NOON)
    assert amount(hired) == 108_000
    found = shown(world.asta, order)
    assert prices.total_of(found) == 72_750 * 2 + 6_633 + 22_400 + 108_000
    assert found[0].why == "485 DKK an hour (5.2)."
    assert "outside working hours" in found[1].why


def test_without_a_rate_there_is_no_price_and_the_page_says_why(world: World, tech: Actor) -> None:
    order = at_work(world, tech)
    assert write(tech, order, "time", 90) is None
    assert "no rate" in shown(world.asta, order)[0].why
    agree(world)
    assert write(tech, order, "material", quantity=Decimal(2), text="Oil") is None
    assert "not written" in shown(world.asta, order)[1].why


def test_included_work_comes_to_nothing_and_says_so(world: World, tech: Actor) -> None:
    agree(world)
    order = at_work(world, tech, kind="inspection")
    assert write(tech, order, "time", 90) == 0
    assert shown(world.asta, order)[0].why == "Included in the contract (1.1)."


def test_a_new_price_list_changes_nothing_that_was_written(world: World, tech: Actor) -> None:
    agree(world)
    order = at_work(world, tech)
    line = spending.write_line(tech.scope, order.uid, Spent("time", 60), now=NOON)
    agree(world, "hour | | | | 600 | 9", days=2)
    assert write(tech, order, "time", 60, now=NOON + timedelta(days=2)) == 60_000
    back = spending.take_back_line(tech.scope, line.uid, now=NOON + timedelta(days=2))
    assert (amount(line), amount(back)) == (48_500, -48_500)


def test_the_timer_writes_working_hours_apart_from_the_rest(world: World, tech: Actor) -> None:
    agree(world)
    order = at_work(world, tech)
    begun = datetime(2025, 5, 5, 13, tzinfo=UTC)  # 15:00 in Copenhagen; the office closes at 16:00
    timing.start_timer(tech.scope, order.uid, now=begun)
    timing.start_timer(tech.scope, order.uid, now=begun + timedelta(minutes=5))  # pressed twice, it runs on
    lines = timing.stop_timer(tech.scope, order.uid, now=begun + timedelta(minutes=90))
    assert [(line.minutes, line.outside) for line in lines] == [(60, False), (30, True)]
    assert [amount(line) for line in lines] == [48_500, 36_375]
    with pytest.raises(Refused):
        timing.stop_timer(tech.scope, order.uid, now=begun)


def test_a_person_s_time_runs_on_one_order(world: World, tech: Actor) -> None:
    first, second = at_work(world, tech), at_work(world, tech)
    timing.start_timer(tech.scope, first.uid, now=NOON)
    with pytest.raises(Refused):
        timing.start_timer(tech.scope, second.uid, now=NOON)
    with pytest.raises(NotAllowed):
        timing.start_timer(world.bo.scope, second.uid, now=NOON)


def test_only_whoever_answers_for_costs_writes_a_subcontractor_s(world: World, tech: Actor) -> None:
    order, uid = at_work(world, tech), uuid4()
    with pytest.raises(NotAllowed):
        timing.write_hired(tech.scope, order.uid, "Lynx", 100, now=NOON)
    with pytest.raises(Invalid):
        spending.write_line(tech.scope, order.uid, Spent("hired", text="Lynx", cost_minor=100), now=NOON)
    with pytest.raises(Invalid):
        timing.write_hired(world.asta.scope, order.uid, "Lynx", 0, now=NOON)
    made = [
        timing.write_hired(world.asta.scope, order.uid, "Lynx", 100, now=NOON, line_uid=uid).pk for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]


def test_prices_are_shown_to_those_who_may_and_to_nobody_else(world: World, tech: Actor, client: Client) -> None:
    agree(world)
    order = at_work(world, tech)
    write(tech, order, "time", 90)
    page, api = reverse("work:page", args=[order.uid]), f"/api/v1/work-orders/{order.uid}/prices"
    for actor, sees in ((world.asta, True), (world.dan, True), (tech, False)):
        client.force_login(actor.person)
        assert ("727.50" in client.get(page).content.decode()) is sees, actor.person.given_name
        answer = client.get(api)
        assert answer.status_code == (200 if sees else 403)
    assert not LinePrice.objects.within(world.carla.scope).exists()


def test_written_on_the_page_with_the_timer_and_costs(world: World, tech: Actor, client: Client) -> None:
    agree(world)
    order = at_work(world, tech)
    client.force_login(tech.person)

    def send(move: str, **fields: str) -> int:
        return client.post(reverse("work:act", args=[order.uid, move]), fields).status_code

    assert send("run") == 302
    assert "Your time runs" in client.get(reverse("work:page", args=[order.uid])).content.decode()
    assert send("stop") == 302
    assert send("time", minutes="30", outside="1") == 302
    assert send("travel", travel="12,5") == 302
    assert send("travel", travel="far") == 422
    assert send("material", text="Oil", quantity="1", cost="1.250,50") == 302
    assert send("material", text="Oil", quantity="1", cost="much") == 422
    client.force_login(world.asta.person)
    assert send("hired", hired="Lynx El", cost="1000") == 302
    assert send("hired", hired="", cost="1000") == 422
    answer = client.get(f"/api/v1/work-orders/{order.uid}/prices").json()
    assert [one["amount_minor"] for one in answer] == [808, 36_375, 4_738, 140_056, 108_000]
