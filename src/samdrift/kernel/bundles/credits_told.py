"""Credits as the book told them: worked out again from the figures that missed, the remedies and the month's fees."""

from calendar import isleap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from samdrift.kernel import credits as kernel
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Part, Told, day_from, month_of, whole
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.figures_told import Figure, Figures
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.bundles.reductions_told import Reduction, reduction_part, reductions_told
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.credits import Charges, Credit, Missed, RemedyTerms, Taken, credits_of_month, shared_out
from samdrift.kernel.remedy_terms import months_live, terms_from

CREDIT, CORRECTION, EARN_BACK = "credit", "correction", "earn_back"
CALCULATED, AGREED, WAIVED, EARNED = "calculated", "agreed", "waived", "earned_back"


@dataclass(frozen=True, slots=True)
class Remedies:
    """How misses became money from a day on."""

    uid: str
    number: int
    valid_from: date
    written: Mapping[str, Any]
    terms: RemedyTerms


@dataclass(frozen=True, slots=True)
class Owed:
    """A credit: named as it was told, and what it comes to.

    Attributes:
        charged: By district, what was charged in the month measured: how one of the whole contract is shared out.
        agreed: When each party said yes.
    """

    uid: str
    kind: str
    figure: Figure
    month: date
    bills_in: date
    charge_minor: int
    points: int
    factor: Decimal
    gross_minor: int
    steps: tuple[tuple[str, int], ...]
    net_minor: int
    charged: Mapping[int, int]
    agreed: Mapping[str, datetime] = field(default_factory=dict)
    state: str = CALCULATED

    @property
    def since(self) -> datetime | None:
        """From when it stands on invoices: once both have agreed; what was earned back at once."""
        if self.kind == EARN_BACK:
            return self.figure.at
        return max(self.agreed.values()) if len(self.agreed) > 1 else None


