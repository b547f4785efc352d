"""The demonstration's contracts: calendars with their special days, and the SLA policies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts

STARTS, ENDS = date(2024, 1, 1), date(2029, 12, 31)
ZONE = "Europe/Copenhagen"
OFFICE = "DK-STD"
WEEK = ("mon", "tue", "wed", "thu", "fri")
HOLIDAYS: list[dict[str, Any]] = [{"country": "DK", "subdivision": None, "categories": ["public"]}]
MILESTONE = {"acknowledge": "acknowledged", "attend": "started", "make_safe": "made_safe", "complete": "resolved"}
# Priority → calendar, and minutes of working time or working days by clock; P5 within thirty days (domain.md §3.2).
TARGETS: dict[int, tuple[str, dict[str, int | str]]] = {
    1: ("24X7", {"acknowledge": 10, "attend": 60, "make_safe": 120, "complete": 480}),
    2: ("24X7", {"acknowledge": 30, "attend": 240, "make_safe": 480, "complete": 1440}),
    3: (OFFICE, {"acknowledge": 240, "attend": "1d", "complete": "3d"}),
    4: (OFFICE, {"acknowledge": "1d", "attend": "3d", "complete": "10d"}),
    5: (OFFICE, {"acknowledge": "1d", "complete": "30d"}),
}


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
        period=(STARTS, ENDS), currency=deal.currency, now=now,
    )  # fmt: skip
    for code, (name, definition) in deal.calendars.items():
        contracts.publish_calendar(scope, code=code, name=name, definition=definition, valid_from=STARTS, now=now)
    known = catalogue.catalogue_of(scope.community_id)
    pausable = [*(code for code, reason in known.hold_reasons.items() if reason.stops_clock), "awaiting_approval"]
    pauses = _pauses(known)
    usual, planned = _by_priority(pausable, deal.office), _planned(pausable, deal.office)
    for draft in (*usual, *planned, *_special(known, pausable, deal.office)):
        contracts.publish_policy(scope, contract.pk, replace(draft, pauses=pauses), now=now)
    return contract


def _pauses(known: catalogue.Catalogue) -> dict[str, contracts.PauseTerms]:
    """What the contract asks of each reason that may stop a clock: as the catalogue proposes (domain.md §3.1.4)."""
    return {
        code: contracts.PauseTerms(
            caused_by=reason.caused_by, evidence=reason.evidence, limit_work_days=reason.limit_work_days,
            after_make_safe=reason.after_make_safe_only, needs_other_party=reason.needs_other_party,
            needs_end=reason.needs_end,
        )
        for code, reason in known.hold_reasons.items() if reason.stops_clock
    }  # fmt: skip


def _by_priority(pausable: list[str], office: str) -> Iterable[contracts.PolicyDraft]:
    for priority, (usual, targets) in TARGETS.items():
        calendar = office if usual == OFFICE else usual
        yield contracts.PolicyDraft(
            code=f"P{priority}",
            name={"en": f"Priority {priority}", "da": f"Prioritet {priority}", "sv": f"Prioritet {priority}"},
            clocks=[_clock(kind, amount, calendar, pausable) for kind, amount in targets.items()],
            valid_from=STARTS, priority=priority, clause=f"Annex 4, table 2, P{priority}",
        )  # fmt: skip


def _special(known: catalogue.Catalogue, pausable: list[str], office: str) -> Iterable[contracts.PolicyDraft]:
    """A type with clocks of its own keeps its priority's others."""
    for kind in known.types.values():
        for priority in (1, 2, 3) if kind.special_minutes else ():
            usual, targets = TARGETS[priority]
            calendar = office if usual == OFFICE else usual
            special: dict[str, int | str] = {**targets, **kind.special_minutes}
            yield contracts.PolicyDraft(
                code=f"{kind.code}-P{priority}", name=kind.name,
                clocks=[
                    _clock(name, amount, "24X7" if name in kind.special_minutes else calendar, pausable)
                    for name, amount in special.items()
                ],
                valid_from=STARTS, priority=priority, request_type_code=kind.code, line_code=kind.line_code,
                clause=f"Annex 4, table 3, {kind.code}",
            )  # fmt: skip


def _planned(pausable: list[str], office: str) -> Iterable[contracts.PolicyDraft]:
    """Work nobody asks for has promises too: they count from when its window opens."""
    for code, name, begun, done in PLANNED:
        yield contracts.PolicyDraft(
            code=code.upper(), name=name,
            clocks=[_clock("attend", begun, office, pausable), _clock("complete", done, office, pausable)],
            valid_from=STARTS, request_type_code=f"work.{code}", clause=f"Annex 4, table 4, {code}",
        )  # fmt: skip


PLANNED = (
    ("planned", {"en": "Planned maintenance", "da": "Planlagt vedligehold", "sv": "Planerat underhåll"}, "10d", "20d"),
    ("statutory", {"en": "Statutory inspections", "da": "Lovpligtige eftersyn", "sv": "Lagstadgade besiktningar"},
     "5d", "10d"),
)  # fmt: skip


def _clock(kind: str, amount: int | str, calendar: str, pausable: list[str]) -> contracts.ClockTerms:
    days = isinstance(amount, str)
    return contracts.ClockTerms(
        kind=kind, unit="work_days" if days else "work_minutes", amount=int(str(amount).removesuffix("d")),
        calendar_code=calendar, stops_with=MILESTONE[kind], pausable=pausable,
    )  # fmt: skip
