"""Changes of service in the demonstration: stories 3 and 4 of domain.md §7.6, and what is on its way today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from samdrift.doors.demo import figures, people
from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.doors.demo.prices import rooms_of_items
from samdrift.doors.demo.terms import STARTS
from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel import notice_table
from samdrift.kernel.fees import Key
from samdrift.partnership.scaling import public as scaling
from samdrift.partnership.scaling.public import Wish
from samdrift.registers.parties import public as parties

# The share of a line's price that is work, and what an hour of it costs: assumptions, told as such on the page.
LABOUR = {
    "CLN": ("0.78", "295"), "WIN": ("0.70", "310"), "MNT": ("0.55", "430"), "CAR": ("0.90", "380"),
    "GRD": ("0.60", "360"), "MAI": ("0.65", "320"), "REC": ("0.95", "300"), "MOV": ("0.80", "330"),
}  # fmt: skip
LEFT_M2 = Decimal(4_600)
ASKED_TO_LEAVE = datetime(2025, 6, 20, 9, tzinfo=UTC)
SALAMI = tuple(datetime(2025, month, day, 9, tzinfo=UTC) for month, day in ((1, 10), (3, 10), (5, 12), (7, 10)))
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class District:
    """A district with the people who move its changes."""

    unit: parties.Unit
    asks: parties.Person
    budget: parties.Person


def load_terms(scope: Scope, contract_id: int, *, now: datetime) -> None:
    """Write down notice and thresholds, and what an hour of each line's work costs."""
    labour = {line: (Decimal(share), Decimal(hour)) for line, (share, hour) in LABOUR.items()}
    draft = scaling.TermsDraft(valid_from=STARTS, labour=labour, clause="14.2", rooms=rooms_of_items())
    scaling.write_terms(scope, contract_id, draft, now=now)


def tell_changes(made: Parties, profile: str, *, as_of: datetime) -> Iterator[int]:
    """The year's changes; yields how many there are."""
    home, west, north = (_district(made, code) for code in (HOME, "MV", "NJ"))
    told = 0
    for number, moment in enumerate(SALAMI, start=1):
        if west is not None:
            told += _small_step(made, west, number, moment)
        if number == 3 and home is not None:
            told += _leave_houses(made, home, profile)
        yield told
    if home is not None:
        told += _on_its_way(made, home, as_of)
        yield told
    if north is not None:
        told += _waits_for_provider(made, north, as_of)
        yield told
    _propose_terms(made, as_of)
    _let_time_act(made, as_of)


def _propose_terms(made: Parties, as_of: datetime) -> None:
    """The provider asks for a month more before rosters of cleaners change; the contract manager has not answered."""
    proposed = as_of - timedelta(days=4)
    scope = _as(made.faces["CTR-P"], proposed)
    contract = scaling.district(scope, made.units[HOME].uid).contract
    terms = scaling.terms_on(contract.pk, as_of.date())
    assert terms is not None
    table = notice_table.table_from(terms.table)
    rows = tuple(
        replace(row, notice_months=row.notice_months + 1) if row.code in ("small", "medium") else row
        for row in table.rows
    )
    draft = scaling.TermsDraft(
        valid_from=date(2026, 4, 1), table=replace(table, rows=rows), clause=terms.clause, rooms=terms.rooms,
        labour={line: (Decimal(share), Decimal(hour)) for line, (share, hour) in terms.labour.items()},
    )  # fmt: skip
    with standing_at(proposed):
        scaling.propose_terms(
            scope, contract.uid, draft, now=proposed, note="Vagtplaner lægges for otte uger ad gangen"
        )  # fmt: skip


def _small_step(made: Parties, west: District, number: int, moment: datetime) -> int:
    """Story 4: four per cent less, four times; the step that crosses fifteen meets the highest row."""
    left = 1 - Decimal("0.04") * (number - 1)  # of what there was before the first step
    wished = [
        Wish(*key, key[3], (quantity - quantity / left * Decimal("0.04")).quantize(Decimal("0.01")))
        for key, quantity in _volumes(west, moment, "CLN").items()
    ]
    order = _ask(west, wished, moment, name=f"Lidt mindre rengøring {number}", reason="Budgettet er strammet")
    _decide(made, west, order, moment)
    return 1


