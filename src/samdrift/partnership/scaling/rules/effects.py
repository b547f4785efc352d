"""What wishes come to: price by year and month, first day, whose yes, what is kept, hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from samdrift.kernel import fees, scaling
from samdrift.kernel.fees import DatedTerms, Key, PriceTerms, VolumeStep
from samdrift.kernel.notice_table import APPROVALS, Row
from samdrift.kernel.scaling import Past, Table, Verdict
from samdrift.partnership.scaling.rules import levers
from samdrift.partnership.scaling.rules.levers import Wish

ZERO = Decimal(0)
MONTHS = 12
HOURS_A_POST = Decimal(1665)


@dataclass(frozen=True, slots=True)
class Labour:
    """How a line's price turns into hours: the share of it that is work, and what an hour of it costs."""

    share: Decimal
    hour: Decimal


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a what-if is counted from, read once.

    Attributes:
        dated: The price book with the day each price holds from.
        steps: The unit's ledger of volumes, as agreed.
        past: By service line, what was asked for lately and still counts, pending ones too, in base weight.
        pending: By service line, what of it is not in the ledger yet.
        posts_to_consult: From so many freed posts on the provider asks its joint committee first.
        first_ordered, altogether: By service line, what the whole contract began with and what it has, in base weight.
    """

    dated: Mapping[str, DatedTerms]
    steps: Sequence[VolumeStep]
    term: tuple[date, date]
    table: Table = scaling.DEFAULT
    past: Mapping[str, Sequence[Past]] = field(default_factory=dict)
    pending: Mapping[str, Decimal] = field(default_factory=dict)
    labour: Mapping[str, Labour] = field(default_factory=dict)
    hours_a_post: Decimal = HOURS_A_POST
    posts_to_consult: Decimal = Decimal(1)
    first_ordered: Mapping[str, Decimal] = field(default_factory=dict)
    altogether: Mapping[str, Decimal] = field(default_factory=dict)

    def book(self, day: date) -> dict[str, PriceTerms]:
        """The price book of a day; of an item that begins later, its first price."""
        return {item: _at(terms_on, day) for item, terms_on in self.dated.items() if terms_on}


@dataclass(frozen=True, slots=True)
class LineEffect:
    """One wish and what it comes to; fees are a year's in whole units of the currency, exact."""

    wish: Wish
    line: str
    quantity: Decimal
    terms: PriceTerms
    verdict: Verdict
    weight: Decimal
    before: Decimal
    after: Decimal
    closes: bool = False

    @property
    def change(self) -> Decimal:
        """What a whole year comes to more or less."""
        return self.after - self.before

    @property
    def kept_of(self) -> Decimal:
        """The year's reduction of which a part is still paid for a while; 0 where nothing is kept."""
        return max(-self.change, ZERO) if self.verdict.row.remanence else ZERO


@dataclass(frozen=True, slots=True)
class Effect:
    """What a set of wishes comes to; amounts in hundredths, years as calendar years.

    Attributes:
        kept: What is still paid of reductions, by month.
        this_year, next_year: Before and after, for the whole unit, what is kept included.
        month: Before and after, in the first month in which all of it holds and nothing is kept any more.
        hours: What the lines' work comes to in a year, before less after; None where nobody said what an hour costs.
        consults: Whether so many posts are freed that the provider asks its joint committee of staff first.
        renegotiates: Lines that fall below the share of what was first ordered at which prices are talked about, with
            the share that is left.
    """

    lines: tuple[LineEffect, ...]
    this_year: tuple[int, int]
    next_year: tuple[int, int]
    month: tuple[int, int]
    year_change: int
    kept: Mapping[date, int]
    first_day: date | None
    last_day: date | None
    approvals: tuple[str, ...]
    refused: tuple[str, ...]
    hours: Decimal | None
    posts: Decimal | None
    consults: bool = False
    renegotiates: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def kept_minor(self) -> int:
        """All that is kept."""
        return sum(self.kept.values())


CORRECTION = Row("correction", ZERO, 0, APPROVALS[:2])
CORRECTIONS = Table((CORRECTION, replace(CORRECTION, up=True)), any_day=True)


