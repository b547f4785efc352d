"""A year of reports both parties stand behind: twelve months and four steering packs, frozen with both sides' words.

December's were signed on the morning the story has reached. The town's December waits: a key figure of it is in
dispute, so its report stands in draft for whoever tries the house.
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
    12: (
        (
            "kpis",
            CLIENT,
            "The telephone failed for two hours on 22 December. The two callers more are counted now, as we agreed.",
        ),
        ("kpis", PROVIDER, "The operator told us late. From February on we see a failed line ourselves."),
        ("money", CLIENT, "One invoice was queried and credited within four days. One more waits for an answer."),
        ("money", PROVIDER, "The cleaners had been sent home between the holidays; the credit was due."),
    ),
}
# What both said of the last quarter's pack, which the committee reads first.
SAID_OF_QUARTER = (
    ("cover", CLIENT, "A good year's end: nearly twelve per cent saved, and the districts feel it in their days."),
    ("cover", PROVIDER, "We agree. What we owe the districts now is steadier satisfaction where it is lowest."),
    ("scorecard", CLIENT, "Cleaning in the south has held since May. We would see the same of answers to changes."),
    ("scorecard", PROVIDER, "Answers to changes took nine days on the mean; two planners more begin in February."),
    (
        "savings",
        CLIENT,
        "The fleet of Sydsjælland cost more than before. We count it as it is and ask for a way out of the tyre deal.",
    ),
    ("savings", PROVIDER, "The deal ends in June. Until then we carry the difference to the old price."),
    ("needed", CLIENT, "The option needs the committee's word by the summer; we bring our view in April."),
)  # fmt: skip
PRIORITIES = {
    CLIENT: ("Satisfaction where it is lowest", "Inspections before winter", "One saving more in each district"),
    PROVIDER: ("Fewer repeat visits", "Rounds planned with the districts", "Answers to changes within five days"),
}  # fmt: skip
DRAFTED = ("kpis", PROVIDER, "One figure is in dispute; we have answered and hope to settle it this week.")
AS_KNOWN = datetime(YEAR + 1, 1, 15, 5, tzinfo=UTC)  # when December was frozen and signed, before the working day began


def load_reports(scope: Scope, made: Parties, contract_id: int) -> Iterator[str]:
    """Each month's report and each quarter's pack, as they were known then; gives each period's name."""
    people = {CLIENT: made.faces["CTR-C"].pk, PROVIDER: made.faces["CTR-P"].pk}
    for month in range(1, 13):
        first = date(YEAR, month, 1)
        words = [reports.PastWord(side, text, section=section) for section, side, text in SAID.get(month, ())]
        reports.import_reports(scope, contract_id, [_past("monthly", first, month, people, words)])
        yield f"{first:%Y-%m}"
        if month % 3 == 0:
            said = [reports.PastWord(side, text, position=place) for side, texts in PRIORITIES.items()
                    for place, text in enumerate(texts, start=1)]  # fmt: skip
            if month == 12:
                said += [reports.PastWord(side, text, section=section) for section, side, text in SAID_OF_QUARTER]
            first = date(YEAR, month - 2, 1)
            reports.import_reports(scope, contract_id, [_past("steering", first, month, people, said)])


def load_draft(scope: Scope, contract_id: int, people: dict[str, int]) -> None:
    """December's report as a draft, with what the provider has said of it: for whoever tries the house."""
    section, side, text = DRAFTED
    words = [reports.PastWord(side, text, section=section)]
    past = reports.PastReport("monthly", date(YEAR, 12, 1), AS_KNOWN, people, {}, None, words)
    reports.import_reports(scope, contract_id, [past])


def _past(
    kind: str, first: date, month: int, people: dict[str, int], words: list[reports.PastWord]
) -> reports.PastReport:  # fmt: skip
    """As known on the twentieth of the month after, agreed on by both and frozen on the twenty-second.

    December's on the morning the story has reached, as soon as its key figures were frozen.
    """
    if month == 12:
        agreed = {PROVIDER: AS_KNOWN.replace(hour=6), CLIENT: AS_KNOWN.replace(hour=7)}
        return reports.PastReport(kind, first, AS_KNOWN, people, agreed, AS_KNOWN.replace(hour=7, minute=30), words)
    agreed = {side: datetime(YEAR, month + 1, 21, hour, tzinfo=UTC) for side, hour in ((PROVIDER, 9), (CLIENT, 13))}
    known, frozen = (datetime(YEAR, month + 1, day, 7, tzinfo=UTC) for day in (20, 22))
    return reports.PastReport(kind, first, known, people, agreed, frozen, words)