def _leave_houses(made: Parties, home: District, profile: str) -> int:
    """Story 3: København leaves houses after a relocation, 4,600 m² in all; part of the fee is paid for a while."""
    volumes = _volumes(home, ASKED_TO_LEAVE, "")
    area: dict[int, Decimal] = {}
    for (item, _unit, site_id, _setting), quantity in volumes.items():
        if site_id is not None and item.startswith("CLN-"):
            area[site_id] = area.get(site_id, NOTHING) + quantity
    left: set[int] = set()
    rest = LEFT_M2 / figures.SCALE[profile]
    for site_id, many in sorted(area.items(), key=lambda one: (-one[1], one[0])):
        if many <= rest and len(left) + 1 < len(area):
            left.add(site_id)
            rest -= many
    wished = [Wish(*key, key[3], NOTHING) for key in volumes if key[2] in left]
    if not left:  # too small a profile to leave a house: a quarter of the cleaned area, which meets the highest row
        cleaned = {key: many for key, many in volumes.items() if key[0].startswith("CLN-")}
        wished = [Wish(*key, key[3], (many * 3 / 4).quantize(Decimal("0.01"))) for key, many in cleaned.items()]
    else:
        wished += _rest_of(volumes, left, rest)
    order = _ask(home, wished, ASKED_TO_LEAVE, name="Fraflytning", reason="Afdelingerne flytter sammen på Polititorvet")
    _decide(made, home, order, ASKED_TO_LEAVE)
    return 1


def _rest_of(volumes: Mapping[Key, Decimal], left: set[int], rest: Decimal) -> list[Wish]:
    """What is missing to the whole, taken from the largest office area that stays."""
    offices = {key: many for key, many in volumes.items() if key[0] == "CLN-OFF" and key[2] not in left and many > rest}
    if not offices or rest <= 0:
        return []
    key = max(offices, key=lambda one: (offices[one], str(one)))
    return [Wish(*key, key[3], offices[key] - rest)]


def _on_its_way(made: Parties, home: District, as_of: datetime) -> int:
    """A change that waits for the budget holder, two scenarios in the basket and a house closed for a while."""
    asked = as_of - timedelta(days=3)
    offices = [key for key in _volumes(home, asked, "CLN") if key[0] == "CLN-PUB"][:1]
    volumes = _volumes(home, asked, "CLN")
    wished = [Wish(*key, "f2 q3", volumes[key]) for key in offices if "f2" not in key[3]]
    if wished:
        _ask(home, wished, asked, name="Sjældnere i forhallen", reason="Få gæster efter at ekspeditionen er flyttet")
    for name, part in (("Kvalitet 4 i kontorer", "q4"), ("Færre besøg i kontorer", "f3")):
        seen = _seen(home, as_of)
        wished = [
            Wish(*key, " ".join(part if one[0] == part[0] else one for one in key[3].split()), many)
            for key, many in _volumes(home, as_of, "CLN").items()
            if key[0] == "CLN-OFF" and part not in key[3].split()
        ]
        if wished:
            with standing_at(as_of):
                scaling.save_scenario(
                    _as(home.asks, as_of), home.unit.uid, name=name, wishes=wished, requested_on=as_of.date(),
                    seen=seen, now=as_of - timedelta(hours=1),
                )  # fmt: skip
    _close_a_house(home, as_of)
    return 1


def _close_a_house(home: District, as_of: datetime) -> None:
    scope = _as(home.asks, as_of)
    known = scaling.known(scope, scaling.district(scope, home.unit.uid), as_of.date())
    cleaned = sorted({key[2] for key in known.volumes if key[0] == "CLN-OFF" and key[2] is not None})
    if not cleaned:
        return
    with standing_at(as_of):
        scaling.tell_closure(
            scope, home.unit.uid, site_uid=known.sites[cleaned[-1]].uid, line="CLN",
            days=(date(2026, 2, 9), date(2026, 2, 27)), reason="Gulvene skal slibes", now=as_of - timedelta(hours=2),
        )  # fmt: skip


