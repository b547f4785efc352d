"""Managers' time released: what holds on a day, what waits for an answer, and one with what was written before."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.models import TimeReleased
from samdrift.partnership.insight.rules.released import AGREED, PROPOSED, REPLACED

WITH = ("unit", "contract", "author", "decided_by")


def holding(scope: Scope, contract_id: int, day: date) -> QuerySet[TimeReleased]:
    """What both parties agreed on and what held on a day."""
    rows = TimeReleased.objects.within(scope).filter(contract=contract_id, from_day__lte=day)
    return rows.filter(Q(state=AGREED) | Q(state=REPLACED, replaced_on__gt=day))


def shown(scope: Scope, contract_id: int, unit_ids: frozenset[int] | None = None) -> QuerySet[TimeReleased]:
    """All that was ever written of a contract, by district and activity, the newest first."""
    rows = TimeReleased.objects.within(scope).filter(contract=contract_id).select_related(*WITH)
    rows = rows if unit_ids is None else rows.filter(unit__in=unit_ids)
    return rows.order_by("unit__path", "activity", "-number")


def waiting(scope: Scope, contract_id: int) -> QuerySet[TimeReleased]:
    """What waits for the other party, the oldest first."""
    return shown(scope, contract_id).filter(state=PROPOSED).order_by("proposed_at", "pk")


def one(scope: Scope, uid: UUID) -> TimeReleased:
    """One row.

    Raises:
        DoesNotExist: No such row within the scope.
    """
    return TimeReleased.objects.within(scope).select_related(*WITH).get(uid=uid)


def earlier(scope: Scope, row: TimeReleased) -> list[TimeReleased]:
    """All that was written of the same activity of the same unit, the newest first."""
    rows = TimeReleased.objects.within(scope).filter(contract=row.contract_id, unit=row.unit_id, activity=row.activity)
    return list(rows.order_by("-number"))
