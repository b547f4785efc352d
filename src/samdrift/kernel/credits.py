"""What a missed measure costs: bands, repeated misses, models A, B and C, caps in order, grace and earning back.

Source: domain.md §3.4. Amounts are whole hundredths of the currency; each credit is rounded once, half up, and what a
cap takes is shared out so that sums stay exact. Which band a figure falls into is told by `key_figures`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from samdrift.kernel.key_figures import BANDS, FIRST, NOT_MEASURED, Judged, Run

MODELS = ("A", "B")
# In this order, always: each works on what the one before left.
STEPS = ("per_lot", "sessions", "grace", "reduced", "group", "cap_kpi", "cap_line", "cap_month", "cap_year")
_ONE = Decimal(1)
HALF = Decimal("0.5")
# What domain.md §3.4 takes where a contract does not say otherwise.
RATCHET = (Decimal("1.00"), Decimal("1.25"), Decimal("1.50"), Decimal("2.00"))
PER_POINT, AT_RISK = Decimal("0.005"), Decimal("0.08")
CAP_LINE, CAP_MONTH = Decimal("0.15"), Decimal("0.10")
GRACE = (Decimal(0), HALF)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyTerms:
    """How a contract turns misses into money, as agreed from a day on.

    Attributes:
        model: A, points times a share of the charges; B, a weighted amount at risk.
        points, severity: By band, for A and for B.
        per_point: Share of the charges a point costs.
        at_risk: Share of the charges at risk in a month.
        ratchet: What the first, second … miss in a row is multiplied by (B); the last stands for all after it.
        cap_kpi, cap_month: Shares of the month's charges; cap_line: of the line's; cap_year: of the year's; or None.
        excess: What is over a cap lapses, or is noted as "notional".
        grace: By month since a unit went live; full after the last.
        earn_back_share, earn_back_months: How much comes back after so many months at the stretch level.
        waiver_alone_minor: Up to here the client's contract manager may waive alone.
        per_lot: By measure, what each single failure costs (Danish bod: each rejected lot), where that is more than
            the model gives.
        sessions: By measure, model C: the share of the yearly charge its areas stand for, and sessions a day. Its
            failures are half sessions: two for one that could not be used, one for one used all the same.
        reductions: By measure of visits, the share of a site's fee that stands for them: what was not delivered is
            not paid, outside every cap.
    """

    model: str = "B"
    points: Mapping[str, int] = field(default_factory=lambda: dict(zip(BANDS, (1, 2, 3, 4), strict=True)))
    severity: Mapping[str, Decimal] = field(
        default_factory=lambda: {band: Decimal(n) / 4 for n, band in enumerate(BANDS, start=1)}
    )
    per_point: Decimal = PER_POINT
    at_risk: Decimal = AT_RISK
    ratchet: tuple[Decimal, ...] = RATCHET
    cap_kpi: Decimal | None = None
    cap_line: Decimal | None = CAP_LINE
    cap_month: Decimal | None = CAP_MONTH
    cap_year: Decimal | None = None
    excess: str = "lapses"
    grace: tuple[Decimal, ...] = GRACE
    earn_back_share: Decimal = HALF
    earn_back_months: int = 3
    waiver_alone_minor: int = 5_000_000
    per_lot: Mapping[str, int] = field(default_factory=dict)
    sessions: Mapping[str, tuple[Decimal, int]] = field(default_factory=dict)
    reductions: Mapping[str, Decimal] = field(default_factory=dict)


def costs_something(terms: RemedyTerms, kpi: str, band: str, failures: int) -> bool:
    """Whether a measure may cost something: it missed, or its single failures are paid for."""
    return band in BANDS or (failures > 0 and (kpi in terms.per_lot or kpi in terms.sessions))


def failures_of(numerator: int, denominator: int, *, lower_is_better: bool) -> int:
    """How many single failures a figure holds."""
    return numerator if lower_is_better else max(0, denominator - numerator)


def ratchet(terms: RemedyTerms, run: Run) -> Decimal:
    """What a miss is multiplied by, the run including it."""
    return terms.ratchet[min(max(run.failures, 1), len(terms.ratchet)) - 1]


def grace_share(terms: RemedyTerms, months_live: int) -> Decimal:
    """How much of a credit is owed in a unit's first, second … month live.

    >>> grace_share(RemedyTerms(), 1), grace_share(RemedyTerms(), 2), grace_share(RemedyTerms(), 3)
    (Decimal('0'), Decimal('0.5'), Decimal('1'))
    """
    return terms.grace[months_live - 1] if 1 <= months_live <= len(terms.grace) else _ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One measure that missed in a month.

    Attributes:
        key: Whose credit it is; unique in a month.
        kpi, line: Its code and service line; line "" where it speaks of all.
        band: One of BANDS.
        run: The run of months, this one included.
        repeated: The month measured before missed too (A doubles).
        charge_minor: The month's charge it is measured on: the contract's, or one unit's.
        line_weight, weight: Shares of the amount at risk (B).
        grace: How much of it is owed so soon after going live.
        group: Measures that miss by one event share a group, and the largest credit of it is owed (trap 13).
        fixed_minor: An amount worked out already: model C.
        failures: Single failures, for what costs by each of them.
        days: Days of the year the month lies in, for model C.
        reduced_minor: What the fee was reduced by for the same failures: only what is more is owed besides.
    """

    key: str
    kpi: str
    band: str
    run: Run = FIRST
    line: str = ""
    repeated: bool = False
    charge_minor: int = 0
    line_weight: Decimal = _ONE
    weight: Decimal = _ONE
    grace: Decimal = _ONE
    group: str = ""
    fixed_minor: int | None = None
    failures: int = 0
    days: int = 365
    reduced_minor: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that took from a credit, or took the model's place, and what it left."""

    rule: str
    after_minor: int


