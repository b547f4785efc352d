"""What a month that is not over would cost if it ended as it stands, and at best and at worst."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from samdrift.kernel import credits as kernel
from samdrift.kernel.credits import Charges, Missed, RemedyTerms, credits_of_month
from samdrift.kernel.key_figures import BANDS, Judged, Measure, Run, judge, run_after

AS_IT_STANDS, AT_BEST, AT_WORST = "stands", "best", "worst"
ENDS = (AS_IT_STANDS, AT_BEST, AT_WORST)
NEVER_MISSED = Run()


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is counted of a figure: how many of how many, and how many more will be decided in the month."""

    part: int = 0
    whole: int = 0
    waiting: int = 0

    def __add__(self, other: "SoFar") -> "SoFar":
        return SoFar(self.part + other.part, self.whole + other.whole, self.waiting + other.waiting)

    def ending(self, end: str, *, lower_is_better: bool) -> tuple[int, int]:
        """The month's numbers if nothing more is decided, if all the rest goes well, or if none of it does.

        >>> [SoFar(90, 100, 20).ending(end, lower_is_better=False) for end in ENDS]
        [(90, 100), (110, 120), (90, 120)]
        """
        if end == AS_IT_STANDS:
            return self.part, self.whole
        counted = (end == AT_BEST) != lower_is_better
        return self.part + (self.waiting if counted else 0), self.whole + self.waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One figure of the month, of the whole contract or one district, with what a miss of it is priced by.

    Attributes:
        unit_id: None where the contract itself is judged.
        before: The run of months that ended before this one.
        charge_minor: The month's charge it is measured on.
        weight: Share of the amount at risk.
        grace: How much of a credit is owed so soon after going live.
    """

    code: str
    unit_id: int | None
    measure: Measure
    so_far: SoFar
    line: str = ""
    group: str = ""
    before: Run = NEVER_MISSED
    charge_minor: int = 0
    weight: Decimal = Decimal(1)
    grace: Decimal = Decimal(1)

    @property
    def key(self) -> str:
        """Unique in a month."""
        return f"{self.code}/{self.unit_id or ''}"

    def judged(self, end: str) -> Judged:
        """How it stands at an end of the month."""
        lower = self.measure.lower_is_better
        return judge(self.measure, *self.so_far.ending(end, lower_is_better=lower))


@dataclass(frozen=True, slots=True)
class Stake:
    """What one figure would cost in hundredths: as it stands, at best and at worst; and how many missed as it stands.

    Attributes:
        could: How many of its districts, or the contract itself, could yet miss.
    """

    code: str
    missed: int
    could: int
    minor: Mapping[str, int]


def stakes(terms: RemedyTerms, running: Sequence[Running], charges: Charges, days: int) -> list[Stake]:
    """What each figure would cost at each end of the month, by code.

    Grace, groups and caps are the month's own; what fees are reduced by is worked out with the frozen month, and a
    credit of the same figure is then owed only as far as it is more.

    Args:
        days: Days of the year the month lies in.
    """
    found = {end: _owed(terms, running, charges, days, end) for end in ENDS}
    missed = {end: _missed(running, end) for end in ENDS}
    return [
        Stake(code, missed[AS_IT_STANDS].get(code, 0), missed[AT_WORST].get(code, 0),
              {end: found[end].get(code, 0) for end in ENDS})
        for code in sorted({one.code for one in running})
    ]  # fmt: skip


def _owed(terms: RemedyTerms, running: Iterable[Running], charges: Charges, days: int, end: str) -> dict[str, int]:
    priced = [_priced(one, days, end) for one in running]
    missed = [one for one in priced if kernel.costs_something(terms, one.kpi, one.band, one.failures)]
    sums: dict[str, int] = {}
    for credit in credits_of_month(terms, missed, charges):
        sums[credit.missed.kpi] = sums.get(credit.missed.kpi, 0) + credit.net_minor
    return sums


def _priced(one: Running, days: int, end: str) -> Missed:
    lower = one.measure.lower_is_better
    part, whole = one.so_far.ending(end, lower_is_better=lower)
    band = judge(one.measure, part, whole).band
    return Missed(
        key=one.key, kpi=one.code, line=one.line, band=band, run=run_after(one.before, band),
        repeated=one.before.last_failed and band in BANDS, charge_minor=one.charge_minor, weight=one.weight,
        grace=one.grace, group=f"{one.group}/{one.unit_id or ''}" if one.group else "",
        failures=kernel.failures_of(part, whole, lower_is_better=lower), days=days,
    )  # fmt: skip


def _missed(running: Iterable[Running], end: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in running:
        found[one.code] = found.get(one.code, 0) + one.judged(end).failed
    return found
