"""Which terms apply to a piece of work, and why: the narrowest policy that fits, with every refusal named."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """What an SLA policy asks of work before it applies; an empty condition fits everything.

    Attributes:
        valid_to: The last day, or None.
        recorded_on: The day it was recorded; of two equally narrow policies the later agreement wins.
    """

    policy_id: int
    code: str
    line_code: str = ""
    request_type_code: str = ""
    priority: int | None = None
    site_kind: str = ""
    sites: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    valid_from: date = date.min
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The work terms are looked for: where, what, how urgent, and on which local day it was received."""

    line_code: str
    request_type_code: str
    priority: int
    day: date
    site_id: int | None = None
    site_kind: str = ""
    units: frozenset[int] = frozenset()  # the unit and all above it
    by_name: bool = False  # only rules that name its type apply: planned work is promised nothing by the way


@dataclass(frozen=True, slots=True)
class Considered:
    """One policy that was looked at: why it does not apply ("" when it does), and how narrow it is."""

    terms: Terms
    against: str
    narrowness: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The policy chosen, or None, and all that were considered, the narrowest that fit first."""

    chosen: Terms | None
    considered: tuple[Considered, ...]


def against(terms: Terms, case: Case) -> str:
    """The first condition of `terms` that `case` does not meet, by its name, or "" when all are met."""
    checks = (
        ("dates", terms.valid_from <= case.day and (terms.valid_to is None or case.day <= terms.valid_to)),
        ("line", terms.line_code in ("", case.line_code)),
        ("request_type", terms.request_type_code == case.request_type_code or _fits_any_type(terms, case)),
        ("priority", terms.priority in (None, case.priority)),
        ("site", not terms.sites or case.site_id in terms.sites),
        ("unit", not terms.units or not terms.units.isdisjoint(case.units)),
        ("site_kind", terms.site_kind in ("", case.site_kind)),
    )
    return next((name for name, met in checks if not met), "")


def _fits_any_type(terms: Terms, case: Case) -> bool:
    return terms.request_type_code == "" and not case.by_name


def narrowness(terms: Terms) -> tuple[int, ...]:
    """How narrow terms are, for comparing: request type before site before unit before kind of site before line."""
    return (
        int(bool(terms.request_type_code)),
        int(bool(terms.sites)),
        int(bool(terms.units)),
        int(bool(terms.site_kind)),
        int(bool(terms.line_code)),
        int(terms.priority is not None),
        terms.valid_from.toordinal(),
    )


def choose(candidates: Iterable[Terms], case: Case) -> Choice:
    """The narrowest policy that fits; between equals the one valid from the later day, then the first by code."""
    looked_at = [Considered(terms, against(terms, case), narrowness(terms)) for terms in candidates]
    by_code = sorted(looked_at, key=lambda one: one.terms.code)
    fitting = sorted((one for one in by_code if not one.against), key=lambda one: one.narrowness, reverse=True)
    rest = [one for one in by_code if one.against]
    return Choice(fitting[0].terms if fitting else None, (*fitting, *rest))


def chosen(candidates: Iterable[Terms], case: Case) -> Terms | None:
    """What `choose` chooses, for those who ask for very many cases and need not tell why the others do not."""
    fitting = [terms for terms in candidates if _may_fit(terms, case) and not against(terms, case)]
    return min(fitting, key=lambda terms: ([-part for part in narrowness(terms)], terms.code), default=None)


def _may_fit(terms: Terms, case: Case) -> bool:
    """Whether what most terms differ by fits: a look each instead of seven."""
    return terms.line_code in ("", case.line_code) and terms.priority in (None, case.priority)


def covers(lines: Iterable[str], top_units: Iterable[int], *, line_code: str, units: frozenset[int]) -> bool:
    """Whether a contract's lines and units (empty: all) cover a line at a place."""
    lines, top_units = set(lines), set(top_units)
    return (not lines or line_code in lines) and (not top_units or not top_units.isdisjoint(units))


@dataclass(frozen=True, slots=True)
class PauseTerms:
    """What the contract says of one reason to wait, where the clocks that name it may stand.

    Attributes:
        caused_by: customer, provider, third or nobody; "" is as the catalogue says.
        evidence: The kind of proof without which the clock runs on; "" asks for none.
        limit_work_days: How long it may stop a clock; then the work goes on, or what nobody answered is resolved as
            unanswered. None is without limit.
        needs_end: It stops a clock only up to an agreed moment.
        needs_other_party: Only once the other party has accepted it.
    """

    caused_by: str = ""
    evidence: str = ""
    limit_work_days: int | None = None
    needs_end: bool = False
    after_make_safe: bool = False
    needs_other_party: bool = False


