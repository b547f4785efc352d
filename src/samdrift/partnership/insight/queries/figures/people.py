"""Managers' time released: a benefit not in money (R2, R17)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries import released
from samdrift.partnership.insight.queries.counting import Counting, address
from samdrift.partnership.insight.registry import UP, Asked, Cell, Figure

MINUTES = Decimal(60)


def _holding(scope: Scope, asked: Asked, day: date) -> QuerySet[Any]:
    rows = released.holding(scope, asked.contract_id, day)
    return rows if asked.unit_ids is None else rows.filter(unit__in=asked.unit_ids)


_HOLDING = Counting(_holding, {"n": Count("pk"), "hours": Sum(F("hours_before") - F("hours_now"))})


def hours(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """What holds on the last day of the period, in minutes a year."""
    if asked.site_ids is not None or asked.line:
        return []
    found = _HOLDING.sums(scope, asked, by, asked.until - timedelta(days=1))
    return [
        Cell(key=key, value=(one["hours"] * MINUTES).quantize(Decimal(1)) if one["n"] else None, rows=int(one["n"]))
        for key, one in found.items()
    ]


FIGURES = (
    Figure(
        code="managers.hours", name=_("Managers’ time released"),
        words=_(
            "Minutes a year managers no longer spend on running services, as both parties agreed by activity with "
            "method and evidence, as it holds on the last day of the period. It is a benefit not in money and part of "
            "no saving."
        ),
        kind="minutes", better=UP, by=frozenset({"", "unit"}), permission="insight.view", count=hours,
        rows=lambda scope, asked: address("insight:released", scope, asked),
    ),
)  # fmt: skip