@dataclass(frozen=True, slots=True)
class Credit:
    """What one miss comes to.

    Attributes:
        points: Under model A, doubled where repeated; 0 under B.
        factor: The ratchet under B; 1 under A.
        gross_minor: Before grace, groups and caps.
        steps: What took from it, in the order of STEPS; a step that took nothing is not told.
        net_minor: What is owed.
    """

    missed: Missed
    points: int
    factor: Decimal
    gross_minor: int
    steps: tuple[Step, ...]
    net_minor: int

    @property
    def capped_minor(self) -> int:
        """What caps took: it lapses, or is noted."""
        before = self.gross_minor
        taken = 0
        for step in self.steps:
            taken += before - step.after_minor if step.rule.startswith("cap_") else 0
            before = step.after_minor
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """What is charged, for the caps: in the month, by line, in the contract year, and what the year has credited.

    `taken`: credits of the same month that stand already, such as those of rows nobody disputed. They use up the caps,
    and of a group only what is more than they gave is owed.
    """

    month_minor: int
    by_line: Mapping[str, int] = field(default_factory=dict)
    year_minor: int = 0
    credited_minor: int = 0
    taken: Sequence["Taken"] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A credit that stands already."""

    kpi: str
    line: str
    group: str
    net_minor: int


def gross(terms: RemedyTerms, missed: Missed) -> Credit:
    """A miss before grace, groups and caps.

    >>> T_SC_04 = Missed(key="1", kpi="K03", band="serious", charge_minor=145_000_000,
    ...                  line_weight=Decimal("0.35"), weight=Decimal("0.40"))
    >>> gross(RemedyTerms(), T_SC_04).gross_minor
    812000
    """
    if missed.fixed_minor is not None:
        return Credit(missed, 0, _ONE, missed.fixed_minor, (), missed.fixed_minor)
    found = _by_model(terms, missed)
    ways = [(rule, amount) for rule, amount in _by_failures(terms, missed) if amount > found.net_minor]
    for rule, amount in sorted(ways, key=lambda way: way[1])[-1:]:
        found = _stepped(found, rule, amount)
    return found


def _by_model(terms: RemedyTerms, missed: Missed) -> Credit:
    if missed.band not in BANDS:
        return Credit(missed, 0, _ONE, 0, (), 0)
    if terms.model == "A":
        points = terms.points[missed.band] * (2 if missed.repeated else 1)
        amount = half_up(points * terms.per_point * missed.charge_minor)
        return Credit(missed, points, _ONE, amount, (), amount)
    factor = ratchet(terms, missed.run)
    weighted = missed.charge_minor * terms.at_risk * missed.line_weight * missed.weight
    amount = half_up(weighted * terms.severity[missed.band] * factor)
    return Credit(missed, 0, factor, amount, (), amount)


def _by_failures(terms: RemedyTerms, missed: Missed) -> Iterator[tuple[str, int]]:
    """What a measure's single failures come to: one failure never pays twice, so the larger way stands."""
    if missed.kpi in terms.per_lot:
        yield "per_lot", terms.per_lot[missed.kpi] * missed.failures
    if missed.kpi in terms.sessions:
        weight, a_day = terms.sessions[missed.kpi]
        annual = 12 * missed.charge_minor
        yield "sessions", availability_minor(
            annual, weight, days=missed.days, sessions_a_day=a_day, failed=0, used=missed.failures
        )  # fmt: skip


def reduction_minor(fee_minor: int, share: Decimal, missing: int, ordered: int) -> int:
    """What is not paid of a month's fee because so much of what was ordered did not come.

    >>> reduction_minor(1_850_000, Decimal("1"), 30, 2_520)      # 30 of 2,520 minutes of a fee of 18,500.00
    22024
    """
    return half_up(fee_minor * share * missing / ordered) if ordered else 0


def availability_minor(
    annual_minor: int, area_weight: Decimal, *, days: int, sessions_a_day: int, failed: int, used: int = 0
) -> int:
    """Model C: what sessions that could not be used come to; those used all the same count half.

    >>> [availability_minor(240_000_000, Decimal("0.04"), days=days, sessions_a_day=3, failed=failed, used=used)
    ...  for days, failed, used in [(365, 1, 0), (365, 4, 0), (365, 0, 4), (366, 1, 0)]]
    [8767, 35068, 17534, 8743]
    """
    sessions = failed + Decimal(used) / 2
    return half_up(annual_minor * area_weight * sessions / (days * sessions_a_day))


