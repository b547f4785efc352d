"""The demonstration's contracts: calendars with their special days, and the SLA policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.contracts import public as contracts

STARTS, ENDS = date(2024, 1, 1), date(2029, 12, 31)
ZONE = "Europe/Copenhagen"
OFFICE = "DK-STD"
WEEK = ("mon", "tue", "wed", "thu", "fri")
HOLIDAYS: list[dict[str, Any]] = [{"country": "DK", "subdivision": None, "categories": ["public"]}]


def office_hours() -> dict[str, Any]:
    """DK-STD: Monday to Friday 08–16, Danish holidays, 24 and 31 December closed, 5 June in the morning."""
    days: dict[str, list[str]] = {}
    for year in range(2024, 2031):
        days |= {f"{year}-12-24": [], f"{year}-12-31": []}
        if date(year, 6, 5).weekday() < 5:
            days[f"{year}-06-05"] = ["08:00-12:00"]
    return {"timezone": ZONE, "week": {day: ["08:00-16:00"] for day in WEEK}, "holidays": HOLIDAYS, "days": days}


CALENDARS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    OFFICE: (
        {"en": "Office hours", "da": "Kontortid", "sv": "Kontorstid"},
        office_hours(),
    ),
    "24X7": (
        {"en": "Round the clock", "da": "Døgnet rundt", "sv": "Dygnet runt"},
        {"timezone": ZONE, "week": {day: ["00:00-24:00"] for day in (*WEEK, "sat", "sun")}},
    ),
}


@dataclass(frozen=True, slots=True)
class Deal:
    """What differs between the demonstration's contracts; `office` is the code of the calendar of office hours."""

    code: str
    name: Mapping[str, str]
    currency: str
    office: str
    calendars: Mapping[str, tuple[dict[str, str], dict[str, Any]]]
    period: tuple[date, date] = (STARTS, ENDS)


POLICE = Deal(
    "NP-IFM-1",
    {"en": "Integrated facility management", "da": "Integreret facility management", "sv": "Integrerad FM"},
    "DKK", OFFICE, CALENDARS,
)  # fmt: skip


def agree_terms(
    scope: Scope, customer_id: int, provider_id: int, *, now: datetime, deal: Deal = POLICE
) -> contracts.Contract:
    """Record a contract, its calendars and its policies."""
    contract = contracts.record_contract(
        scope, code=deal.code, name=dict(deal.name), customer_id=customer_id, provider_id=provider_id,
        period=deal.period, currency=deal.currency, now=now,
    )  # fmt: skip
    for code, (name, definition) in deal.calendars.items():
        contracts.publish_calendar(scope, code=code, name=name, definition=definition, valid_from=STARTS, now=now)
    for draft in contracts.standard_rules(scope.community_id, office=deal.office, always="24X7", valid_from=STARTS):
        contracts.publish_policy(scope, contract.pk, draft, now=now)
    return contract
