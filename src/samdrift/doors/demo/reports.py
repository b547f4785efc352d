"""A year of reports both parties stand behind, and the two they still talk about.

January to November are frozen with their comments, and so are three steering packs. December waits: a key figure of it
is in dispute, so its report and the fourth pack stand in draft for whoever tries the house.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from samdrift.doors.demo.people import Parties
from samdrift.foundation.scope import Scope
from samdrift.partnership.reports import public as reports

YEAR = 2025
CLIENT, PROVIDER = "customer", "provider"
# Story 1 (domain.md §7.6): rejected lots in the south from February to April, and the way back.
SAID: dict[int, tuple[tuple[str, str, str], ...]] = {
    1: (
        (
            "savings",
            CLIENT,
            "The first saving was verified. We look for the next in the districts with the most floor.",
        ),
    ),
    2: (
        (
            "kpis",
            CLIENT,
            "Three lots of twenty-four were rejected in Syd- og Sønderjylland. We expect a plan this month.",
        ),
        ("kpis", PROVIDER, "Two teams change leader on 1 April, and each lot is looked over before it is offered."),
    ),
    3: (
        ("kpis", CLIENT, "The same district again, as we feared in February."),
        ("kpis", PROVIDER, "The new leaders begin tomorrow. We accept the credit without reservation."),
    ),
    4: (("kpis", PROVIDER, "April is the last month of this. May's lots so far were all accepted."),),
    7: (
        ("kpis", PROVIDER, "Three months at the stretch level: half of April's credit is earned back."),
        ("kpis", CLIENT, "Well done. We told the district so."),
    ),
    11: (("money", CLIENT, "Two invoices were queried; the rest was paid in time."),),
}
PRIORITIES = {
    CLIENT: ("Satisfaction where it is lowest", "Inspections before winter", "One saving more in each district"),
    PROVIDER: ("Fewer repeat visits", "Rounds planned with the districts", "Answers to changes within five days"),
}  # fmt: skip
DRAFTED = (("kpis", PROVIDER, "One figure is in dispute; we have answered and hope to settle it this week."),)


def load_reports(scope: Scope, made: Parties, contract_id: int) -> Iterator[str]:
    """Each month's report and each quarter's pack, as they were known then; gives each period's name."""
    people = {CLIENT: made.faces["CTR-C"].pk, PROVIDER: made.faces["CTR-P"].pk}
    for month in range(1, 13):
        first = date(YEAR, month, 1)
        words = [reports.PastWord(side, text, section=section) for section, side, text in SAID.get(month, ())]
        if month == 12:
            words = [reports.PastWord(side, text, section=section) for section, side, text in DRAFTED]
        reports.import_reports(scope, contract_id, [_past("monthly", first, month, people, words)])
        yield f"{first:%Y-%m}"
        if month % 3 == 0:
            said = [reports.PastWord(side, text, position=place) for side, texts in PRIORITIES.items()
                    for place, text in enumerate(texts, start=1)] if month < 12 else []  # fmt: skip
            first = date(YEAR, month - 2, 1)
            reports.import_reports(scope, contract_id, [_past("steering", first, month, people, said)])


def _past(
    kind: str, first: date, month: int, people: dict[str, int], words: list[reports.PastWord]
) -> reports.PastReport:  # fmt: skip
    """As known on the twentieth of the month after, agreed on by both and frozen on the twenty-second.

    December's on the morning the story has reached: nobody has agreed on it yet.
    """
    year, following = (YEAR, month + 1) if month < 12 else (YEAR + 1, 1)
    if month == 12:
        return reports.PastReport(kind, first, datetime(year, 1, 15, 6, tzinfo=UTC), people, {}, None, words)
    agreed = {side: datetime(year, following, 21, hour, tzinfo=UTC) for side, hour in ((PROVIDER, 9), (CLIENT, 13))}
    known, frozen = (datetime(year, following, day, 7, tzinfo=UTC) for day in (20, 22))
    return reports.PastReport(kind, first, known, people, agreed, frozen, words)
