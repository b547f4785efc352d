"""The versions of what a contract says of changes, and what the last twelve months would have met under another."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.kernel.notice_table import Table, row_from
from samdrift.kernel.scaling import add_months
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, ScalingTerms
from samdrift.partnership.scaling.queries.pictures import terms_on
from samdrift.partnership.scaling.rules.previewing import Met, PastLine, as_met, under

MOST = 30


def terms_shown(scope: Scope, contract_id: int) -> QuerySet[ScalingTerms]:
    """Every version the reader may see, the newest first."""
    rows = ScalingTerms.objects.within(scope).filter(contract=contract_id)
    return rows.select_related("party", "contract").order_by("-valid_from", "-recorded_at", "-pk")


@dataclass(frozen=True, slots=True)
class Previewed:
    """A change of the last twelve months: what it met, and what it would have met."""

    order: ChangeOrder
    met: Met
    would: Met


def preview(scope: Scope, contract_id: int, table: Table, today: date) -> list[Previewed]:
    """The changes asked for in the last twelve months under other rows, the newest first, 30 at most.

    The months over which small steps are summed stay as each change was counted.
    """
    lines = ChangeLine.objects.within(scope).filter(
        order__contract=contract_id, order__state__in=rules.COUNTED, order__submitted_on__gt=add_months(today, -12)
    )
    rows = lines.select_related("order").order_by("-order__submitted_on", "-order_id", "pk")
    held = terms_on(contract_id, today)
    any_day = bool(held and held.table.get("any_day"))
    found: list[Previewed] = []
    for order, of_order in groupby(rows, key=attrgetter("order")):
        past = [_past(order, line) for line in of_order if line.row["code"] not in rules.OWN_ROWS]
        if past and len(found) < MOST:
            found.append(Previewed(order, as_met(past, any_day=any_day), under(table, past)))
    return found


def _past(order: ChangeOrder, line: ChangeLine) -> PastLine:
    submitted = order.submitted_on or order.requested_on
    reduction = line.year_before - line.year_after
    return PastLine(submitted, order.requested_on, line.share, row_from(line.row), reduction)