def _waits_for_provider(made: Parties, north: District, as_of: datetime) -> int:
    """A tenth less, approved by the customer; the provider's days to answer are running."""
    asked = as_of - timedelta(days=8)
    wished = [
        Wish(*key, key[3], (many * Decimal("0.9")).quantize(Decimal("0.01")))
        for key, many in _volumes(north, asked, "CLN").items()
    ]
    order = _ask(north, wished, asked, name="En tiendedel mindre rengøring", reason="Færre på stationerne om fredagen")
    _decide(made, north, order, asked + timedelta(days=3), provider=False)
    return 1


def _decide(
    made: Parties, place: District, order: scaling.ChangeOrder, moment: datetime, *, provider: bool = True
) -> None:
    """Everybody whose yes it needs says it on the days after, and the provider accepts."""
    office, steering, answers = (made.faces[role] for role in ("CTR-C", "STEER-C", "CTR-P"))
    for step in list(order.approvals):
        moment += timedelta(days=1, minutes=25)
        with standing_at(moment):
            who = {"budget": place.budget, "contract": office, "steering": steering}[step]
            order = scaling.approve_change(_as(who, moment), order.uid, expected_version=None, now=moment)
    if provider and order.state in ("local_approved", "central_approved"):
        moment += timedelta(days=2, minutes=40)
        if order.consults:
            with standing_at(moment):
                order = scaling.keep_consultation(
                    _as(answers, moment), order.uid, expected_version=None, held_on=moment.date(), now=moment,
                    answer="Samarbejdsudvalget er hørt: de frigjorte timer flyttes til ledige stillinger i kredsen.",
                )  # fmt: skip
            moment += timedelta(minutes=20)
        with standing_at(moment):
            scaling.accept_change(_as(answers, moment), order.uid, expected_version=None, now=moment)


def _ask(place: District, wished: Sequence[Wish], moment: datetime, *, name: str, reason: str) -> scaling.ChangeOrder:
    asked = scaling.Asked(
        wishes=wished, requested_on=moment.date(), seen=_seen(place, moment), name=name, reason=reason
    )
    with standing_at(moment):
        return scaling.submit_change(_as(place.asks, moment), place.unit.uid, asked, now=moment)


def _seen(place: District, moment: datetime) -> dict[str, int]:
    scope = _as(place.asks, moment)
    return scaling.known(scope, scaling.district(scope, place.unit.uid), moment.date()).seen


def _volumes(place: District, moment: datetime, line: str) -> dict[Key, Decimal]:
    scope = _as(place.asks, moment)
    known = scaling.known(scope, scaling.district(scope, place.unit.uid), moment.date())
    return scaling.picked(known.volumes, known.picture.book(moment.date()), line=line)


def _district(made: Parties, code: str) -> District | None:
    """The district with its FM coordinator and budget holder; None where a small profile has no place there."""
    unit = made.units[code]
    with everywhere(reason="the demonstration's own people"):
        if code == HOME:
            found = District(unit, made.faces["LOC-FM"], made.faces["BUD"])
        else:
            role = parties.RoleAssignment.objects.filter(role="LOC-FM", reach_to=[unit.pk]).first()
            users = parties.Employment.objects.filter(
                community=made.community, unit__path__startswith=unit.path, organisation=made.customer
            ).select_related("person").order_by("pk")  # fmt: skip
            holder = next((one for one in users if role is None or one.pk != role.employment_id), None)
            if role is None or holder is None:
                return None
            parties.RoleAssignment.objects.create(
                uid=uid("role", "BUD", holder.uid), community=made.community, employment=holder, role="BUD",
                valid_from=people.HIRED, reach_kind="unit", reach_to=[unit.pk],
            )  # fmt: skip
            found = District(unit, role.employment.person, holder.person)
    return found if _volumes(found, SALAMI[0], "CLN") else None


def _let_time_act(made: Parties, as_of: datetime) -> None:
    """What has begun by today holds: the clock of each day said so."""
    for community_id, order_uid in scaling.due_to_act(as_of):
        if community_id == made.community.pk:
            with standing_at(as_of):
                scaling.let_time_act(scaling.system_scope(community_id), order_uid, now=as_of)


def _as(person: parties.Person, moment: datetime) -> Scope:
    scope = parties.scope_at(person, None, now=moment)
    assert scope is not None
    return scope
