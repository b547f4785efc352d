"""Noting scans: at most one write a tag and day, away from the answer, so that scanning stays quick."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from samdrift.foundation.events.public import Happening, record_many
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.tags import events
from samdrift.registers.tags.models import Tag


@dataclass(frozen=True, slots=True)
class Scan:
    """A tag seen to work on a day, and whether it led astray: "", unbound, ended or elsewhere."""

    tag_id: int
    on: date
    astray: str = ""


@transaction.atomic
def note_scans(scans: Iterable[Scan], *, now: datetime) -> int:
    """Keep that these tags were scanned; how many had not been that day.

    A code that leads nowhere is announced to its community, so that somebody looks after the label.
    """
    by_day: dict[date, dict[int, str]] = defaultdict(dict)
    for scan in scans:
        by_day[scan.on][scan.tag_id] = scan.astray or by_day[scan.on].get(scan.tag_id, "")
    noted = 0
    with everywhere(reason="scans are noted for whichever community's tags were scanned"):
        for day, astray in sorted(by_day.items()):
            fresh = Q(last_scan_on__isnull=True) | Q(last_scan_on__lt=day)
            rows = list(Tag.objects.filter(fresh, pk__in=sorted(astray)).order_by("pk"))
            ids = [row.pk for row in rows]
            noted += Tag.objects.filter(fresh, pk__in=ids).update(last_scan_on=day, scan_days=F("scan_days") + 1)
            _announce([(row, astray[row.pk]) for row in rows if astray[row.pk]], now)
    return noted


def _announce(astray: list[tuple[Tag, str]], now: datetime) -> None:
    by_community: dict[int, list[Happening]] = defaultdict(list)
    for tag, how in astray:
        event = events.TagScannedAstray(tag_id=tag.uid, site_id=tag.site_id, how=how)
        by_community[tag.community_id].append(Happening(event=event, at=now, subject=tag))
    for community_id, happenings in by_community.items():
        record_many(happenings, scope=Scope(community_id=community_id))
