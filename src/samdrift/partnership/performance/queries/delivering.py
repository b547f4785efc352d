"""What was delivered: the rooms of cleaning rounds, and companies that came to work, cleared for the place or not."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samdrift.foundation.events.public import EventRecord
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.partnership.performance.queries.months import COUNTED, Month

VISITS, ACCESS = "visit.delivered", "access.cleared"
CLEANING = "CLN"


def visits_of(month: Month, line: str = CLEANING) -> list[rounds.Visit]:
    """Every round of a line on every day of the month."""
    return rounds.visits_between(month.community_id, month.contract_id, month.first, month.after, line)


@dataclass(frozen=True, slots=True)
class Access:
    """A company that began work at a place, and whether it was cleared for it on that day."""

    order_uid: UUID | None
    at: datetime
    cleared: bool


def accesses_of(month: Month) -> list[Access]:
    """Each beginning of work by a company in the month, from the book; open classes only; three reads.

    A company is a party that acts as no person: it came by a link. Who is employed is let in by name, and restricted
    places are in no figure.
    """
    rows = EventRecord.objects.filter(
        kind=work.OrderMoved.kind, community=month.community_id, contract_id=month.contract_id,
        happened_at__gte=month.begin, happened_at__lt=month.end, data_class__in=COUNTED, owner_party__isnull=True,
        person_id__isnull=True, party_id__isnull=False, payload__move="start",
    )  # fmt: skip
    told = list(rows.order_by("happened_at", "pk").values_list("party_id", "site_id", "subject_uid", "happened_at"))
    spells = work.clearances_of({party for party, _site, _uid, _at in told if party}) if told else {}
    return [
        Access(uid, at, _cleared(spells.get(party or 0, []), site, at, at.astimezone(month.begin.tzinfo).date()))
        for party, site, uid, at in told
    ]  # fmt: skip


def _cleared(spells: list[work.ClearedSpell], site_id: int | None, at: datetime, day: date) -> bool:
    """By the clearances that stood at that moment, so that a later one heals nothing."""
    held = [
        (one.site_id, one.valid_from, one.valid_to) for one in spells
        if one.written_at <= at and (one.ended_at is None or one.ended_at > at)
    ]  # fmt: skip
    return bool(work.link_rules.is_cleared(held, site_id, [day]))


@dataclass(frozen=True, slots=True)
class Missing:
    """Rooms of one round on one day that were not delivered."""

    round_uid: UUID
    name: str
    day: date
    missing: int
    owed: int


def missing_visits(month: Month, units: frozenset[int] | None) -> list[Missing]:
    """The rounds and days on which rooms were missing, by day; of some units only, or of all."""
    sums: dict[tuple[date, str, UUID], list[int]] = defaultdict(lambda: [0, 0])
    for one in visits_of(month):
        if one.missing and (units is None or one.unit_id in units):
            sums[one.day, one.name, one.round_uid][0] += one.missing
            sums[one.day, one.name, one.round_uid][1] += one.owed
    return [Missing(uid, name, day, missing, owed) for (day, name, uid), (missing, owed) in sorted(sums.items())]
