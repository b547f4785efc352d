"""The promise rules a new contract can begin with (domain.md §3.1.4 and §3.2), for the parties to change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft
from samdrift.registers.contracts.rules import PauseTerms

MILESTONE = {"acknowledge": "acknowledged", "attend": "started", "make_safe": "made_safe", "complete": "resolved"}
# By priority: whether it counts round the clock, and minutes of working time or working days by clock.
TARGETS: dict[int, tuple[bool, dict[str, int | str]]] = {
    1: (True, {"acknowledge": 10, "attend": 60, "make_safe": 120, "complete": 480}),
    2: (True, {"acknowledge": 30, "attend": 240, "make_safe": 480, "complete": 1440}),
    3: (False, {"acknowledge": 240, "attend": "1d", "complete": "3d"}),
    4: (False, {"acknowledge": "1d", "attend": "3d", "complete": "10d"}),
    5: (False, {"acknowledge": "1d", "complete": "30d"}),
}
PLANNED = (
    ("planned", {"en": "Planned maintenance", "da": "Planlagt vedligehold", "sv": "Planerat underhåll"}, "10d", "20d"),
    ("statutory", {"en": "Statutory inspections", "da": "Lovpligtige eftersyn", "sv": "Lagstadgade besiktningar"},
     "5d", "10d"),
)  # fmt: skip


def standard_rules(community_id: int, *, office: str, always: str, valid_from: date) -> list[PolicyDraft]:
    """Rules for every priority, for types with clocks of their own, and for work nobody asks for.

    Args:
        office, always: Codes of the calendars of office hours and of every hour.
    """
    known = catalogue.catalogue_of(community_id)
    pausable = [*(code for code, reason in known.hold_reasons.items() if reason.stops_clock), "awaiting_approval"]
    pauses, hours = _pauses(known), {False: office, True: always}
    drafts = (*_by_priority(pausable, hours), *_planned(pausable, office), *_special(known, pausable, hours))
    return [replace(draft, pauses=pauses, valid_from=valid_from) for draft in drafts]


def _pauses(known: catalogue.Catalogue) -> dict[str, PauseTerms]:
    """What the contract asks of each reason that may stop a clock: as the catalogue proposes (domain.md §3.1.4)."""
    return {
        code: PauseTerms(
            caused_by=reason.caused_by, evidence=reason.evidence, limit_work_days=reason.limit_work_days,
            after_make_safe=reason.after_make_safe_only, needs_other_party=reason.needs_other_party,
            needs_end=reason.needs_end,
        )
        for code, reason in known.hold_reasons.items() if reason.stops_clock
    }  # fmt: skip


def _by_priority(pausable: list[str], hours: dict[bool, str]) -> Iterable[PolicyDraft]:
    for priority, (always, targets) in TARGETS.items():
        yield PolicyDraft(
            code=f"P{priority}",
            name={"en": f"Priority {priority}", "da": f"Prioritet {priority}", "sv": f"Prioritet {priority}"},
            clocks=[_clock(kind, amount, hours[always], pausable) for kind, amount in targets.items()],
            valid_from=date.min, priority=priority, clause=f"Annex 4, table 2, P{priority}",
        )  # fmt: skip


def _special(known: catalogue.Catalogue, pausable: list[str], hours: dict[bool, str]) -> Iterable[PolicyDraft]:
    """A type with clocks of its own keeps its priority's others."""
    for kind in known.types.values():
        for priority in (1, 2, 3) if kind.special_minutes else ():
            always, targets = TARGETS[priority]
            special: dict[str, int | str] = {**targets, **kind.special_minutes}
            yield PolicyDraft(
                code=f"{kind.code}-P{priority}", name=kind.name,
                clocks=[
                    _clock(name, amount, hours[always or name in kind.special_minutes], pausable)
                    for name, amount in special.items()
                ],
                valid_from=date.min, priority=priority, request_type_code=kind.code, line_code=kind.line_code,
                clause=f"Annex 4, table 3, {kind.code}",
            )  # fmt: skip


def _planned(pausable: list[str], office: str) -> Iterable[PolicyDraft]:
    """Work nobody asks for has promises too: they count from when its window opens."""
    for code, name, begun, done in PLANNED:
        yield PolicyDraft(
            code=code.upper(), name=name,
            clocks=[_clock("attend", begun, office, pausable), _clock("complete", done, office, pausable)],
            valid_from=date.min, request_type_code=f"work.{code}", clause=f"Annex 4, table 4, {code}",
        )  # fmt: skip


def _clock(kind: str, amount: int | str, calendar: str, pausable: list[str]) -> ClockTerms:
    days = isinstance(amount, str)
    return ClockTerms(
        kind=kind, unit="work_days" if days else "work_minutes", amount=int(str(amount).removesuffix("d")),
        calendar_code=calendar, stops_with=MILESTONE[kind], pausable=pausable,
    )  # fmt: skip
