"""What a contract's rounds ordered between two days, and what of it was delivered: for key figures and invoices."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import everywhere
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.models import Round, RoundStop, StopMark
from samdrift.operations.rounds.queries.rounds import runs

# Only what both parties may read, so that both count the same.
OPEN = ("D0", "D1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One round on one day.

    Attributes:
        rooms, minutes: What was ordered.
        done, done_minutes: What of it was done.
        shut, shut_minutes: What was left out because the room was occupied or locked: nobody's failure to deliver.
    """

    round_uid: UUID
    name: str
    day: date
    line: str
    unit_id: int
    site_id: int
    rooms: int = 0
    minutes: int = 0
    done: int = 0
    done_minutes: int = 0
    shut: int = 0
    shut_minutes: int = 0

    @property
    def owed(self) -> int:
        """Rooms that count: those ordered that nobody kept shut."""
        return self.rooms - self.shut

    @property
    def missing(self) -> int:
        """Rooms that were not delivered."""
        return self.owed - self.done


def visits_between(
    community_id: int, contract_id: int, first: date, after: date, line: str = "", sites: Collection[int] | None = None
) -> list[Visit]:  # fmt: skip
    """Every round on every day from `first` until before `after`, open rooms only, by day; three reads.

    Across the gate, for whoever counts both parties' figures. Of some sites only, or of all.
    """
    with everywhere(reason="what one contract's rounds ordered and delivered is counted"):
        rows = Round.objects.filter(
            community=community_id, contract=contract_id, data_class__in=OPEN, owner_party__isnull=True
        ).select_related("contract__community")
        rows = rows if sites is None else rows.filter(site__in=sites)
        rounds = list((rows.filter(line_code=line) if line else rows).order_by("pk"))
        ids = [one.pk for one in rounds]
        stops: dict[int, list[RoundStop]] = defaultdict(list)
        held = Q(from_day__lt=after) & (Q(until_day__isnull=True) | Q(until_day__gte=first))
        for stop in RoundStop.objects.filter(held, round__in=ids, data_class__in=OPEN).order_by("position", "pk"):
            stops[stop.round_id].append(stop)
        states = _states(ids, first, after)
        return [
            _visit(one, day, stops[one.pk], states)
            for day in _days(first, after) for one in rounds if runs(one, day)
        ]  # fmt: skip


def _days(first: date, after: date) -> Iterator[date]:
    while first < after:
        yield first
        first += timedelta(days=1)


def _states(rounds: list[int], first: date, after: date) -> dict[tuple[int, date], tuple[str, str]]:
    """What counts of what was said of each room on each day: its state, and why it was left out."""
    said: dict[tuple[int, date], list[tuple[rules.Said, str]]] = defaultdict(list)
    rows = StopMark.objects.filter(round__in=rounds, day__gte=first, day__lt=after).order_by("pk")
    for stop, day, pk, kind, reason, at, undone in rows.values_list(
        "stop_id", "day", "pk", "kind", "reason", "happened_at", "undone_at"
    ):
        said[stop, day].append((rules.Said(kind, at, pk, undone is not None), reason))
    found = {}
    for key, several in said.items():
        last = rules.counts(one for one, _reason in several)
        if last is not None:
            found[key] = (last.kind, next(reason for one, reason in several if one is last))
    return found


def _visit(one: Round, day: date, stops: list[RoundStop], states: dict[tuple[int, date], tuple[str, str]]) -> Visit:
    sums = dict.fromkeys(("rooms", "minutes", "done", "done_minutes", "shut", "shut_minutes"), 0)
    for stop in stops:
        if not (stop.from_day <= day and (stop.until_day is None or day <= stop.until_day)):
            continue
        if not rules.room_is_due(stop.paces, day):
            continue
        state, reason = states.get((stop.pk, day), (rules.LEFT, ""))
        names = ["rooms", "minutes"]
        if state == rules.DONE:
            names += ["done", "done_minutes"]
        elif reason in rules.SHUT:
            names += ["shut", "shut_minutes"]
        for name in names:
            sums[name] += stop.minutes if name.endswith("minutes") else 1
    return Visit(
        round_uid=one.uid, name=one.name, day=day, line=one.line_code, unit_id=one.unit_id, site_id=one.site_id, **sums
    )
