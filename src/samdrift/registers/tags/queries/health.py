"""How the tags of each site are, in one statement over all of them, and what walks left for somebody to look at."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag, TagRound, WalkPiece


@dataclass(frozen=True, slots=True)
class Figures:
    """How many tags there are of each kind: of a site, or of all one sees."""

    placed: int = 0
    hanging: int = 0
    verified: int = 0
    never: int = 0
    often: int = 0
    due: int = 0
    reported: int = 0
    damaged: int = 0
    missing: int = 0
    replaced: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """The figures of a site, and its verification under way, if any."""

    uid: UUID
    code: str
    name: str
    figures: Figures
    round: UUID | None = None


def _counted(today: date) -> dict[str, Count]:
    since = today - rules.VERIFY_AFTER
    hangs, living = Q(state="mounted"), ~Q(state__in=sorted(rules.ENDED))
    late = Q(last_scan_on__lte=since) | Q(last_scan_on__isnull=True, mounted_at__date__lte=since)
    return {
        "placed": Count("pk", filter=living & Q(site__isnull=False)),
        "hanging": Count("pk", filter=Q(state__in=sorted(rules.BOUND))),
        "verified": Count("pk", filter=hangs & Q(last_scan_on__gt=since)),
        "never": Count("pk", filter=hangs & Q(last_scan_on__isnull=True)),
        "often": Count("pk", filter=hangs & Q(scan_days__gte=rules.OFTEN)),
        "due": Count("pk", filter=hangs & late),
        "reported": Count("pk", filter=~Q(trouble="")),
        "damaged": Count("pk", filter=Q(state="damaged")),
        "missing": Count("pk", filter=Q(state="missing")),
        "replaced": Count("pk", filter=Q(state="replaced")),
    }


def health_by_site(scope: Scope, *, today: date) -> list[SiteHealth]:
    """Each site with tags one sees, by its code: three statements however many tags and sites."""
    rows: Any = Tag.objects.within(scope).filter(site__isnull=False).order_by().values("site_id")
    by_site: dict[int, dict[str, int]] = {row.pop("site_id"): row for row in rows.annotate(**_counted(today))}
    running = TagRound.objects.within(scope).filter(ended_at__isnull=True).values_list("site_id", "uid")
    rounds = dict(running)
    named = estate.Site.objects.within(scope).order_by("code").values_list("pk", "uid", "code", "name")
    return [
        SiteHealth(uid, code, in_language(name, scope.language), Figures(**by_site[pk]), rounds.get(pk))
        for pk, uid, code, name in named
        if pk in by_site
    ]


def conflicts_of_walks(scope: Scope) -> QuerySet[WalkPiece]:
    """What could not be done on walks and nobody has looked at, the newest first."""
    rows = WalkPiece.objects.within(scope).filter(outcome="conflict", looked_at__isnull=True)
    return rows.select_related("site", "space", "asset", "person").order_by("-pk")


def places_skipped(scope: Scope) -> QuerySet[WalkPiece]:
    """Places passed over on walks and still without a look, the newest first."""
    rows = WalkPiece.objects.within(scope).filter(kind="skip", outcome="done", looked_at__isnull=True)
    return rows.select_related("site", "space", "asset", "person").order_by("-pk")
