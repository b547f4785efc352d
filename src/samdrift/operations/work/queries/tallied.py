"""What is tallied of work: orders done. Whether in time, its promises tell: an order's due moment follows them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.tallies.public import TallySource, register_tally
from samdrift.operations.work.models import WorkOrder


def register_tallies() -> None:
    """Announce them; called once, at start-up."""
    register_tally(
        TallySource(
            name="work.done", word=_("Work orders done"), permission="work.view", rows=orders_to_count,
            counts=Q(state__in=("done", "verified", "closed"), done_at__isnull=False), day="done_at", kind=F("kind"),
            subject=("uid", "service_request__uid"),
            touched_by=(
                "work.order_moved", "work.review_settled", "requests.restricted", "requests.place_confirmed",
                "requests.type_confirmed",
            ),
            moved_by=("work.order_moved",), moved_if=_is_taken_back,
        )
    )  # fmt: skip


def _is_taken_back(event: Mapping[str, Any]) -> bool:
    """Whether finished work is not finished any more: its day is then only in the book."""
    return event["payload"].get("before") in ("done", "verified", "closed")


def orders_to_count() -> QuerySet[WorkOrder]:
    """Every order, across the gate."""
    return WorkOrder.objects.all()
