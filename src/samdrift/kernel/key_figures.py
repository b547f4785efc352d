"""How a figure stands against its target: its band, the low-volume rule, and the run of months it belongs to.

Source: domain.md §3.4. A value is rounded to two decimals before it is judged: what both parties read on the page is
what counts.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

PASSED, NOT_MEASURED = "passed", "not_measured"
BANDS = ("minor", "serious", "severe", "critical")
RESETS_AFTER = 2
LOW_VOLUME = 20
# How far behind the target a miss is serious, severe and critical, where a contract does not say otherwise.
EDGES = (Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a definition promises of a figure.

    Attributes:
        target: In the figure's own unit: per cent where `scale` is 100.
        lower_is_better: The figure may reach the target and no more, as with reopened work.
        scale: What the share is multiplied by: 100 for per cent, 1,000 for grams of kilograms.
        edges: How far behind the target a miss is serious, severe and critical; nearer it is minor.
        stretch: The level that earns a credit back; None where none does.
        low_volume_under: Under so many a share may miss by single failures; 0 where every failure counts.
        fewest: Under so many nothing is measured.
    """

    target: Decimal
    lower_is_better: bool = False
    scale: int = 100
    edges: tuple[Decimal, Decimal, Decimal] = EDGES
    stretch: Decimal | None = None
    low_volume_under: int = LOW_VOLUME
    fewest: int = 1


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure, its band, and why.

    Attributes:
        value: Rounded to two decimals, half up; None where nothing was measured: never 0 % or 100 % of nothing.
        band: One of BANDS, PASSED or NOT_MEASURED.
        allowed: How many failures the low-volume rule allowed, where it was asked.
        stretch: It reached the level that earns credits back.
    """

    value: Decimal | None
    band: str
    allowed: int | None = None
    stretch: bool = False

    @property
    def failed(self) -> bool:
        """Whether it missed."""
        return self.band in BANDS


def value_of(numerator: int, denominator: int, scale: int = 100) -> Decimal | None:
    """The figure in two decimals, half up; None of nothing.

    >>> value_of(1180, 1236), value_of(0, 0)
    (Decimal('95.47'), None)
    """
    if not denominator:
        return None
    return (Decimal(scale * numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def judge(measure: Measure, numerator: int, denominator: int) -> Judged:
    """How a figure stands against its target.

    >>> judge(Measure(target=Decimal(95)), 9, 10)       # 90 %, but one failure of ten is allowed
    Judged(value=Decimal('90.00'), band='passed', allowed=1, stretch=False)
    >>> judge(Measure(target=Decimal(95)), 90, 100).band
    'serious'
    """
    value = value_of(numerator, denominator, measure.scale)
    if value is None or denominator < measure.fewest:
        return Judged(value, NOT_MEASURED)
    missed_by = value - measure.target if measure.lower_is_better else measure.target - value
    if missed_by <= 0:
        return Judged(value, PASSED, stretch=_stretched(measure, value))
    allowed = None
    if measure.scale == 100 and denominator < measure.low_volume_under:
        allowed = allowed_failures(measure, denominator)
        failures = numerator if measure.lower_is_better else denominator - numerator
        if failures <= allowed:
            return Judged(value, PASSED, allowed)
    behind = sum(missed_by > edge for edge in measure.edges)
    return Judged(value, BANDS[behind], allowed)


def allowed_failures(measure: Measure, denominator: int) -> int:
    """How many of few may fail: the target's share of them, and always one."""
    share = measure.target if measure.lower_is_better else 100 - measure.target
    return max(1, int((share * denominator / 100).to_integral_value(ROUND_FLOOR)))


def _stretched(measure: Measure, value: Decimal) -> bool:
    if measure.stretch is None:
        return False
    return value <= measure.stretch if measure.lower_is_better else value >= measure.stretch


@dataclass(frozen=True, slots=True)
class Run:
    """What the months before say of a measure.

    Attributes:
        failures: Months missed since two months in a row were last passed.
        passes: Months passed since the last miss, at most one.
        last_failed: The last month that was measured missed.
    """

    failures: int = 0
    passes: int = 0
    last_failed: bool = False


FIRST = Run(failures=1, last_failed=True)


def run_after(run: Run, band: str) -> Run:
    """The run once a month's band is known; a month without measurement leaves it as it was (trap 15).

    >>> run_after(run_after(Run(), "minor"), "passed")
    Run(failures=1, passes=1, last_failed=False)
    """
    if band == NOT_MEASURED:
        return run
    if band != PASSED:
        return Run(run.failures + 1, last_failed=True)
    return Run() if run.passes + 1 >= RESETS_AFTER else Run(run.failures, run.passes + 1)
