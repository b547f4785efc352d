"""What matters at places, and which matters somebody is called for."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.models import Alert, AlertCall, Cover, LoneWatch, RoundNote
from samdrift.operations.workforce.rules import calling as rules


def notes_at(scope: Scope, site_ids: Iterable[int], *, line: str = "") -> QuerySet[RoundNote]:
    """What matters at some sites, for a line where one is given, the newest first; sites loaded."""
    rows = RoundNote.objects.within(scope).filter(site__in=list(site_ids), retired_at__isnull=True)
    if line:
        rows = rows.filter(line_code__in=("", line))
    return rows.select_related("site", "written_by").order_by("-written_at", "-pk")


def notes_lately(scope: Scope) -> QuerySet[RoundNote]:
    """Every note that holds, the newest first."""
    rows = RoundNote.objects.within(scope).filter(retired_at__isnull=True)
    return rows.select_related("site", "written_by").order_by("-written_at", "-pk")


def sees_note(scope: Scope, uid: UUID) -> bool:
    """Whether the scope may see a note, and so its photos."""
    return RoundNote.objects.within(scope).filter(uid=uid).exists()


def covers_of(scope: Scope, day: date) -> QuerySet[Cover]:
    """Substitutions of one's own that are not over, the next one first."""
    rows = Cover.objects.within(scope).filter(employment__person=scope.person_id, last_day__gte=day)
    return rows.filter(ended_at__isnull=True).select_related("absent__person").order_by("first_day", "pk")


def covers_on(scope: Scope, day: date) -> list[Cover]:
    """Whom the actor stands in for on a day, with what they were told; absent people loaded, one read."""
    rows = Cover.objects.within(scope).filter(employment=scope.employment_id or 0, ended_at__isnull=True)
    return list(rows.filter(first_day__lte=day, last_day__gte=day).select_related("absent").order_by("pk"))


def absent_people(scope: Scope) -> QuerySet[Cover, int]:
    """The people the actor was ever named to stand in for, as ids: for the gate of what was theirs to do."""
    with everywhere(reason="whom one stands in for oneself"):
        rows = Cover.objects.filter(community=scope.community_id, employment=scope.employment_id or 0)
        return rows.filter(ended_at__isnull=True).values_list("absent__person_id", flat=True)


def stand_ins(scope: Scope, person_ids: Iterable[int], day: date) -> dict[int, int]:
    """By the person who is away on a day, who stands in; one read."""
    with everywhere(reason="who stands in is no secret among those who plan the work; why is not read"):
        rows = Cover.objects.filter(community=scope.community_id, absent__person__in=set(person_ids))
        rows = rows.filter(ended_at__isnull=True, first_day__lte=day, last_day__gte=day).order_by("pk")
        return dict(rows.values_list("absent__person_id", "employment__person_id"))


def alerted(community_id: int, subject_uids: Iterable[UUID]) -> set[UUID]:
    """Of these matters those for which somebody on call was called; one read."""
    with everywhere(reason="whether somebody was called is asked for the matter"):
        rows = Alert.objects.filter(community=community_id, subject_uid__in=list(subject_uids))
        return set(rows.values_list("subject_uid", flat=True))


def alerts_of(scope: Scope, since: datetime) -> QuerySet[Alert]:
    """Alerts one may see: those that wait on top, then what was taken lately."""
    rows = Alert.objects.within(scope).filter(Q(state=rules.WAITING) | Q(raised_at__gte=since))
    return rows.select_related("site", "roster", "taken_by").order_by("taken_at", "-raised_at", "-pk")


def calls_of(scope: Scope, alert: Alert) -> list[AlertCall]:
    """Who was called about an alert one sees, in order."""
    with everywhere(reason="the calls of an alert whose gate the reader has passed"):
        return list(AlertCall.objects.filter(alert=alert).order_by("at", "pk"))


def running_watches(scope: Scope) -> QuerySet[LoneWatch]:
    """Who works alone, as far as one may see, the one due first on top."""
    rows = LoneWatch.objects.within(scope).filter(state=rules.RUNNING)
    return rows.select_related("employment__person", "site").order_by("due_at", "pk")
