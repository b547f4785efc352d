"""Which steps something needs, who is asked, who may answer, and what silence does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

WAITING, APPROVED, REJECTED, WITHDRAWN, LAPSED = "waiting", "approved", "rejected", "withdrawn", "lapsed"
KINDS = ("budget", "security", "clinical")
# What deciding a step of each kind takes, and what deciding takes when nobody has that.
PERMISSION = {
    "budget": "approvals.decide_budget",
    "security": "approvals.decide_security",
    "clinical": "approvals.decide_clinical",
}
UNHELD = "approvals.decide_unheld"
# Only money may go to the contract office; what is secret or clinical waits for whoever may know.
FALLS_BACK = frozenset({"budget"})
REMIND_AFTER_WORK_DAYS = (1, 3)
TIME_OUT_WORK_DAYS = 5
AT_TIME_OUT = ("above", "lapse")
FALLBACK_LEVEL = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One yes that is needed.

    Attributes:
        above_minor: A budget step is needed above this amount; None: whatever it costs.
    """

    kind: str
    above_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule says once it is chosen: the steps in order, and what happens when nobody answers."""

    steps: tuple[Step, ...]
    at_time_out: str = "above"
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as data: what it covers (nothing said: everything) from which day to which."""

    pk: int
    contract_id: int | None
    line_code: str
    request_type_code: str
    valid_from: date
    valid_to: date | None
    terms: Terms


@dataclass(frozen=True, slots=True)
class Case:
    """What asks for an approval."""

    contract_id: int | None
    line_code: str
    request_type_code: str
    day: date


def choose(rows: Iterable[RuleRow], case: Case) -> RuleRow | None:
    """The rule for a case: the one naming the type before one naming the line, and that before one for the contract."""

    def fits(row: RuleRow) -> bool:
        return (
            row.contract_id in (None, case.contract_id)
            and row.line_code in ("", case.line_code)
            and row.request_type_code in ("", case.request_type_code)
            and row.valid_from <= case.day
            and (row.valid_to is None or case.day <= row.valid_to)
        )

    def narrow(row: RuleRow) -> tuple[bool, bool, bool, int]:
        return bool(row.request_type_code), bool(row.line_code), row.contract_id is not None, row.pk

    return max(filter(fits, rows), key=narrow, default=None)


def of_type(approval: str, above_minor: int | None) -> Terms:
    """What a request type itself asks for, where no rule speaks of it."""
    return Terms((Step(approval, above_minor),) if approval in KINDS else ())


def steps_needed(terms: Terms, amount_minor: int | None) -> tuple[str, ...]:
    """The kinds of yes that are needed at this amount, in order.

    Args:
        amount_minor: The estimate, or None when nobody knows yet: then somebody decides.
    """
    return tuple(step.kind for step in terms.steps if _needed(step, amount_minor))


def _needed(step: Step, amount_minor: int | None) -> bool:
    if step.kind != "budget" or step.above_minor is None or amount_minor is None:
        return True
    return amount_minor > step.above_minor


def after(state: str, *, yes: bool) -> str | None:
    """The state after a decision, or None when it was decided, withdrawn or let go before."""
    return (APPROVED if yes else REJECTED) if state == WAITING else None


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who could be asked: how deep in the tree their role was given, and up to which amount they decide."""

    person_id: int
    level: int
    limit_minor: int | None = None


def within(limit_minor: int | None, amount_minor: int | None) -> bool:
    """Whether somebody with this limit may decide on this amount: the limit itself is still theirs.

    An amount nobody knows yet is anybody's: there is nothing to hold against the limit.
    """
    return limit_minor is None or amount_minor is None or amount_minor <= limit_minor


def limit_of(person_limit: int | None, role_limits: Mapping[str, int], roles: Iterable[str]) -> int | None:
    """Up to which amount somebody decides: their own limit if they have one, else their role's widest; None: any."""
    if person_limit is not None:
        return person_limit
    limits = [role_limits.get(role) for role in roles]
    return None if None in limits or not limits else max(limit for limit in limits if limit is not None)


def asked(
    deciders: Sequence[Decider], *, amount_minor: int | None, never: frozenset[int], below: int | None = None
) -> list[Decider]:
    """Who is asked: everybody nearest above the unit who may decide on the amount.

    Args:
        never: Who may not decide this: whoever asked, and whoever gave an earlier yes.
        below: Only levels nearer to the top than this one: where it goes when nobody answered there.
    """
    could = [
        one for one in deciders
        if one.person_id not in never and within(one.limit_minor, amount_minor)
        and (below is None or one.level < below)
    ]  # fmt: skip
    nearest = max((one.level for one in could), default=None)
    return [one for one in could if one.level == nearest]


def authority(
    on_whose: Iterable[int], *, me: int | None, never: frozenset[int], limits: Mapping[int, int | None],
    amount_minor: int | None,
) -> int | None:  # fmt: skip
    """On whose authority somebody may decide, their own before one they stand in for; None: on nobody's.

    Whoever asked never decides: not themselves, whatever their roles and employments, and not through a deputy.
    """
    if me is None or me in never:
        return None
    can = [who for who in on_whose if who not in never and within(limits.get(who), amount_minor)]
    return min(can, key=lambda who: (who != me, who), default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """What time brings to a waiting step, and when it next brings something."""

    what: str  # nothing, remind, time_out
    reminders: int
    next_at: datetime


def due(reminders: int, moments: Sequence[datetime], now: datetime) -> Due:
    """What has fallen due: a reminder at each of the first moments, the end of patience at the last.

    Args:
        reminders: How many were sent in this round.
        moments: Close of business of the first, third and fifth working day.

    After a stand-still only the latest is made up for: nobody gets two reminders at once, and none once it is over.
    """
    passed = sum(1 for moment in moments if moment <= now)
    if passed == len(moments):
        return Due("time_out", reminders, moments[-1])
    what = "remind" if passed > reminders else "nothing"
    return Due(what, max(passed, reminders), moments[max(passed, reminders)])
