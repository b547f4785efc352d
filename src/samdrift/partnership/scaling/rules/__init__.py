"""How a change order goes from draft to settled, and who moves it (domain.md §2.15 and §2.23)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from samdrift.kernel.scaling import add_months, first_on_or_after

DRAFT, ASSESSED, SUBMITTED, LOCAL, CENTRAL = (
    "draft",
    "impact_assessed",
    "submitted",
    "local_approved",
    "central_approved",
)
ACCEPTED, SCHEDULED, EFFECTIVE, SETTLED = "accepted_by_provider", "scheduled", "effective", "settled"
REJECTED, WITHDRAWN, EXPIRED = "rejected", "withdrawn", "expired"
STATES = (
    DRAFT, ASSESSED, SUBMITTED, LOCAL, CENTRAL, ACCEPTED, SCHEDULED, EFFECTIVE, SETTLED, REJECTED, WITHDRAWN, EXPIRED,
)  # fmt: skip
MOVES = {
    (DRAFT, "assess"): ASSESSED,
    (ASSESSED, "submit"): SUBMITTED,
    (SUBMITTED, "approve_local"): LOCAL,
    (SUBMITTED, "reject"): REJECTED,
    (SUBMITTED, "expire"): EXPIRED,
    (SUBMITTED, "accept_by_itself"): ACCEPTED,
    (LOCAL, "approve_central"): CENTRAL,
    (LOCAL, "reject"): REJECTED,
    (LOCAL, "accept"): ACCEPTED,
    (LOCAL, "accept_by_itself"): ACCEPTED,
    (CENTRAL, "accept"): ACCEPTED,
    (ACCEPTED, "schedule"): SCHEDULED,
    (SCHEDULED, "take_effect"): EFFECTIVE,
    (EFFECTIVE, "settle"): SETTLED,
    **{(state, "withdraw"): WITHDRAWN for state in (DRAFT, ASSESSED, SUBMITTED, LOCAL, CENTRAL)},
    **{(state, "withdraw_together"): WITHDRAWN for state in (ACCEPTED, SCHEDULED)},
}
# Asked for and not yet decided: it counts in the twelve months' sum, and nobody has lost it.
PENDING = (SUBMITTED, LOCAL, CENTRAL)
AGREED = (ACCEPTED, SCHEDULED, EFFECTIVE, SETTLED)
COUNTED = PENDING + AGREED
CLOSED = (SETTLED, REJECTED, WITHDRAWN, EXPIRED)

EXPIRES_AFTER_DAYS = 30
OBJECT_WITHIN_WORK_DAYS = 5

# What each yes takes; asked for in this order.
APPROVAL = {
    "budget": "scaling.approve_local",
    "contract": "scaling.approve_contract",
    "steering": "scaling.approve_steering",
}
PLAN, ANSWER, SETTLE = "scaling.plan", "scaling.answer", "scaling.settle"
AGREE_TERMS = "scaling.agree_terms"
OWN_ROWS = ("correction", "spec")  # rows of changes the notice table does not speak of


def after(state: str, move: str) -> str | None:
    """The state after `move`, or None when the move is not allowed."""
    return MOVES.get((state, move))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands, as far as who moves it next depends on it."""

    state: str
    needed: tuple[str, ...]
    given: tuple[str, ...] = ()
    objected: bool = False
    insisted: bool = False
    consults: bool = False


def missing(standing: Standing) -> tuple[str, ...]:
    """The yeses still to be given on the customer's side, the next first."""
    return tuple(one for one in standing.needed if one not in standing.given)


def self_service(needed: Sequence[str]) -> bool:
    """Whether the budget holder's yes alone makes it agreed: below every threshold."""
    return tuple(needed) == ("budget",)


def agrees_by_itself(needed: Sequence[str], *, consults: bool) -> bool:
    """Whether the budget holder's yes is the last word: below every threshold, and no staff to be asked first."""
    return self_service(needed) and not consults


def after_yes(standing: Standing, step: str) -> list[str] | None:
    """The states a yes leads through, in order; [] where another one is still missing; None where it was not asked."""
    if standing.state not in (SUBMITTED, LOCAL) or missing(standing)[:1] != (step,):
        return None
    states = [LOCAL] if standing.state == SUBMITTED else []
    if len(missing(standing)) == 1 and len(standing.needed) > 1:
        states.append(CENTRAL)
    if agrees_by_itself(standing.needed, consults=standing.consults):
        states += [ACCEPTED, SCHEDULED]
    return states


def waits_for(standing: Standing) -> str:
    """Whose move is next: a yes by its name, provider, customer (to answer an objection), or "" for nobody."""
    if standing.state in (SUBMITTED, LOCAL) and missing(standing):
        return missing(standing)[0]
    if standing.state in (LOCAL, CENTRAL):
        return "customer" if standing.objected and not standing.insisted else "provider"
    return ""


def may_object(standing: Standing, *, in_time: bool) -> bool:
    """Whether the provider may still say why not: once, and within five working days."""
    return waits_for(standing) == "provider" and not standing.objected and in_time


def may_decide(me: int | None, *, asked_by: int | None, on_whose: Iterable[int], gave_before: Iterable[int]) -> bool:
    """Whether somebody may say yes: never whoever asked (trap 34), through no deputy either, and one yes a person."""
    never = {asked_by, *gave_before}
    return me is not None and me not in never and bool(set(on_whose) - never)


CLIFF_DAYS = 14


def last_day_to_ask(effective: date, notice_months: int) -> date:
    """Until when a change is asked for to hold from its first day; a day later it holds a month later."""
    return add_months(effective, -notice_months)


def is_near_cliff(last: date, today: date) -> bool:
    """Whether it is time to tell of a day after which a change moves by a month: fourteen days before, or fewer."""
    return 0 <= (last - today).days <= CLIFF_DAYS


def first_day_if_accepted(on: date, today: date, *, any_day: bool = False) -> date:
    """The first day a change holds that is accepted today: as computed, or the next first if that has passed."""
    if on > today:
        return on
    return add_months(today, 0) if any_day else first_on_or_after(add_months(today.replace(day=1), 1))
