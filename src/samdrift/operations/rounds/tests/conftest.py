"""A round of three rooms at Station Nord, gone by Clea with Bea as buddy; the clock at a Monday noon."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.field.commands.pieces import Piece
from samdrift.operations.field.commands.taking import Told, take_all
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.models import RoundStop, StopMark
from samdrift.operations.work.public import Moment
from samdrift.registers.estate.models import FloorPlan, Space
from samdrift.registers.parties.models import TeamMember
from tests.world import NOON, Actor, World

MONDAY = NOON.date()
TAG = "7K3M9PQRS2N"
DAILY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands at a Monday noon in May."""
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


def outlined(left: float) -> dict[str, Any]:
    """A room of four by three metres."""
    ring = [[left, 0.0], [left + 4, 0.0], [left + 4, 3.0], [left, 3.0]]
    return {"rings": [{"outer": ring, "holes": []}]}


@dataclass(frozen=True)
class Going:
    """A round with its people and rooms: the washroom, whose tag hangs, an office, a kitchen."""

    world: World
    clea: Actor
    bea: Actor
    leader: Actor
    round: rounds.Round

    def stops(self) -> list[RoundStop]:
        """The rooms in force today, in order."""
        with everywhere(reason="a test looks"):
            return list(
                RoundStop.objects.filter(round=self.round).select_related("space").order_by("from_day", "position")
            )

    def marks(self) -> list[StopMark]:
        """Everything said, in order."""
        with everywhere(reason="a test looks"):
            return list(StopMark.objects.order_by("pk"))

    def of(self, place: int, day: date = MONDAY, code: str = "") -> rounds.OfRoom:
        """The room at a place of the order."""
        return rounds.OfRoom(self.stops()[place].uid, day, code)


def made(world: World) -> Going:
    """The round, made by the operations manager."""
    clea = world.join_team(world.someone("SVC-E", name="Clea"))
    bea = world.join_team(world.someone("SVC-E", name="Bea"))
    leader = world.someone("SVC-L", name="Lea")
    TeamMember.objects.create(community=world.community, team=world.team, employment=leader.employment, leads=True)
    spaces = [world.washroom]
    world.washroom.outline = outlined(0)
    world.washroom.save(update_fields=["outline"])
    for place, (number, use) in enumerate((("0.13", "office"), ("0.14", "kitchen")), 1):
        spaces.append(
            Space.objects.create(
                community=world.community, site=world.site, storey=world.storey, number=number, name=use.title(),
                use=use, outline=outlined(4.0 * place),
            )
        )  # fmt: skip
    FloorPlan.objects.create(community=world.community, site=world.site, storey=world.storey)
    draft = rounds.RoundDraft(
        name="Ground floor, morning", site=world.site.uid, line="MNT", rule=DAILY, first_day=date(2025, 3, 3),
        team=world.team.uid, person=clea.person.uid, buddy=bea.person.uid,
    )  # fmt: skip
    one = rounds.write_round(world.asta.scope, draft, now=NOON)
    stops = [
        rounds.StopDraft(
            space=space.uid, tasks=("bins", "floor"), minutes=5 + place, note="Knock first" if place else ""
        )
        for place, space in enumerate(spaces)
    ]
    rounds.set_stops(world.asta.scope, one.uid, stops, expected_version=None, now=NOON)
    one.refresh_from_db(from_queryset=rounds.Round.objects.within(world.asta.scope))
    return Going(world, clea, bea, leader, one)


@pytest.fixture
def going(world: World) -> Going:
    """The small world with a round in it."""
    return made(world)


@pytest.fixture
def sent(going: Going) -> Callable[..., list[Told]]:
    """Send what Clea's phone queued, three hours late."""

    def send(*pieces: Piece, actor: Actor | None = None, ahead: timedelta = timedelta()) -> list[Told]:
        received = NOON + timedelta(hours=3)
        scope = (actor or going.clea).scope
        return take_all(scope, list(pieces), sent_at=received + ahead, now=lambda: received)

    return send


def piece(what: str, /, *, at: Any = NOON, uid: UUID | None = None, **body: Any) -> Piece:
    """One thing tapped on the phone."""
    return Piece(uid or uuid4(), what, None, at, {name: str(value) for name, value in body.items()})


def at(minutes: int = 0) -> Moment:
    """Some minutes after noon, online."""
    return Moment(NOON + timedelta(minutes=minutes))