def correct(picture: Picture, wished: Sequence[Wish], *, since: date, today: date) -> Effect:
    """What putting volumes right from a day gone by comes to: no notice, nothing kept, in the years told today.

    Raises:
        NoPrice: As for `work_out`.
    """
    plain = replace(picture, table=CORRECTIONS, past={}, pending={})
    return work_out(plain, wished, submitted=since, requested=since, year=today.year)


def work_out(
    picture: Picture, wished: Sequence[Wish], *, submitted: date, requested: date, year: int | None = None
) -> Effect:
    """What the wishes come to when they are asked for on a day and wanted from another, in a year and the next.

    Raises:
        NoPrice: A volume, or a setting wished for, has no price.
    """
    lines = _judged(picture, wished, submitted, requested)
    touched = {(one.wish.item, one.wish.unit_id) for one in lines}
    mine = [step for step in picture.steps if (step.item, step.unit_id) in touched]
    wanted = [step for one in lines for step in new_steps(one, submitted)]
    kept = kept_by_month(lines)
    years = []
    first_year = year or submitted.year
    for one_year in (first_year, first_year + 1):
        whole_before = of_year(picture, picture.steps, one_year)
        whole = minor(whole_before)
        before = whole_before if len(mine) == len(picture.steps) else of_year(picture, mine, one_year)
        after = of_year(picture, [*mine, *wanted], one_year)
        kept_then = sum(amount for month, amount in kept.items() if month.year == one_year)
        years.append((whole, whole + minor(after - before) + kept_then))
    hours = _hours(picture, lines)
    days = [one.verdict.effective for one in lines]
    posts = None if hours is None else scaling.posts_freed(hours, ZERO, picture.hours_a_post)
    return Effect(
        lines=tuple(lines), this_year=years[0], next_year=years[1], month=_months(picture, mine, wanted, submitted),
        year_change=minor(sum((one.change for one in lines), ZERO)), kept=kept,
        first_day=min(days, default=None), last_day=max(days, default=None),
        approvals=max((one.verdict.row.approvals for one in lines), key=len, default=()),
        refused=tuple(sorted({one.verdict.refused for one in lines} - {""})), hours=hours,
        posts=posts, consults=posts is not None and posts >= picture.posts_to_consult,
        renegotiates=renegotiated(picture, lines),
    )  # fmt: skip


def of_year(picture: Picture, steps: Iterable[VolumeStep], year: int) -> Decimal:
    """What volumes cost in a calendar year altogether."""
    return sum(price_of_year(picture, steps, year).values(), ZERO)


def price_of_year(picture: Picture, steps: Iterable[VolumeStep], year: int) -> dict[Key, Decimal]:
    """What volumes cost in a calendar year by key, exact: twelfths, by calendar days where something changes."""
    steps = list(steps)
    first, end = max(date(year, 1, 1), picture.term[0]), min(date(year + 1, 1, 1), _day_after(picture.term[1]))
    if first >= end:
        return {}
    turns = {first, end} | {step.on for step in steps if first < step.on < end}
    items = {step.item for step in steps}
    turns |= {day for item in items for day, _terms in picture.dated.get(item, ()) if first < day < end}
    found: dict[Key, Decimal] = {}
    for begins, ends in pairwise(sorted(turns)):
        share = _share_of_year(begins, ends)
        for key, fee in year_fees(picture, steps, begins).items():
            found[key] = found.get(key, ZERO) + fee * share.numerator / share.denominator
    return found


def year_fees(picture: Picture, steps: Iterable[VolumeStep], day: date) -> dict[Key, Decimal]:
    """What the volumes of a day would cost in a year, by key; a fixed share stays at what was first ordered."""
    steps = list(steps)
    book = {item: terms for item in {step.item for step in steps} if (terms := _held(picture.dated.get(item, ()), day))}
    found = fees.year_fees(book, fees.volumes_on(steps, day))
    for item, terms in book.items():
        if terms.fixed_share > 0:
            _keep_fixed(found, book, [step for step in steps if step.item == item], terms)
    return found


