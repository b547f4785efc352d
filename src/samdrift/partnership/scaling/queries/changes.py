"""Change orders: lists, one with its lines and decisions, and where it stands."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeDecision, ChangeLine, ChangeOrder


def changes_of(scope: Scope) -> QuerySet[ChangeOrder]:
    """Every change order one may see, the newest first."""
    rows = ChangeOrder.objects.within(scope).select_related("unit", "contract", "asked_by")
    return rows.order_by("-submitted_at", "-pk")


def open_changes(scope: Scope, unit_ids: tuple[int, ...]) -> list[ChangeOrder]:
    """What of some units is asked for or agreed and does not hold yet, the one that holds first on top."""
    return _OPEN.rows(scope, None, unit_ids)


def _open(scope: Scope, _form: None, unit_ids: tuple[int, ...]) -> QuerySet[ChangeOrder]:
    states = (*rules.PENDING, rules.ACCEPTED, rules.SCHEDULED)
    return changes_of(scope).filter(unit__in=unit_ids, state__in=states).order_by("first_day", "pk")


_OPEN: Shaped[ChangeOrder] = Shaped(_open)


def change_by_uid(scope: Scope, uid: UUID) -> ChangeOrder:
    """A change order one may see.

    Raises:
        DoesNotExist: No such change within the scope.
    """
    return changes_of(scope).get(uid=uid)


def lines_of(scope: Scope, order: ChangeOrder) -> list[ChangeLine]:
    """What it changes, by service line, item and place."""
    rows = ChangeLine.objects.within(scope).filter(order=order).select_related("site")
    return list(rows.order_by("line_code", "item", "site__code", "pk"))


def decisions_of(scope: Scope, order: ChangeOrder) -> list[ChangeDecision]:
    """What was said to it, in order."""
    rows = ChangeDecision.objects.within(scope).filter(order=order).select_related("person", "for_person", "party")
    return list(rows.order_by("at", "pk"))


def said_of(scope: Scope, orders: Iterable[ChangeOrder]) -> dict[int, list[ChangeDecision]]:
    """What was said to each of several orders, in one read."""
    found: dict[int, list[ChangeDecision]] = {order.pk: [] for order in orders}
    for one in ChangeDecision.objects.within(scope).filter(order__in=found).order_by("at", "pk"):
        found[one.order_id].append(one)
    return found


def everything_said(order_id: int) -> QuerySet[ChangeDecision]:
    """What was said to an order, for whoever tells people that it is their move."""
    return ChangeDecision.objects.filter(order=order_id).order_by("at", "pk")


def standing_of(order: ChangeOrder, decisions: list[ChangeDecision]) -> rules.Standing:
    """Where an order stands, by what has been said to it."""
    given = tuple(one.what for one in decisions if one.yes and one.what in rules.APPROVAL)
    return rules.Standing(
        order.state, tuple(order.approvals), given, objected=order.objected_at is not None,
        insisted=order.insisted_at is not None, consults=order.consults,
    )  # fmt: skip
