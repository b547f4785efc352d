"""A frozen report beside what the rooms would tell now, as known when it was made; and beside its earlier version."""

from dataclasses import dataclass

from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.gathering import contract_of, gathered
from samdrift.partnership.reports.queries.reading import data_of
from samdrift.partnership.reports.rules import canonical
from samdrift.partnership.reports.rules.differences import Difference, differences


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of making a report again.

    Attributes:
        whole: Whether the kept text still has the fingerprint it was frozen with.
        found: Where the rooms would tell something else today; none when it comes out the same.
    """

    whole: bool
    found: list[Difference]


def regenerated(report: Report) -> Compared:
    """Make a report's data again, as known at its own moment, and name what differs."""
    kept = data_of(report)
    contract = contract_of(report.community_id, report.contract_id)
    again = gathered(contract, report.kind, report.first_day, report.known_at, report.number)
    return Compared(canonical.digest(report.data) == report.digest, differences(kept, again))
