"""What may become of an add-on, whose decision it is, and by which terms of the contract it is measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

NOTED, OPEN, OFFERED, CHARGED = "noted", "open", "offered", "charged"
PROPOSED, AGREED, FORGIVEN, STOPPED, WITHDRAWN = "proposed", "agreed", "forgiven", "stopped", "withdrawn"
STATES = (NOTED, OPEN, OFFERED, PROPOSED, CHARGED, AGREED, FORGIVEN, STOPPED, WITHDRAWN)
UNDECIDED = (NOTED, OPEN)
WAITING = (OFFERED, PROPOSED)
# What one party keeps to itself: nobody decided about it, or it was stopped or taken back before it was put forward.
PROVIDER, CUSTOMER = "provider", "customer"

MOVES = {
    (NOTED, "put_forward"): OPEN, (NOTED, "forgive"): FORGIVEN, (NOTED, "charge"): OFFERED,
    (NOTED, "propose"): PROPOSED, (NOTED, "stop"): STOPPED, (NOTED, "withdraw"): WITHDRAWN,
    (OPEN, "forgive"): FORGIVEN, (OPEN, "charge"): OFFERED, (OPEN, "propose"): PROPOSED, (OPEN, "stop"): STOPPED,
    (OFFERED, "accepted"): CHARGED, (OFFERED, "refused"): OPEN,
    (PROPOSED, "propose"): PROPOSED, (PROPOSED, "take_back"): OPEN, (PROPOSED, "agreed"): AGREED,
}  # fmt: skip
# Which side makes a move. What the other party answers comes from the offer or the change itself.
SIDES: Mapping[str, frozenset[str]] = {
    "put_forward": frozenset({PROVIDER}), "forgive": frozenset({PROVIDER}), "charge": frozenset({PROVIDER}),
    "withdraw": frozenset({PROVIDER, CUSTOMER}), "propose": frozenset({PROVIDER, CUSTOMER}),
    "take_back": frozenset({PROVIDER, CUSTOMER}), "stop": frozenset({PROVIDER, CUSTOMER}),
}  # fmt: skip
# These show the add-on to the other party, if it did not see it before.
SHOWS = frozenset({"put_forward", "forgive", "charge", "propose"})
ASKED_BY = ("coordinator", "user", "nobody")
MEASURES = ("item", "hours", "cost", "travel")


def after(state: str, move: str) -> str | None:
    """The state after a move; None when it is not allowed: what was accepted or agreed is never decided otherwise."""
    return MOVES.get((state, move))


def may_move(move: str, state: str, *, side: str, person_id: int | None, noted_by: int | None) -> bool:
    """Whether somebody of a side may make a move: nobody forgives what they noted themselves."""
    if after(state, move) is None or side not in SIDES.get(move, frozenset()):
        return False
    if move == "withdraw":
        return person_id is not None and person_id == noted_by
    return not (move == "forgive" and person_id == noted_by)


@dataclass(frozen=True, slots=True)
class Code:
    """What kind of thing was done beyond the contract, and by what it is measured.

    Attributes:
        measure: item (units of an item of the price book), hours, cost (what material cost) or travel.
        icon: The drawing on its button.
        words: What both parties call a code of their own, in three languages; empty for the usual ones.
    """

    code: str
    measure: str
    icon: str
    words: Mapping[str, str] = field(default_factory=dict)


USUAL = (
    Code("extra_area", "item", "building"), Code("extra_frequency", "item", "refresh"),
    Code("extra_hours", "hours", "clock"), Code("other_service", "item", "tool"),
    Code("higher_quality", "item", "star"), Code("materials", "cost", "package"),
    Code("waiting", "hours", "hourglass"), Code("travel", "travel", "fleet"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """How a contract handles add-ons; amounts in hundredths.

    Attributes:
        codes: What can be noted.
        repeats, within_days: So many of the same at the same place within so many days are a sign.
        months, beyond_percent: So many full months in a row with so much more done than ordered are a sign.
        small_minor: What comes to no more than this is small, and summed with other small ones.
        together_minor, window_months: From this sum on, within so many months, small ones are no longer forgotten.
        service_days: How often a year a square metre is looked after where its setting says no frequency.
    """

    codes: tuple[Code, ...] = USUAL
    repeats: int = 3
    within_days: int = 90
    months: int = 3
    beyond_percent: Decimal = Decimal(10)
    small_minor: int = 100_000
    together_minor: int = 500_000
    window_months: int = 12
    service_days: int = 251

    def code(self, code: str) -> Code | None:
        """A code of this contract; None when it has no such."""
        return next((one for one in self.codes if one.code == code), None)


DEFAULT = Terms()
# name → least, most; as a person may set them.
LIMITS: Mapping[str, tuple[int, int]] = {
    "repeats": (2, 50), "within_days": (7, 366), "months": (2, 12), "beyond_percent": (1, 500),
    "small_minor": (0, 10**9), "together_minor": (1, 10**11), "window_months": (1, 24), "service_days": (1, 366),
}  # fmt: skip


def as_written(terms: Terms) -> dict[str, Any]:
    """Terms as they are kept; `terms_from` reads the same again."""
    return {
        "codes": [
            {"code": one.code, "measure": one.measure, "icon": one.icon, "words": dict(one.words)}
            for one in terms.codes
        ],
        **{name: str(getattr(terms, name)) for name in LIMITS},
    }  # fmt: skip


def terms_from(written: Mapping[str, Any]) -> Terms:
    """Terms as they were kept; what is not written is as usual."""
    codes = tuple(
        Code(str(one["code"]), str(one["measure"]), str(one["icon"]), dict(one.get("words") or {}))
        for one in written.get("codes", ())
    )  # fmt: skip
    whole = {name: int(str(written[name])) for name in LIMITS if name in written and name != "beyond_percent"}
    terms = replace(DEFAULT, **whole)  # type: ignore[arg-type]
    if "beyond_percent" in written:
        terms = replace(terms, beyond_percent=Decimal(str(written["beyond_percent"])))
    return replace(terms, codes=codes) if codes else terms


def wrong_terms(terms: Terms) -> list[str]:
    """The names of what lies outside its limits, or codes that are none."""
    found = [name for name, (least, most) in LIMITS.items() if not least <= getattr(terms, name) <= most]
    known = [one.code for one in terms.codes]
    if not known or len(set(known)) != len(known) or any(one.measure not in MEASURES for one in terms.codes):
        found.append("codes")
    return found
