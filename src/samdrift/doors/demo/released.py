"""The demonstration's managers' time released: each district's activities before the contract and in 2025 (R2, R17).

Hours follow how many people a district has; both parties agreed on all but one, which waits for the provider's answer.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from samdrift.doors.demo import figures
from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.partnership.insight import public as insight

FROM = date(2025, 1, 1)
# activity, hours a year for each hundred people before, share that is left, method, how it was counted
ACTIVITIES = (
    ("supervise", "46", "0.15", "time_study", "Lederne skrev tid op i fire uger før og efter overgangen."),
    ("rosters", "31", "0.05", "records", "Læst af vagtplaner og fraværslister for 2023 og 2025."),
    ("order", "22", "0.55", "time_study", "Lederne skrev tid op i fire uger før og efter overgangen."),
    ("invoices", "18", "0.30", "records", "Antal bilag gange målt tid pr. bilag, 2023 og 2025."),
    ("complaints", "15", "0.60", "survey", "Alle ledere spurgt i november 2023 og november 2025."),
    ("tenders", "9", "0.10", "comparison", "Sammenlignet med to enheder, der selv udbyder."),
)
EVIDENCE = "Tidsopgørelse, sag 2025-0417, bilag {number}"
WAITS = "safety"
STEP = Decimal("0.5")


def load_releases(made: Parties, contract_id: int, *, as_of: datetime) -> int:
    """Load all of it; how many rows."""
    return len(insight.load_releases(list(_rows(made, contract_id, as_of))))


def _rows(made: Parties, contract_id: int, as_of: datetime) -> Iterator[insight.TimeReleased]:
    agreed = datetime(2025, 12, 9, 9, tzinfo=UTC)
    for unit in figures.UNITS:
        chance = generator("released", unit.code)
        for number, (activity, hours, left, method, how) in enumerate(ACTIVITIES, start=1):
            before = _half(Decimal(hours) * unit.users / 100 * Decimal(chance.randint(85, 115)) / 100)
            yield insight.TimeReleased(
                uid=uid("released", unit.code, activity), community_id=made.community.pk, contract_id=contract_id,
                unit_id=made.units[unit.code].pk, activity=activity, number=1, hours_before=before,
                hours_now=_half(before * Decimal(left)), method=method, how=how, from_day=FROM, state="agreed",
                evidence=EVIDENCE.format(number=number), side="customer", author_id=made.faces["CTR-C"].pk,
                proposed_at=agreed - timedelta(days=14), decided_by_id=made.faces["CTR-P"].pk, decided_at=agreed,
            )  # fmt: skip
    yield insight.TimeReleased(
        uid=uid("released", HOME, WAITS), community_id=made.community.pk, contract_id=contract_id,
        unit_id=made.units[HOME].pk, activity=WAITS, number=1, hours_before=Decimal(140), hours_now=Decimal(60),
        method="survey", how="Arbejdsmiljøgruppen spurgt i januar 2026.", from_day=date(2026, 1, 1), state="proposed",
        evidence="Referat af 12. januar 2026", side="customer", author_id=made.faces["DIST-MGT"].pk,
        proposed_at=as_of - timedelta(days=2),
    )  # fmt: skip


def _half(hours: Decimal) -> Decimal:
    """To the nearest half hour."""
    return (hours / STEP).quantize(Decimal(1)) * STEP
