"""Verifications: which tags they ask for, how far they are, what is left."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag, TagCheck, TagRound

IN_ORDER = ("space__storey__building__code", "space__storey__level", "space__number", "asset__number", "pk")


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a verification is."""

    there: int
    damaged: int
    missing: int
    left: int

    @property
    def looked_at(self) -> int:
        """Tags looked at."""
        return self.there + self.damaged + self.missing

    @property
    def total(self) -> int:
        """Tags there are to look at."""
        return self.looked_at + self.left


def rounds_of(scope: Scope) -> QuerySet[TagRound]:
    """The verifications one sees, those under way first, then the newest."""
    rows = TagRound.objects.within(scope).select_related("site", "started_by", "ended_by")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-started_at", "-pk")


def round_of(scope: Scope, uid: UUID) -> TagRound:
    """One verification.

    Raises:
        DoesNotExist: No such verification within the scope.
    """
    found: TagRound = rounds_of(scope).get(uid=uid)
    return found


def running_round(scope: Scope, site_id: int) -> TagRound | None:
    """The verification under way at a site."""
    return TagRound.objects.within(scope).filter(site=site_id, ended_at__isnull=True).first()


def due(before: date) -> Q:
    """Tags nobody has seen to work since that day."""
    return Q(last_scan_on__lte=before) | Q(last_scan_on__isnull=True, mounted_at__date__lte=before)


def left_of(scope: Scope, found: TagRound) -> QuerySet[Tag]:
    """The tags still to be looked at, in walking order."""
    rows = Tag.objects.within(scope).filter(site=found.site_id, state__in=sorted(rules.BOUND))
    if found.due_before is not None:
        rows = rows.filter(due(found.due_before))
    if found.pk is not None:
        rows = rows.exclude(Exists(TagCheck.objects.within(scope).filter(round=found.pk, tag=OuterRef("pk"))))
    return rows.select_related("site", "space__storey__building", "asset").order_by(*IN_ORDER)


def counts_of_round(scope: Scope, found: TagRound) -> Counts:
    """How far it is: of one that ended as it stood then, else counted."""
    if found.ended_at is not None:
        return Counts(found.there, found.damaged, found.missing, found.left)
    by: dict[str, int] = {}
    if found.pk is not None:
        rows = TagCheck.objects.within(scope).filter(round=found)
        by = dict(rows.values_list("outcome").annotate(count=Count("pk")).order_by("outcome"))
    left = left_of(scope, found).order_by().count()
    return Counts(by.get("there", 0), by.get("damaged", 0), by.get("missing", 0), left)
