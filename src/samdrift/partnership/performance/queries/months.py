"""What a month is to those who count: its moments in the community's own days, and which unit belongs to which."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.partnership.performance.rules.periods import next_month
from samdrift.registers.parties import public as parties

# Both parties read the same figures (trap 28), so what only some people may see is in none of them.
COUNTED = ("D0", "D1")
READS = frozenset({"desk.measure", "performance.view"})


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one contract.

    Attributes:
        first, after: Its first day and the next month's; begin and end are those midnights.
        tops: For each unit the one its figures are told under: the district, or the unit itself.
    """

    community_id: int
    contract_id: int
    first: date
    after: date
    begin: datetime
    end: datetime
    tops: dict[int, int]

    @property
    def review_ends(self) -> datetime:
        """When reopenings stop counting for the month: the day it is frozen."""
        return self.end.replace(day=15)


def month_of(community_id: int, contract_id: int, first: date, tops: dict[int, int] | None = None) -> Month:
    """The month from its first day."""
    with everywhere(reason="the time zone of a community whose month is counted"):
        zone = ZoneInfo(parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id))
    after = next_month(first)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, after))
    return Month(community_id, contract_id, first, after, begin, end, tops_of(community_id) if tops is None else tops)


def tops_of(community_id: int) -> dict[int, int]:
    """For each unit the district above it: the second in its path where there is one, else the first."""
    return {pk: _top(pk, path) for pk, path in _PATHS.rows(community_id)}


_PATHS = Prepared(
    lambda community_id: parties.Unit.objects.filter(community=community_id).values_list("pk", "path"), -77_113,
    reason="the tree of units a community's figures are told by",
)  # fmt: skip


def day_in(community_id: int, now: datetime) -> date:
    """The community's own day, for which month runs is no question of UTC."""
    return now.astimezone(parties.zone_of_community(community_id)).date()


def _top(pk: int, path: str) -> int:
    parts = [int(part) for part in path.split("/") if part]
    return parts[1] if len(parts) > 1 else pk


def counting_scope(community_id: int) -> Scope:
    """Nobody in particular: what the clock counts is counted by no person."""
    grant = Grant("SYS", READS, data_classes=frozenset(COUNTED))
    return Scope(community_id=community_id, grants=(grant,))