def new_steps(effect: LineEffect, submitted: date) -> list[VolumeStep]:
    """The entries of the ledger a line comes to."""
    wish = effect.wish
    moment = datetime.min  # noqa: DTZ901 - what is only thought of was recorded by nobody
    return [
        VolumeStep(wish.item, wish.unit_id, wish.site_id, setting, change, effect.verdict.effective, moment)
        for setting, change in levers.steps_of(wish, effect.quantity)
    ]


def kept_by_month(lines: Iterable[LineEffect]) -> dict[date, int]:
    """What is still paid of reductions, month by month: each line rounded once."""
    found: dict[date, int] = {}
    for one in lines:
        if one.kept_of:
            slices = scaling.remanence_by_month(one.verdict.row, one.verdict.effective)
            for month in dict.fromkeys(part.month for part in slices):
                found[month] = found.get(month, 0) + scaling.kept_minor(one.kept_of, month, slices)
    return dict(sorted(found.items()))


def renegotiated(picture: Picture, lines: Iterable[LineEffect]) -> dict[str, Decimal]:
    """Lines these changes take below the agreed share of what was first ordered, and the share that is left."""
    changes: dict[str, Decimal] = {}
    for one in lines:
        changes[one.line] = changes.get(one.line, ZERO) + one.weight
    found = {}
    for line, change in changes.items():
        first = picture.first_ordered.get(line, ZERO)
        left = picture.altogether.get(line, ZERO) + change
        if change < 0 and scaling.must_renegotiate(picture.table, left, first):
            found[line] = (max(left, ZERO) / first).quantize(Decimal("0.0001"))
    return dict(sorted(found.items()))


def with_budget(approvals: tuple[str, ...], *, dearer: bool, over_budget: bool) -> tuple[str, ...]:
    """Whose yes it needs where an increase leaves the district's budget behind: the contract manager's too."""
    return APPROVALS[:2] if dearer and over_budget and len(approvals) < 2 else approvals


def minor(amount: Decimal) -> int:
    """Whole units of the currency in hundredths, rounded half up."""
    return fees.half_up(amount * 100)


def _judged(picture: Picture, wished: Sequence[Wish], submitted: date, requested: date) -> list[LineEffect]:
    volumes, book = levers.standing(picture.steps), picture.book(max(submitted, requested))
    left = levers.leaves(volumes, wished)
    groups: dict[tuple[str, str], list[tuple[Wish, Decimal]]] = {}
    for wish in wished:
        terms = book[wish.item]
        change = levers.weight(terms, wish.to_setting, wish.to_quantity) - levers.weight(
            terms, wish.setting, volumes.get(wish.key, ZERO)
        )
        way = "closure" if wish.site_id in left and change < 0 else "up" if change > 0 else "down"
        groups.setdefault((terms.line, way), []).append((wish, change))
    totals = _totals(volumes, book)
    effects = []
    for (line, way), members in groups.items():
        others = sum((c for key, of in groups.items() if key[0] == line and key[1] != way for _w, c in of), ZERO)
        change = sum((one for _wish, one in members), ZERO)
        past = [*picture.past.get(line, ())] + ([Past(submitted, others)] if others else [])
        stands = totals.get(line, ZERO) + picture.pending.get(line, ZERO) + others
        verdict = _verdict(picture, stands, change, past, submitted, requested, closes=way == "closure")
        effects += _line_effects(picture, volumes, members, verdict, closes=way == "closure")
    order = {wish: number for number, wish in enumerate(wished)}
    return sorted(effects, key=lambda one: order[one.wish])


def _verdict(
    picture: Picture, stands: Decimal, change: Decimal, past: Sequence[Past], submitted: date, requested: date, *,
    closes: bool,
) -> Verdict:  # fmt: skip
    if change == 0:  # another specification at the same price: the least notice, and everybody's yes
        row = replace(picture.table.row_for(up=False, share=ZERO), code="spec", approvals=APPROVALS)
        effective = scaling.effective_day(submitted, requested, row.notice_months, any_day=picture.table.any_day)
        refused = "after_term" if effective > picture.term[1] else ""
        over = scaling.add_months(submitted, row.notice_months)
        return Verdict(row, ZERO, stands, ZERO, over, effective, refused)
    return scaling.judge(
        picture.table, standing=max(stands, -change), change=change, submitted=submitted, requested=requested,
        ends_on=picture.term[1], past=past, closes_site=closes,
    )  # fmt: skip


