"""Occurrences: lists with filters, one with all, and certificates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.operations.planning.models import CalendarFeed, Certificate, MaintenancePlan, PlanOccurrence
from samdrift.operations.planning.rules import states

SHOWN_WITH = ("plan", "site", "asset", "team", "work_order")
ORDER = ("due_on", "pk")
NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list of occurrences is narrowed by; nothing said: not narrowed."""

    state: str = ""  # one of the states; "open": all that are not over; "now": those, and missed work of the law
    statutory: bool | None = None
    site_uid: UUID | None = None
    team_id: int | None = None
    line: str = ""
    plan_uid: UUID | None = None


def occurrences_between(
    scope: Scope, first: date, last: date, wanted: Filter | None = None
) -> QuerySet[PlanOccurrence]:
    """The occurrences due from one day to another, both included, the one due first on top."""
    rows = PlanOccurrence.objects.within(scope).select_related(*SHOWN_WITH).filter(due_on__range=(first, last))
    return narrowed(rows, wanted or Filter()).order_by(*ORDER)


def narrowed(rows: QuerySet[PlanOccurrence], wanted: Filter) -> QuerySet[PlanOccurrence]:
    """The rows a filter lets through."""
    if wanted.state == "open":
        rows = rows.filter(state__in=states.OPEN)
    elif wanted.state == NOW:
        # What the law demands is caught up on however late it is.
        rows = rows.filter(Q(state__in=states.OPEN) | Q(state=states.MISSED, statutory=True, counted_on=None))
    exact = {
        "state": wanted.state if wanted.state in states.STATES else None, "statutory": wanted.statutory,
        "site__uid": wanted.site_uid, "team": wanted.team_id, "plan__uid": wanted.plan_uid,
        "line_code": wanted.line or None,
    }  # fmt: skip
    return rows.filter(**{column: value for column, value in exact.items() if value is not None})


def of_plan(scope: Scope, plan: MaintenancePlan) -> tuple[list[PlanOccurrence], list[PlanOccurrence]]:
    """What comes next of a plan, and what became of the last ones, the newest first."""
    rows = PlanOccurrence.objects.within(scope).select_related("work_order").filter(plan=plan)
    ahead = list(rows.filter(state__in=states.OPEN).order_by(*ORDER)[:12])
    return ahead, list(rows.exclude(state__in=states.OPEN).order_by("-due_on", "-pk")[:12])


def occurrence_with_all(scope: Scope, uid: UUID) -> PlanOccurrence:
    """An occurrence with what its page shows.

    Raises:
        DoesNotExist: No such occurrence within the scope.
    """
    return PlanOccurrence.objects.within(scope).select_related(*SHOWN_WITH, "plan__space", "carried_from").get(uid=uid)


def certificates_of(scope: Scope, occurrence: PlanOccurrence) -> list[Certificate]:
    """The certificates filed for it, the newest first."""
    rows = Certificate.objects.within(scope).filter(occurrence=occurrence).select_related("filed_by")
    return list(rows.order_by("-issued_on", "-pk"))


def sees_certificate(scope: Scope, uid: UUID) -> bool:
    """Whether the scope may see a certificate, and so its file."""
    return Certificate.objects.within(scope).filter(uid=uid).exists()


def certificate_by_uid(scope: Scope, uid: UUID) -> Certificate:
    """A certificate.

    Raises:
        DoesNotExist: No such certificate within the scope.
    """
    return Certificate.objects.within(scope).get(uid=uid)


def ending_certificates(scope: Scope, today: date, *, days: int = 60) -> list[Certificate]:
    """Certificates that end within so many days and are the newest of their asset, the one ending first on top."""
    rows = Certificate.objects.within(scope).filter(valid_to__range=(today, today + timedelta(days=days)))
    return list(rows.select_related("site", "asset", "occurrence__plan").order_by("valid_to", "pk")[:50])


def feeds_of(scope: Scope) -> list[CalendarFeed]:
    """One's own links that still work, the newest first."""
    rows = CalendarFeed.objects.within(scope).filter(ended_at__isnull=True)
    return list(rows.select_related("plan", "team", "site").order_by("-pk"))


def fed(scope: Scope, feed: CalendarFeed, today: date) -> QuerySet[PlanOccurrence]:
    """What a calendar program reads under a link: from a month back to a year ahead, never what is waived."""
    first, last = today - timedelta(days=31), today + states.KEPT_AHEAD
    rows = PlanOccurrence.objects.within(scope).select_related("plan", "site", "asset", "plan__space")
    rows = rows.filter(due_on__range=(first, last)).exclude(state=states.WAIVED)
    named = {"plan": feed.plan_id, "team": feed.team_id, "site": feed.site_id}
    narrow = Q(**{column: value for column, value in named.items() if value is not None})
    # Nothing of a secured place leaves the house by a link (domain.md §4.2, D8).
    return rows.filter(narrow).exclude(data_class="D8").order_by(*ORDER)


def ahead_at(scope: Scope, where: Mapping[str, int | None], *, most: int = 5) -> list[PlanOccurrence]:
    """What comes next at an asset, in a room or on a site, whichever is the smallest that is named."""
    rows = PlanOccurrence.objects.within(scope).select_related("plan").filter(state__in=states.OPEN)
    named = {"asset": where.get("asset"), "plan__space": where.get("space"), "site": where.get("site")}
    column, value = next(((column, value) for column, value in named.items() if value), ("pk", 0))
    return list(rows.filter(**{column: value}).order_by(*ORDER)[:most])