def pause_terms_from(written: Mapping[str, Mapping[str, Any]]) -> dict[str, PauseTerms]:
    """Pause terms as a policy keeps them, by reason."""
    return {code: PauseTerms(**terms) for code, terms in written.items()}


def pause_terms_as_written(terms: Mapping[str, PauseTerms]) -> dict[str, dict[str, Any]]:
    """The same as JSON."""
    return {code: asdict(one) for code, one in terms.items()}


def may_freeze(month: date, today: date) -> bool:
    """Whether a month can be frozen: it is named by its first day, and its last day has passed."""
    return month.day == 1 and (month.year, month.month) < (today.year, today.month)


def months_before(today: date, many: int) -> list[date]:
    """The first days of the last months that have ended, the latest first."""
    number = today.year * 12 + today.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in range(1, many + 1)]


def needs_a_second_person(valid_from: date, today: date) -> bool:
    """Whether a calendar that begins on a day touches the running month or an earlier one (domain.md §4.3)."""
    return (valid_from.year, valid_from.month) <= (today.year, today.month)


def overlap(one: Terms, other: Terms) -> bool:
    """Whether there can be work that both fit."""
    return all(
        (
            one.line_code in ("", other.line_code) or other.line_code == "",
            one.request_type_code in ("", other.request_type_code) or other.request_type_code == "",
            one.priority in (None, other.priority) or other.priority is None,
            one.site_kind in ("", other.site_kind) or other.site_kind == "",
            not one.sites or not other.sites or not one.sites.isdisjoint(other.sites),
            # Units lie in a tree: two different ones may still share a place below them.
            one.valid_to is None or other.valid_from <= one.valid_to,
            other.valid_to is None or one.valid_from <= other.valid_to,
        )
    )


CONDITIONS = ("request_type", "sites", "units", "site_kind", "line", "priority", "valid_from")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules that can fit the same work: whether the first is chosen then, and the condition that decides.

    `by` is one of `CONDITIONS`, or "code" when they are equally narrow and the first by code is taken.
    """

    other: Terms
    wins: bool
    by: str


def overlaps(one: Terms, others: Iterable[Terms]) -> list[Overlap]:
    """The rules that can fit the same work as `one`, by code, and which is chosen then; versions of itself left out."""
    found = []
    for other in sorted(others, key=lambda terms: terms.code):
        if other.code == one.code or not overlap(one, other):
            continue
        mine, theirs = narrowness(one), narrowness(other)
        by = next((name for name, a, b in zip(CONDITIONS, mine, theirs, strict=True) if a != b), "code")
        found.append(Overlap(other, mine > theirs or (mine == theirs and one.code < other.code), by))
    return found


def deadline(day: date, holidays: Collection[date]) -> date:
    """The last working day at or before a day: a duty due on a holiday or weekend is due before it (trap 54)."""
    while day.weekday() >= 5 or day in holidays:
        day -= timedelta(days=1)
    return day


def due_days(first: date, every_months: int, until: date) -> list[date]:
    """The days an obligation falls due up to a day; of one that comes again, the same day of the month or its last."""
    days, many = [first], 0
    while every_months and days[-1] < until:
        many += every_months
        month = first.year * 12 + first.month - 1 + many
        year, index = divmod(month, 12)
        last = monthrange(year, index + 1)[1]
        days.append(date(year, index + 1, min(first.day, last)))
    return days


def next_due(first: date, every_months: int, kept: Collection[date]) -> date | None:
    """The first day of an obligation that has not been kept yet; None where it was due once and is kept."""
    if not every_months:
        return None if first in kept else first
    days = due_days(first, every_months, max([first, *kept]) + timedelta(days=1))
    return next(day for day in days if day not in kept)


# Days before the deadline of an option on which people are told of it (N-29), and the day it is let pass.
ALERTS = (180, 90, 30, 7, 0)


def alert_for(days_left: int, told: int | None) -> int | None:
    """The milestone to tell of now: the nearest one reached that is nearer than the last one told; else None."""
    reached = [mark for mark in ALERTS if days_left <= mark]
    return min(reached) if reached and (told is None or min(reached) < told) else None
