"""A frozen report beside what the rooms would tell now, as known when it was made; and beside its earlier version.

What is compared are data. Page, paper and tables need no comparing: they are worked out from the kept text, with the
words and the look it was kept with, and come out the same for ever.
"""

from dataclasses import dataclass

from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.gathering import contract_of, gathered
from samdrift.partnership.reports.queries.reading import data_of
from samdrift.partnership.reports.rules import canonical
from samdrift.partnership.reports.rules.differences import Difference, Text, differences, told_since


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of making a report again.

    Attributes:
        whole: Whether the kept text still has the fingerprint it was frozen with.
        found: Where the rooms would tell another number, state or row today; none when it comes out the same.
        worded: Where only words differ: a name, a state's word, or how the product says it by now.
        since: The titles of sections the product has learnt to tell since.
    """

    whole: bool
    found: list[Difference]
    worded: list[Difference]
    since: list[Text]


def regenerated(report: Report) -> Compared:
    """Make a report's data again, as known at its own moment, and name what differs."""
    kept = data_of(report)
    contract = contract_of(report.community_id, report.contract_id)
    again = gathered(contract, report.kind, report.first_day, report.known_at, report.number)
    found = differences(kept, again)
    return Compared(
        canonical.digest(report.data) == report.digest, [one for one in found if not one.words],
        [one for one in found if one.words], told_since(kept, again),
    )  # fmt: skip
