"""What is tallied of rounds: rooms ordered on each day gone by, and those delivered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import Raw, TallySource, Zones, register_tally
from samdrift.operations.rounds.models import Round
from samdrift.operations.rounds.queries.delivered import visits_between

OF_ROOM = ("rounds.room_done", "rounds.room_skipped", "rounds.room_undone")
OF_ROUND = (
    "rounds.round_written", "rounds.round_ended", "rounds.stops_set", "rounds.round_followed", "rounds.round_rests",
    "rounds.round_goes_on",
)  # fmt: skip
AGAIN = 3
"""Days back that are counted each night: what a round ordered on a day nobody announces as the day comes."""


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    register_tally(
        TallySource(
            name="rounds.visits", word=_("Rooms of rounds ordered"), permission="rounds.view", counting=count_visits,
            first_day=first_day, lies=days_told_of, again=AGAIN, touched_by=(*OF_ROOM, *OF_ROUND),
        )
    )  # fmt: skip


def count_visits(
    community_id: int, contract_id: int, first: date, after: date, sites: frozenset[int] | None
) -> Iterator[Raw]:
    """The rooms ordered and not kept shut, and those done, by day, unit, site and line; as the key figure counts."""
    sums: dict[tuple[date, int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in visits_between(community_id, contract_id, first, after, sites=sites):
        if one.owed:
            counted = sums[one.day, one.unit_id, one.site_id, one.line]
            counted[0] += one.owed
            counted[1] += one.done
    for (day, unit, site, line), (owed, done) in sums.items():
        yield Raw(day, unit, site, line, "", owed, done, 0)


def first_day(community_id: int, contract_id: int) -> date | None:
    """The first day of a contract's rounds."""
    rows = Round.objects.filter(community=community_id, contract=contract_id)
    told: date | None = rows.aggregate(first=Min("first_day"))["first"]
    return told


def days_told_of(events: Sequence[Mapping[str, Any]], zones: Zones) -> Iterable[tuple[int, int, date]]:
    """Contract, site and day of what events say: a room's own day, or all days a round was changed for."""
    uids = {UUID(uid) if isinstance(uid, str) else uid for uid in map(_round_of, events) if uid}
    with everywhere(reason="where the rounds are that events tell of"):
        rows = Round.objects.filter(uid__in=uids).values_list("uid", "contract_id", "site_id", "first_day")
        known = {uid: (contract, site, first) for uid, contract, site, first in rows}
    for event in events:
        uid = _round_of(event)
        told = known.get(UUID(uid) if isinstance(uid, str) else uid) if uid else None
        if told is None:
            continue
        contract, site, first = told
        if event["kind"] in OF_ROOM:
            yield contract, site, date.fromisoformat(event["payload"]["day"])
            continue
        moment: datetime = event["happened_at"]
        day = max(first, date.fromisoformat(event["payload"].get("from_day") or str(first)))
        while day <= zones.day_of(moment, site):
            yield contract, site, day
            day += timedelta(days=1)


def _round_of(event: Mapping[str, Any]) -> Any:
    return event["payload"].get("round_uid") if event["kind"] in OF_ROOM else event["subject_uid"]