def _line_effects(
    picture: Picture, volumes: Mapping[Key, Decimal], members: Sequence[tuple[Wish, Decimal]], verdict: Verdict, *,
    closes: bool,
) -> list[LineEffect]:  # fmt: skip
    book = picture.book(verdict.effective)
    after = dict(volumes)
    effects = []
    for wish, change in members:
        terms, quantity = book[wish.item], volumes.get(wish.key, ZERO)
        if terms.pooled:  # the unit's total is priced: what this wish does to it, after those before
            own = {key: many for key, many in after.items() if key[:2] == (wish.item, wish.unit_id)}
        else:
            own = {wish.key: quantity}
        then = dict(own)
        for setting, moved in levers.steps_of(wish, quantity):
            key = (wish.item, wish.unit_id, wish.site_id, setting)
            then[key] = then.get(key, ZERO) + moved
        after.update(then)
        was, becomes = (sum(fees.year_fees(book, one).values(), ZERO) for one in (own, then))
        effects.append(LineEffect(wish, terms.line, quantity, terms, verdict, change, was, becomes, closes))
    return effects


def _totals(volumes: Mapping[Key, Decimal], book: Mapping[str, PriceTerms]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for (item, _unit, _site, setting), quantity in volumes.items():
        if item in book:
            line = book[item].line
            found[line] = found.get(line, ZERO) + levers.weight(book[item], setting, quantity)
    return found


def _months(
    picture: Picture, mine: Sequence[VolumeStep], wanted: Sequence[VolumeStep], submitted: date
) -> tuple[int, int]:
    day = max((step.on for step in wanted), default=submitted)
    before, after = (
        sum(minor(fee / MONTHS) for fee in year_fees(picture, steps, day).values())
        for steps in (mine, [*mine, *wanted])
    )
    return before, after


def _hours(picture: Picture, lines: Iterable[LineEffect]) -> Decimal | None:
    known = [one for one in lines if one.line in picture.labour]
    if not known:
        return None
    each = (-one.change * picture.labour[one.line].share / picture.labour[one.line].hour for one in known)
    return sum(each, ZERO).quantize(Decimal(1))


def _keep_fixed(
    found: dict[Key, Decimal], book: Mapping[str, PriceTerms], steps: Sequence[VolumeStep], terms: PriceTerms
) -> None:
    by_unit: dict[int, list[VolumeStep]] = {}
    for step in steps:
        by_unit.setdefault(step.unit_id, []).append(step)
    for unit_id, own in by_unit.items():
        key = (terms.item, unit_id, None, "")
        first = fees.year_fees(book, fees.volumes_on(own, min(step.on for step in own))).get(key, ZERO)
        fee = found.get(key, ZERO)
        found[key] = max(fee, fee * (1 - terms.fixed_share) + first * terms.fixed_share)


def _held(terms_on: DatedTerms, day: date) -> PriceTerms | None:
    held = [terms for begins, terms in terms_on if begins <= day]
    return held[-1] if held else None


def _at(terms_on: DatedTerms, day: date) -> PriceTerms:
    return _held(terms_on, day) or terms_on[0][1]


def _share_of_year(begins: date, ends: date) -> Fraction:
    """Which part of a year's twelve twelfths lies between two days, the second not included: exactly."""
    share, month = Fraction(0), begins.replace(day=1)
    while month < ends:
        after = scaling.add_months(month, 1)
        days = (min(after, ends) - max(month, begins)).days
        share += Fraction(days, (after - month).days * MONTHS)
        month = after
    return share


def _day_after(day: date) -> date:
    return day if day == date.max else date.fromordinal(day.toordinal() + 1)
