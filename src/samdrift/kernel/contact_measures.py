"""What a month of contacts comes to: abandoned, answered in time, speed, first-contact resolution, satisfaction.

Source: domain.md §3.3. There is no industry standard for any of them, so each result carries the count it is a share
of, and whoever shows it prints the definition beside it. A share of nothing is None, never 0 % or 100 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from zoneinfo import ZoneInfo

REPEAT_DAYS = 7
FEWEST_RATINGS = 30
TOP_TWO_FROM = 4
_Z95 = 1.959963984540054
# What stands below "answered in time": all who waited it out or gave up late, all but short ones, or all offered.
WAITED, BUT_SHORT, OFFERED = "waited", "but_short", "offered"
SERVICE_LEVELS = (WAITED, BUT_SHORT, OFFERED)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of some contacts; counts add up, shares never do.

    Attributes:
        answered: Taken by somebody.
        abandoned: Given up while waiting, short ones included.
        short: Given up so soon that nobody can say they waited (the queue says how soon, 5 s usually).
        in_time: Answered within the promised seconds.
        late_abandoned: Given up after the promised seconds.
        wait_s, talk_s, hold_s, wrap_s: Sums in seconds over what was answered.
        eligible: First-contact resolution asks about these.
        resolved: Of the eligible, settled at the first contact.
        repeated: Of those resolved, whose caller came back on the same subject within seven days.
        chasers, avoidable, all: For failure demand; a contact that is both counts once, among the chasers.
        cases: Requests resolved in the same time, for contacts per resolution.
    """

    answered: int = 0
    abandoned: int = 0
    short: int = 0
    in_time: int = 0
    late_abandoned: int = 0
    wait_s: int = 0
    talk_s: int = 0
    hold_s: int = 0
    wrap_s: int = 0
    eligible: int = 0
    resolved: int = 0
    repeated: int = 0
    chasers: int = 0
    avoidable: int = 0
    all: int = 0
    cases: int = 0

    @property
    def offered(self) -> int:
        """Everybody who rang: answered and abandoned."""
        return self.answered + self.abandoned


def added(parts: Iterable[Counts]) -> Counts:
    """The counts of several together: a month of its days, a desk of its queues."""
    rows = list(parts)
    return Counts(**{field.name: sum(getattr(row, field.name) for row in rows) for field in fields(Counts)})


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with both kept, so that anybody can work it out again."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In per cent with two decimals, half up; None when there is nothing it could be a share of."""
        return _two(Decimal(100 * self.part) / self.whole) if self.whole else None


def abandoned_share(counts: Counts) -> Share:
    """Who gave up, of all who rang; those who gave up at once leave both sides.

    >>> abandoned_share(Counts(answered=920, abandoned=80, short=30)).percent
    Decimal('5.15')
    """
    return Share(counts.abandoned - counts.short, counts.offered - counts.short)


def service_level(counts: Counts, variant: str = WAITED) -> Share:
    """Who was answered within the promised seconds.

    Args:
        variant: What it is a share of: WAITED (answered, and given up after those seconds), BUT_SHORT (all who rang
            but those who gave up at once) or OFFERED (all who rang).

    >>> [str(service_level(Counts(answered=920, abandoned=80, short=30, in_time=690, late_abandoned=20), v).percent)
    ...  for v in SERVICE_LEVELS]
    ['73.40', '71.13', '69.00']
    """
    whole = {
        WAITED: counts.answered + counts.late_abandoned,
        BUT_SHORT: counts.offered - counts.short,
        OFFERED: counts.offered,
    }[variant]
    return Share(counts.in_time, whole)


def speed_of_answer_s(counts: Counts) -> Decimal | None:
    """How long those who were answered had waited, in seconds on average."""
    return _two(Decimal(counts.wait_s) / counts.answered) if counts.answered else None


def handling_time_s(counts: Counts) -> Decimal | None:
    """How long a contact takes: talking, holding and wrapping up, in seconds on average."""
    whole = counts.talk_s + counts.hold_s + counts.wrap_s
    return _two(Decimal(whole) / counts.answered) if counts.answered else None


def resolved_gross(counts: Counts) -> Share:
    """First-contact resolution as it looks on the day."""
    return Share(counts.resolved, counts.eligible)


def resolved_net(counts: Counts) -> Share:
    """First-contact resolution less those who had to come back within seven days.

    >>> str(resolved_net(Counts(eligible=860, resolved=598, repeated=47)).percent)
    '64.07'
    """
    return Share(counts.resolved - counts.repeated, counts.eligible)


def failure_demand(counts: Counts) -> Share:
    """Contacts that need not have happened: chasers, complaints and those an agent called avoidable."""
    return Share(counts.chasers + counts.avoidable, counts.all)


def contacts_per_resolution(counts: Counts) -> Decimal | None:
    """How many contacts a solved request costs."""
    return _two(Decimal(counts.all) / counts.cases) if counts.cases else None


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The share of fours and fives, with its 95 % interval.

    Attributes:
        low, high: The Wilson interval in per cent; None without answers.
        publishable: At least thirty answered; with fewer the quarter is shown instead.
    """

    share: Share
    low: Decimal | None
    high: Decimal | None

    @property
    def publishable(self) -> bool:
        """Whether enough answered for the figure to mean something."""
        return self.share.whole >= FEWEST_RATINGS


def satisfaction(top_two: int, answers: int) -> Satisfaction:
    """How satisfied those are who answered.

    The interval is Wilson's score interval, which stays between 0 and 100 % for few answers too.

    >>> told = satisfaction(214, 268)
    >>> str(told.share.percent), str(told.low), str(told.high)
    ('79.85', '74.64', '84.22')
    """
    share = Share(top_two, answers)
    if not answers:
        return Satisfaction(share, None, None)
    p, z2 = top_two / answers, _Z95**2
    middle = (p + z2 / (2 * answers)) / (1 + z2 / answers)
    reach = _Z95 * sqrt(p * (1 - p) / answers + z2 / (4 * answers**2)) / (1 + z2 / answers)
    low, high = (_two(Decimal(repr(100 * min(1.0, max(0.0, edge))))) for edge in (middle - reach, middle + reach))
    return Satisfaction(share, low, high)


def month_of(day: date) -> tuple[date, date]:
    """The first day of a month and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def final_from(month: date, timezone: str) -> datetime:
    """When a month's first-contact resolution is final: once the last caller's seven days have passed."""
    _first, after = month_of(month)
    day = after + timedelta(days=REPEAT_DAYS)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))


def _two(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)
