"""What of a month's ordered visits did not come, beside the fee they are part of: sites' rounds, districts' runs."""

from collections import defaultdict
from dataclasses import dataclass

from samdrift.partnership.performance.queries import delivering, sources
from samdrift.partnership.performance.queries.months import Month
from samdrift.registers.contracts import public as contracts

MAIL = "MAI"
# Sources of figures that fees can be reduced by, and the line whose fee it is.
REDUCIBLE = {delivering.VISITS: delivering.CLEANING, "delivery.on_time": MAIL}


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What one site's rounds, or one district's runs, lack in a month.

    Attributes:
        top: The district; site_id: None where the fee is the district's.
        ordered, missing: Minutes of rooms, or runs.
        fee_minor: The month's fee of the line there.
    """

    line: str
    top: int
    site_id: int | None
    ordered: int
    missing: int
    fee_minor: int


def undelivered_in(month: Month, source: str) -> list[Undelivered]:
    """What was missing by site or district, by key; nothing for a source that tells of no visits."""
    line = REDUCIBLE.get(source)
    if line is None:
        return []
    lacking = _rounds(month) if source == delivering.VISITS else _runs(month, source)
    if not any(missing for _ordered, missing in lacking.values()):
        return []
    fees: dict[tuple[int, int | None], int] = defaultdict(int)
    for fee in contracts.fees_of_month(month.contract_id, month.first):
        if fee.line == line:
            top = month.tops.get(fee.unit_id, fee.unit_id)
            fees[top, fee.site_id] += fee.amount_minor
            if fee.site_id is not None:
                fees[top, None] += fee.amount_minor
    return [
        Undelivered(line, top, site, ordered, missing, fees[top, site])
        for (top, site), (ordered, missing) in sorted(lacking.items(), key=lambda one: (one[0][0], one[0][1] or 0))
        if missing and fees[top, site] > 0
    ]  # fmt: skip


Lacking = dict[tuple[int, int | None], tuple[int, int]]


def _rounds(month: Month) -> Lacking:
    """Minutes by district and site; what was kept shut is neither ordered nor missing."""
    found: Lacking = defaultdict(lambda: (0, 0))
    for one in delivering.visits_of(month):
        key = month.tops.get(one.unit_id, one.unit_id), one.site_id
        ordered, missing = found[key]
        owed = one.minutes - one.shut_minutes
        found[key] = ordered + owed, missing + owed - one.done_minutes
    return found


def _runs(month: Month, source: str) -> Lacking:
    """Runs by district: those nobody went, never those that came late."""
    found: Lacking = defaultdict(lambda: (0, 0))
    for unit, state in sources.plans_of(month, source).filter(line_code=MAIL).values_list("unit_id", "state"):
        if unit is not None:
            key = month.tops.get(unit, unit), None
            ordered, missing = found[key]
            found[key] = ordered + 1, missing + int(state == "missed")
    return found