@dataclass(slots=True)
class Credits:
    """All credits in the order of the book."""

    book: Book
    figures: Figures
    remedies: list[Remedies] = field(default_factory=list)
    owed: dict[str, Owed] = field(default_factory=dict)
    reduced: list[Reduction] = field(default_factory=list)
    older: set[tuple[date, str, int | None]] = field(default_factory=set)
    older_months: set[date] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)
    _batches: dict[tuple[date, datetime], list[Figure]] = field(default_factory=dict)
    _told: dict[tuple[date, datetime], list[tuple[Told, Mapping[str, Any]]]] = field(default_factory=dict)
    _tops: dict[tuple[date, datetime], Mapping[str, int]] = field(default_factory=dict)
    _last_tops: Mapping[str, int] = field(default_factory=dict)

    def agree_terms(self, written: Iterable[Mapping[str, Any]]) -> None:
        """Take in remedies both parties agreed on."""
        for one in written:
            if "remedies" in one:
                self.remedies.append(
                    Remedies(
                        str(one["remedies"]), whole(one["number"]), day_from(one["valid_from"]), one["terms"],
                        terms_from(one["terms"]),
                    )
                )  # fmt: skip

    def in_force(self, month: date) -> Remedies | None:
        """The remedies that hold in a month."""
        held = [one for one in self.remedies if one.valid_from <= month]
        return max(held, key=lambda one: (one.valid_from, one.number)) if held else None

    def missed(self, figures: Iterable[Figure], month: date, at: datetime) -> None:
        """Note what was frozen together: its misses cost something at once."""
        self._batches.setdefault((month, at), []).extend(figures)

    def reduce(self, told: Told) -> None:
        """Take in which fees were reduced."""
        month = day_from(told.event.payload["month"])
        remedies = self.in_force(month)
        shares = {} if remedies is None else remedies.terms.reductions
        tops = told.event.payload.get("tops") or self._last_tops
        self.reduced += reductions_told(self.book, told, month, shares, tops)

    def tell(self, told: Told) -> None:
        """Take in what the book says credits come to."""
        what = told.event.payload
        month = day_from(what["month"])
        if not what.get("written"):
            for text in what["rows"]:
                code, unit, *_rest = text.split()
                self.older.add((month, code, None if unit == "-" else int(unit)))
            self.older_months.add(month)
            return
        key = month, told.event.at
        self._tops[key] = self._last_tops = what.get("tops") or {}
        for one in what["written"]:
            if one["kind"] == CORRECTION:
                self._correction(told, one, month)
            else:
                self._told.setdefault(key, []).append((told, one))

    def settle(self) -> None:
        """Work out what was frozen up to now: what misses cost stands before anything is said of it."""
        for key in sorted(self._batches, key=lambda key: key[1]):
            self._month(*key, self._batches[key], [one for _told, one in self._told.get(key, ())])
        self._batches.clear()
        self._told.clear()

    def _month(
        self, month: date, at: datetime, figures: Sequence[Figure], written: Sequence[Mapping[str, Any]]
    ) -> None:
        remedies = self.in_force(month)
        missed = {
            one.uid: one for one in figures if remedies is not None and one.counts and _costs(one, remedies.terms)
        }  # fmt: skip
        known = {one.uid for one in self.remedies}
        if month in self.older_months or any(str(one["remedies"]) not in known for one in written):
            self.older.update((month, str(one["code"]), one["unit"]) for one in written)
            return
        if remedies is None or not missed:
            for one in written:
                self._unlike(month, str(one["credit"]), "a credit of it", "nothing that was missed")
            return
        charged = self._charged(month, at, self._tops.get((month, at), {}))
        told = credits_of_month(
            remedies.terms, [self._priced(one, remedies, charged, at) for one in missed.values()],
            self._charges(month, charged),
        )  # fmt: skip
        named = {str(one["result"]): one for one in written}
        for credit in told:
            figure = missed[credit.missed.key]
            if figure.uid in named:
                self._stand(named.pop(figure.uid), figure, credit, charged)
            else:
                row = f"{month_of(month)} {figure.definition.code} {self.book.unit(figure.unit)}".strip()
                self._unlike(row, "", "", f"a credit of {credit.net_minor}")
        for one in named.values():
            self._unlike(month, str(one["credit"]), "a credit of it", "nothing that was missed")

    def _stand(self, written: Mapping[str, Any], figure: Figure, credit: Credit, charged: "_Charged") -> None:
        uid = str(written["credit"])
        self.owed[uid] = Owed(
            uid, CREDIT, figure, figure.month, day_from(written["bills_in"]), credit.missed.charge_minor,
            credit.points, credit.factor, credit.gross_minor,
            tuple((step.rule, step.after_minor) for step in credit.steps), credit.net_minor, charged.by_unit,
        )  # fmt: skip

    def _correction(self, told: Told, written: Mapping[str, Any], month: date) -> None:
        """The difference between what a corrected figure costs and what stands of it."""
        self.settle()
        figure, remedies = self.figures.frozen.get(str(written["result"])), self.in_force(month)
        if figure is None or remedies is None or (month, *figure.whose) in self.older:
            self.older.add((month, str(written["code"]), written["unit"]))
            return
        charged = self._charged(month, told.event.at, told.event.payload.get("tops") or {})
        own = [one for one in self._standing(month) if one.figure.whose == figure.whose]
        missed = self._priced(figure, remedies, charged, told.event.at)
        costs = credits_of_month(
            remedies.terms,
            [missed] if _costs(figure, remedies.terms) else [],
            self._charges(month, charged, without=own),
        )
        owed, uid = sum(one.net_minor for one in costs), str(written["credit"])
        self.owed[uid] = Owed(
            uid, CORRECTION, figure, month, day_from(written["bills_in"]), missed.charge_minor, 0,
            costs[0].factor if costs else Decimal(1), owed, (), owed - sum(one.net_minor for one in own),
            charged.by_unit,
        )  # fmt: skip

    def earn_back(self, told: Told) -> None:
        """Take in that months at the stretch level gave a part of a credit back."""
        self.settle()
        for written in told.event.payload.get("written") or ():
            before, month = self.owed.get(str(written["of"])), day_from(written["month"])
            figure = self.figures.frozen.get(str(written["result"]))
            if before is None or figure is None:
                self.older.add((month, str(written["code"]), written["unit"]))
                continue
            remedies = self.in_force(month)
            following = sorted(
                (one for one in self.figures.frozen.values()
                 if one.whose == before.figure.whose and before.month < one.month <= month and one.latest),
                key=lambda one: one.month,
            )  # fmt: skip
            state, amount = ("", 0) if remedies is None else kernel.earned_back(
                remedies.terms, before.net_minor, [one.judged for one in following]
            )  # fmt: skip
            if state != kernel.EARNED or not before.figure.definition.earns_back:
                amount = 0
            uid, charged = str(written["credit"]), self._charged(month, told.event.at, self._last_tops)
            self.owed[uid] = Owed(
                uid, EARN_BACK, replace(figure, at=told.event.at), month, day_from(written["bills_in"]), 0, 0,
                Decimal(1), amount, (), -amount, charged.by_unit, state=AGREED,
            )  # fmt: skip
            self.owed[before.uid] = replace(before, state=EARNED)

    def agree(self, told: Told) -> None:
        """Take in that one party agreed on credits."""
        self.settle()
        for uid in map(str, told.event.payload["credits"]):
            if uid in self.owed and self.owed[uid].state == CALCULATED:
                one = self.owed[uid]
                one = replace(one, agreed={**one.agreed, str(told.event.payload["side"]): told.event.at})
                if len(one.agreed) > 1:
                    one = replace(one, state=AGREED, bills_in=_billed_in(one.month, _day_agreed(told)))
                self.owed[uid] = one

    def waive(self, told: Told) -> None:
        """Take in that the client let one go."""
        self.settle()
        uid = str(told.event.payload["credit_uid"])
        if uid in self.owed:
            self.owed[uid] = replace(self.owed[uid], state=WAIVED)

    def _standing(self, month: date) -> list[Owed]:
        return [one for one in self.owed.values()
                if one.month == month and one.kind != EARN_BACK and one.state != WAIVED]  # fmt: skip

    def _priced(self, figure: Figure, remedies: Remedies, charged: "_Charged", at: datetime) -> Missed:
        definition = figure.definition
        reduced = sum(
            one.amount_minor for one in self.reduced
            if one.code == definition.code and one.month == figure.month and one.at <= at
            and figure.unit in (None, one.unit)
        )  # fmt: skip
        return Missed(
            key=figure.uid, kpi=definition.code, line=definition.line, band=figure.judged.band,
            repeated=figure.repeated, run=figure.run, weight=definition.weight / 100,
            charge_minor=charged.whole if figure.unit is None else charged.by_unit.get(figure.unit, 0),
            failures=_failures(figure), days=366 if isleap(figure.month.year) else 365, reduced_minor=reduced,
            grace=kernel.grace_share(remedies.terms, months_live(remedies.written, figure.unit, figure.month)),
            group=_group(figure),
        )  # fmt: skip

    def _charges(self, month: date, charged: "_Charged", without: Sequence[Owed] = ()) -> Charges:
        apart = {one.uid for one in without}
        taken = tuple(
            Taken(one.figure.definition.code, one.figure.definition.line, _group(one.figure), one.net_minor)
            for one in self._standing(month) if one.uid not in apart
        )  # fmt: skip
        before = sum(
            one.net_minor for one in self.owed.values()
            if one.kind != EARN_BACK and one.state != WAIVED and date(month.year, 1, 1) <= one.month < month
        )  # fmt: skip
        return Charges(
            month_minor=charged.whole, by_line=charged.by_line, year_minor=12 * charged.whole,
            credited_minor=before + sum(one.net_minor for one in taken), taken=taken,
        )  # fmt: skip

    def _charged(self, month: date, at: datetime, tops: Mapping[str, int]) -> "_Charged":
        by_line: dict[str, int] = {}
        by_unit: dict[int, int] = {}
        for fee in self.book.fees(month, at):
            unit = tops.get(str(fee.unit_id), fee.unit_id)
            by_line[fee.line] = by_line.get(fee.line, 0) + fee.amount_minor
            by_unit[unit] = by_unit.get(unit, 0) + fee.amount_minor
        return _Charged(sum(by_line.values()), by_line, by_unit)

    def _unlike(self, month: date | str, name: str, stated: str, found: str) -> None:
        row = f"{month if isinstance(month, str) else month_of(month)} {name}".strip()
        self.differences.append(Difference(form.CREDITS, row, "", stated, found))

    def rows(self) -> list[Row]:
        """The rows that were measured in a month of the bundle, or stand on its invoices."""
        rows = [
            _row(self.book, one) for one in self.owed.values()
            if {month_of(one.month), month_of(one.bills_in)} & self.book.months.keys()
        ]  # fmt: skip
        return sorted(rows, key=lambda row: (row["month"], row["credit"]))

    def parts(self) -> list[Part]:
        """What stands on invoices: each credit; one of the whole contract in shares of the districts."""
        reduced = [reduction_part(self.book, one) for one in self.reduced]
        owed = (one for one in self.owed.values() if one.since and one.state != WAIVED)
        return [*reduced, *(part for one in owed for part in self._parts(one))]

    def _parts(self, one: Owed) -> list[Part]:
        assert one.since is not None
        shares = [(one.figure.unit, -one.net_minor)]
        if one.figure.unit is None:
            units = sorted(unit for unit, amount in one.charged.items() if amount > 0)
            amounts = shared_out(abs(one.net_minor), [one.charged[unit] for unit in units])
            sign = -1 if one.net_minor > 0 else 1
            shares = [(unit, sign * amount) for unit, amount in zip(units, amounts, strict=True) if amount]
        line, bills_in = one.figure.definition.line, month_of(one.bills_in)
        return [
            Part("credit", one.uid, bills_in, self.book.unit(unit), "", line, amount, one.since)
            for unit, amount in shares if amount
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Charged:
    """A month's charges: whole, by service line, by district."""

    whole: int
    by_line: Mapping[str, int]
    by_unit: Mapping[int, int]


def _failures(figure: Figure) -> int:
    lower = figure.definition.measure.lower_is_better
    return kernel.failures_of(*figure.counted, lower_is_better=lower)


def _day_agreed(told: Told) -> date:
    """The day where the contract is; books of before it was told are read in UTC, as they were written."""
    day, moment = told.event.payload.get("day"), told.event.at.date()
    if day is None:
        return moment
    # A zone is at most a day from UTC: no other day may be told.
    return min(max(day_from(day), moment - timedelta(days=1)), moment + timedelta(days=1))


def _billed_in(month: date, agreed_on: date) -> date:
    """Whose invoice takes a credit: that of the month after, or where it was agreed on later, of the month it was."""
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return max(after, agreed_on.replace(day=1))


def _costs(figure: Figure, terms: RemedyTerms) -> bool:
    return kernel.costs_something(terms, figure.definition.code, figure.judged.band, _failures(figure))


def _group(figure: Figure) -> str:
    group = figure.definition.group
    return f"{group}/{figure.unit or ''}" if group else ""


def _row(book: Book, one: Owed) -> Row:
    return {
        "month": month_of(one.month), "credit": one.uid, "kind": one.kind, "figure": one.figure.definition.code,
        "line": one.figure.definition.line, "unit": book.unit(one.figure.unit), "charge_minor": str(one.charge_minor),
        "points": str(one.points), "factor": decimal_text(one.factor), "gross_minor": str(one.gross_minor),
        "steps": " ".join(f"{rule}:{after}" for rule, after in one.steps), "net_minor": str(one.net_minor),
        "bills_in": month_of(one.bills_in), "state": one.state,
    }  # fmt: skip