def credits_of_month(terms: RemedyTerms, missed: Iterable[Missed], charges: Charges) -> tuple[Credit, ...]:
    """What a month's misses come to, by key.

    First each miss by the model or, where that is more, by its single failures; then grace, then what reductions of
    the fee gave already, then the largest of each group, then the caps: measure, line, month, year.
    """
    found = sorted((gross(terms, one) for one in missed), key=lambda one: one.missed.key)
    found = [_stepped(one, "grace", half_up(one.net_minor * one.missed.grace)) for one in found]
    found = [_stepped(one, "reduced", max(0, one.net_minor - one.missed.reduced_minor)) for one in found]
    found = _largest_of_groups(found, charges.taken)
    taken = charges.taken
    found = _capped(
        found, "cap_kpi", lambda one: one.kpi,
        lambda kpi: _left(terms.cap_kpi, charges.month_minor, (one.net_minor for one in taken if one.kpi == kpi)),
    )  # fmt: skip
    found = _capped(
        found, "cap_line", lambda one: one.line,
        lambda line: _left(
            terms.cap_line, charges.by_line[line], (one.net_minor for one in taken if one.line == line)
        ) if line in charges.by_line else None,
    )  # fmt: skip
    of_month = _left(terms.cap_month, charges.month_minor, (one.net_minor for one in taken))
    of_year = _left(terms.cap_year, charges.year_minor, (charges.credited_minor,))
    found = _capped(found, "cap_month", lambda _one: "", lambda _: of_month)
    return tuple(_capped(found, "cap_year", lambda _one: "", lambda _: of_year))


def _left(share: Decimal | None, charge_minor: int, taken: Iterable[int]) -> int | None:
    """What a cap still leaves; None where there is none."""
    return None if share is None else max(0, half_up(share * charge_minor) - sum(taken))


def _stepped(credit: Credit, rule: str, after_minor: int) -> Credit:
    if after_minor == credit.net_minor:
        return credit
    return replace(credit, steps=(*credit.steps, Step(rule, after_minor)), net_minor=after_minor)


def _largest_of_groups(found: Sequence[Credit], taken: Iterable[Taken]) -> list[Credit]:
    """Of those that share an event, the largest stands and the others are nothing; the first by key where alike."""
    largest: dict[str, Credit] = {}
    given: dict[str, int] = defaultdict(int)
    for one in taken:
        given[one.group] += one.net_minor if one.group else 0
    for credit in found:
        group = credit.missed.group
        if group and (group not in largest or credit.net_minor > largest[group].net_minor):
            largest[group] = credit
    return [_owed_of_group(one, largest, given) if one.missed.group else one for one in found]


def _owed_of_group(credit: Credit, largest: Mapping[str, Credit], given: Mapping[str, int]) -> Credit:
    group = credit.missed.group
    owed = max(0, credit.net_minor - given.get(group, 0)) if largest[group] is credit else 0
    return _stepped(credit, "group", owed)


def _capped(
    found: Sequence[Credit], rule: str, of: Callable[[Missed], str], cap_of: Callable[[str], int | None]
) -> list[Credit]:
    """Bring those that share a cap down to it, each by its share, to the last hundredth."""
    together: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        together[of(one.missed)].append(place)
    capped = list(found)
    for key, places in together.items():
        cap, amounts = cap_of(key), [found[place].net_minor for place in places]
        if cap is None or sum(amounts) <= cap:
            continue
        for place, amount in zip(places, shared_out(cap, amounts), strict=True):
            capped[place] = _stepped(found[place], rule, amount)
    return capped


def shared_out(total_minor: int, weights: Sequence[int]) -> list[int]:
    """A total in parts as the weights are to each other, summing to it exactly: what is left goes to large remainders.

    >>> shared_out(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total_minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: (-(total_minor * weights[place] % whole), place))
    for place in by_remainder[: total_minor - sum(parts)]:
        parts[place] += 1
    return parts


OPEN, EARNED, LOST = "open", "earned", "lost"


def earned_back(terms: RemedyTerms, credit_minor: int, following: Iterable[Judged]) -> tuple[str, int]:
    """Whether the months after a credit earned it back, and how much: open, earned or lost.

    A month without measurement is passed over, as the ratchet does; any other that misses the stretch level loses it.

    >>> months = [Judged(Decimal(99), "passed", stretch=True)] * 3
    >>> earned_back(RemedyTerms(), 1_624_000, months)
    ('earned', 812000)
    """
    reached = 0
    for month in following:
        if month.band == NOT_MEASURED:
            continue
        if not month.stretch:
            return LOST, 0
        reached += 1
        if reached == terms.earn_back_months:
            return EARNED, half_up(credit_minor * terms.earn_back_share)
    return OPEN, 0


def half_up(amount: Decimal | int) -> int:
    """Hundredths as a whole number; half a hundredth goes away from nothing."""
    return int(Decimal(amount).quantize(_ONE, rounding=ROUND_HALF_UP))
