"""What is tallied of work: orders done, orders made and what became of them, and the minutes written on them.

Whether in time, its promises tell: an order's due moment follows them.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.tallies.public import TallySource, register_tally
from samdrift.operations.work.models import WorkLine, WorkOrder

DONE = ("done", "verified", "closed")
# What moves an order to another place, line or class.
PLACED = ("requests.restricted", "requests.place_confirmed", "requests.type_confirmed")


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    register_tally(
        TallySource(
            name="work.done", word=_("Work orders done"), permission="work.view", rows=orders_to_count,
            counts=Q(state__in=DONE, done_at__isnull=False), day="done_at", kind=F("kind"),
            subject=("uid", "service_request__uid"),
            touched_by=("work.order_moved", "work.review_settled", *PLACED),
            moved_by=("work.order_moved",), moved_if=_is_taken_back,
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="work.ordered", word=_("Work orders made"), permission="work.view", rows=orders_to_count,
            counts=~Q(state="cancelled"), day="created_at", kind=F("kind"),
            numerator=Count("pk", filter=Q(state__in=DONE)), subject=("uid", "service_request__uid"),
            touched_by=("work.order_created", "work.order_moved", "work.review_settled", *PLACED),
            moved_by=("requests.place_confirmed",),
        )
    )  # fmt: skip
    register_tally(
        TallySource(
            name="work.minutes", word=_("Times somebody wrote hours"), permission="work.view", rows=lines_to_count,
            counts=Q(kind="time"), day="worked_on", amount=Sum("minutes"), contract="work_order__contract_id",
            site="work_order__site_id", unit="work_order__unit_id", line="work_order__line_code",
            subject=("work_order__uid", "work_order__service_request__uid"),
            touched_by=("work.line_written", "work.review_settled", *PLACED), moved_by=("requests.place_confirmed",),
        )
    )  # fmt: skip


def _is_taken_back(event: Mapping[str, Any]) -> bool:
    """Whether finished work is not finished any more: its day is then only in the book."""
    return event["payload"].get("before") in DONE


def orders_to_count() -> QuerySet[WorkOrder]:
    """Every order, across the gate."""
    return WorkOrder.objects.all()


def lines_to_count() -> QuerySet[WorkLine]:
    """What was written on every work order, across the gate."""
    return WorkLine.objects.all()
