"""Reading the sealed book: which days of which sites are stale, and counting them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.utils.dateparse import parse_datetime

from samdrift.foundation.events.public import EventRecord, last_place, sealed_after, sealed_until
from samdrift.foundation.locks import try_lock
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.counting import Place, lying, place_of, places_of, zones_of
from samdrift.foundation.tallies.days import Zones
from samdrift.foundation.tallies.keeping import mark, rebuild, recount
from samdrift.foundation.tallies.models import BuiltTally, StaleTally, TallyReading
from samdrift.foundation.tallies.queries import BOOK
from samdrift.foundation.tallies.registry import TallySource, sources

BATCH = 300
DAYS = 40
COLUMNS = ("community_id", "contract_id", "site_id", "kind", "subject_uid", "happened_at", "payload")

Told = Mapping[str, Any]


def begin_here() -> None:
    """From now on only what is sealed later is read: the sums have just been made from the raw rows."""
    TallyReading.objects.update_or_create(name=BOOK, defaults={"seal_id": last_place()})


@transaction.atomic
def read_on(limit: int = BATCH) -> int:
    """Read the next sealed events and note what they made stale; how many were read.

    The place in the book and the notes are written together: killed in between, neither is.
    """
    if not try_lock("tallies.read"):
        return 0
    standing, _made = TallyReading.objects.get_or_create(name=BOOK)
    seals = sealed_after(standing.seal_id, limit)
    if not seals:
        return 0
    kinds = {kind for source in sources().values() for kind in (*source.touched_by, *source.moved_by)}
    with everywhere(reason="what the book tells is stale of the tallies"):
        rows = EventRecord.objects.filter(pk__in=[event for _seal, event in seals], kind__in=kinds)
        _note(list(rows.order_by("pk").values(*COLUMNS)))
    TallyReading.objects.filter(pk=standing.pk).update(seal_id=seals[-1][0])
    return len(seals)


def _note(events: Sequence[Told]) -> None:
    by_community: dict[int, list[Told]] = defaultdict(list)
    for event in events:
        by_community[event["community_id"]].append(event)
    for community, told in by_community.items():
        zones = zones_of(community)
        for source in sources().values():
            mark(source.name, community, _stale(source, told, zones))


def _stale(source: TallySource, events: Sequence[Told], zones: Zones) -> set[tuple[int, int, date]]:
    touched = [one for one in events if one["kind"] in source.touched_by or one["kind"] in source.moved_by]
    if source.lies is not None:
        return set(source.lies(touched, zones)) if touched else set()
    uids = {one["subject_uid"] for one in touched if one["subject_uid"]}
    found = lying(source, sorted(uids), zones) if uids else set()
    moved = {one["subject_uid"] for one in touched if one["subject_uid"] and _moves(source, one)}
    return found | _once(source, sorted(moved), found, zones) if moved else found


def _moves(source: TallySource, event: Told) -> bool:
    return event["kind"] in source.moved_by and (source.moved_if is None or source.moved_if(event))


def _once(
    source: TallySource, subjects: Sequence[UUID], now: Iterable[tuple[int, int, date]], zones: Zones
) -> set[tuple[int, int, date]]:
    """Where the rows of some subjects may have lain before: each place the book names, on each day it names."""
    found = set()
    by_subject: dict[UUID, list[Told]] = defaultdict(list)
    rows = EventRecord.objects.filter(subject_uid__in=subjects).values(*COLUMNS)
    for one in rows:
        by_subject[one["subject_uid"]].append(one)
    for subject, told in by_subject.items():
        lies = lying(source, [subject], zones) if len(subjects) > 1 else set(now)
        contracts = {one["contract_id"] for one in told if one["contract_id"]} | {contract for contract, _s, _d in lies}
        sites = {one["site_id"] or 0 for one in told} | {site for _c, site, _d in lies}
        moments = {moment for one in told for moment in _moments(source, one)}
        for contract in contracts:
            for site in sites:
                days = {zones.day_of(moment, site) for moment in moments} | {day for _c, _s, day in lies}
                found |= {(contract, site, day) for day in days}
    return found


def _moments(source: TallySource, event: Told) -> list[datetime]:
    found = [event["happened_at"]]
    for name in source.moments:
        told = event["payload"].get(name)
        moment = parse_datetime(told) if isinstance(told, str) else None
        if moment is not None and moment.tzinfo is not None:
            found.append(moment)
    return found


def count_stale(now: datetime) -> int:
    """Count what is stale of one contract, at most so many days at once; how many notes were worked off."""
    waiting = StaleTally.objects.order_by("contract_id").values_list("contract_id", "community_id").distinct()
    for contract, community in list(waiting):
        done = _count_stale(contract, community, now)
        if done:
            return done
    return 0


@transaction.atomic
def _count_stale(contract: int, community: int, now: datetime) -> int:
    if not try_lock("tallies.count", contract):
        return 0
    rows = StaleTally.objects.filter(contract_id=contract).order_by("source", "day", "id")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    days: dict[tuple[str, date], set[int]] = defaultdict(set)
    notes = []
    for note, source, day, site in rows.values_list("id", "source", "day", "site_id")[:2000]:
        if len(days) >= DAYS and (source, day) not in days:
            break
        days[source, day].add(site)
        notes.append(note)
    StaleTally.objects.filter(id__in=notes).delete()
    if days:
        _recount(place_of(community, contract, now), days)
    return len(notes)


def _recount(place: Place, days: Mapping[tuple[str, date], set[int]]) -> None:
    by_source: dict[str, dict[date, frozenset[int]]] = defaultdict(dict)
    for (name, day), sites in days.items():
        by_source[name][day] = frozenset(sites)
    for name, told in by_source.items():
        source = sources().get(name)
        if source is not None:  # else it is tallied no longer
            recount(source, place, told)


def keep_up(now: datetime) -> int:
    """Read the book to its end and count all that is stale; how many events were read and notes worked off.

    A source nobody has counted for a contract yet, or of another version, is made from the raw rows first.
    """
    total = build_missing(now)
    while done := step(now):
        total += done
    return total


def step(now: datetime) -> int:
    """Read on, or else count some of what is stale; 0 when all that is sealed is counted, which is then noted."""
    sealed = sealed_until(now)
    done = read_on() or count_stale(now)
    if not done and not StaleTally.objects.exists():
        TallyReading.objects.update_or_create(name=BOOK, defaults={"counted_until": sealed})
    return done


def missing() -> list[tuple[TallySource, int]]:
    """What was never made from the raw rows, or by another version: source and contract."""
    built = {
        (source, contract): version
        for source, contract, version in BuiltTally.objects.values_list("source", "contract_id", "version")
    }
    contracts = apps.get_model("contracts", "Contract")._base_manager.order_by("pk").values_list("pk", flat=True)
    return [(source, contract) for contract in contracts for source in sources().values()
            if built.get((source.name, contract)) != source.version]  # fmt: skip


def build_missing(now: datetime) -> int:
    """Make what is missing from the raw rows; how many sources of contracts."""
    wanted = missing()
    if wanted and not BuiltTally.objects.exists():
        begin_here()
    places = {place.contract_id: place for place in places_of(now)} if wanted else {}
    for source, contract in wanted:
        rebuild(source, places[contract], now)
    return len(wanted)


def rebuild_all(now: datetime, names: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Make all sums, or those of some sources, anew; each source and contract with how many months that was.

    Raises:
        KeyError: There is no such source.
    """
    wanted = [sources()[name] for name in names] or list(sources().values())
    begun, place_in_book = sealed_until(now), last_place()
    done = [(source.name, rebuild(source, place, now)) for place in places_of(now) for source in wanted]
    if not names:
        # Only now: were this killed in between, what nobody has read yet would be lost for the months not reached.
        TallyReading.objects.get_or_create(name=BOOK)
        TallyReading.objects.filter(name=BOOK, seal_id__lt=place_in_book).update(seal_id=place_in_book)
        if not StaleTally.objects.exists():
            TallyReading.objects.update_or_create(name=BOOK, defaults={"counted_until": begun})
    return done


def count_again(community_id: int, now: datetime) -> int:
    """Note the last days of what nothing tells of as stale, today's among them; how many days of sites."""
    sites = list(
        apps.get_model("estate", "Site")._base_manager.filter(community=community_id).values_list("pk", flat=True)
    )
    many = 0
    for source in sources().values():
        for place in places_of(now, community_id) if source.again else ():
            days = [place.today - timedelta(days=one) for one in range(source.again + 1)]
            stale = [(place.contract_id, site, day) for site in sites for day in days]
            mark(source.name, community_id, stale)
            many += len(stale)
    return many
