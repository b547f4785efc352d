"""Savings and settlements: what finance verified against agreed baselines, and what a year comes to under a scheme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samdrift.kernel import settlements as kernel
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Part, Told, day_from, month_of, whole
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.form import text_of
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.savings import Carried, CostLine, saving_of

GAINSHARE = "gainshare"
CALCULATE = "calculate"
ON_INVOICE = ("approve", "invoice")


@dataclass(slots=True)
class _Saved:
    """All that was told of savings, in the order of the book."""

    book: Book
    baselines: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    schemes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    verified: list[tuple[Told, Mapping[str, Any]]] = field(default_factory=list)
    guarantees: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    settled: dict[str, tuple[Told, Mapping[str, Any]]] = field(default_factory=dict)
    calculated: dict[str, int] = field(default_factory=dict)
    approved: dict[str, Told] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    older: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def take(self, told: Told) -> None:
        """Take in one event."""
        what = told.event.payload
        written = what.get("written") or ()
        match told.event.kind.removeprefix("savings."):
            case "baseline_moved":
                self.baselines |= {str(one["baseline"]): one for one in written}
            case "scheme_moved":
                self.schemes |= {str(one["scheme"]): one for one in written}
                self.guarantees += [(told.position, one) for one in written if one["kind"] == kernel.GUARANTEE]
            case "saving_moved":
                self.verified += [(told, one) for one in written]
                if not written and what.get("amount_minor"):
                    self.older.add(str(what["saving_uid"]))
            case "settlement_moved":
                uid = str(what["settlement_uid"])
                self.states[uid] = _STATES.get(str(what["move"]), self.states.get(uid, "draft"))
                for one in written:
                    self.settled[uid] = told, one
                    if what["move"] == CALCULATE:
                        self.calculated[uid] = told.position
                    if what["move"] in ON_INVOICE:
                        self.approved.setdefault(uid, told)
                if not written:
                    self.older.add(uid)

    def adjusted(self, written: Mapping[str, Any]) -> int | None:
        """What the baseline of a saving comes to in its year; None where the book does not tell it."""
        baseline = self.baselines.get(str(written["baseline"]))
        if baseline is None:
            return None
        carried = baseline["carried"].get(str(written["year"]), {})
        lines = [(_cost_line(one), _carried(one, carried.get(one["code"], {}))) for one in baseline["lines"]]
        return saving_of(lines, ()).adjusted_minor

    def savings(self) -> list[Row]:
        """The rows of what was verified of the years of the bundle, each against its baseline."""
        years = {month[:4] for month in self.book.months}
        rows, sums = [], dict[tuple[str, str, str], int]()
        for _told, one in self.verified:
            year, unit, line = str(whole(one["year"])), self.book.unit(one["unit"]), str(one["line"])
            if year not in years:
                continue
            adjusted = self.adjusted(one)
            row = {
                "year": year, "saving": str(one["saving"]), "unit": unit, "line": line,
                "baseline": str(one["baseline"]), "amount_minor": str(whole(one["amount_minor"])),
                "cashable": text_of(bool(one["cashable"])), "counts": text_of(bool(one["counts"])),
            }  # fmt: skip
            if adjusted is None:  # nobody knows whether it is more than the baseline
                self.older.add(row["saving"])
            rows.append({**row, "adjusted_minor": "" if adjusted is None else str(adjusted)})
            sums[year, unit, line] = sums.get((year, unit, line), 0) + whole(one["amount_minor"])
            if adjusted is not None and sums[year, unit, line] > adjusted:
                found = f"no more than the baseline of {adjusted}"
                named = f"{year} {one['saving']}"
                self.differences.append(
                    Difference(form.SAVINGS, named, "amount_minor", str(sums[year, unit, line]), found)
                )
        return sorted(rows, key=lambda row: (row["year"], row["saving"]))

    def settlements(self) -> tuple[list[Row], list[Part]]:
        """The rows of settlements, and what of them stands on invoices."""
        rows, parts = [], []
        for uid, (told, one) in sorted(self.settled.items()):
            scheme = self.schemes.get(str(one["scheme"]))
            if scheme is None:
                self.older.add(uid)
                continue
            kind = str(scheme["kind"])
            facts = self._facts(self.calculated.get(uid, told.position), uid, one, scheme)
            charge = kernel.charge_minor(kind, scheme["terms"], facts)
            bills_in = None if one["invoice_month"] is None else day_from(one["invoice_month"])
            base, guaranteed, verified = (facts.get(name, "") for name in _FACTS[kind])
            rows.append({
                "settlement": uid, "kind": kind, "year": str(whole(one["year"])), "state": self.states[uid],
                "base_minor": text_of(base), "guaranteed_minor": text_of(guaranteed),
                "verified_minor": text_of(verified), "charge_minor": str(charge),
                "month": "" if bills_in is None else month_of(bills_in),
                "unit": "" if bills_in is None else self.book.unit(one["unit"]),
            })  # fmt: skip
            if uid in self.approved and bills_in is not None and charge:
                unit, since = self.book.unit(one["unit"]), self.approved[uid].event.at
                parts.append(Part(GAINSHARE, uid, month_of(bills_in), unit, "", "", charge, since))
        return rows, parts

    def _facts(self, position: int, uid: str, written: Mapping[str, Any], scheme: Mapping[str, Any]) -> dict[str, Any]:
        """The facts of a settlement; those the book tells elsewhere as they come out again.

        Args:
            position: Where in the book it was calculated: what was verified later is none of its facts.
        """
        facts = dict(written["facts"])
        if self.older:
            return facts
        again = self._again(position, whole(written["year"]), scheme)
        for name, found in again.items():
            if facts.get(name, found) != found:
                self.differences.append(Difference(form.SETTLEMENTS, uid, name, text_of(facts[name]), text_of(found)))
        return facts | again

    def _again(self, position: int, year: int, scheme: Mapping[str, Any]) -> dict[str, int]:
        terms, counted = scheme["terms"], dict[int, int]()
        for at, one in self.verified:
            if one["counts"] and at.position < position:
                counted[whole(one["year"])] = counted.get(whole(one["year"]), 0) + whole(one["amount_minor"])
        if scheme["kind"] != kernel.GUARANTEE:
            guaranteed = self._guaranteed(position, year, whole(terms.get("threshold_minor", 0)))
            return {"verified_minor": counted.get(year, 0), "guaranteed_minor": guaranteed}
        guarantee = kernel.guarantee_of(terms)
        last = guarantee.starts_on.year + year - 1
        verified = sum(amount for of, amount in counted.items() if of <= last)
        return {"guaranteed_cum_minor": guarantee.up_to(year), "verified_cum_minor": verified}

    def _guaranteed(self, position: int, year: int, threshold_minor: int) -> int:
        """What the guarantee that held there promised for a year: the one agreed on last."""
        held = [one for at, one in self.guarantees if at < position]
        if not held:
            return threshold_minor
        guarantee = kernel.guarantee_of(held[-1]["terms"])
        place = year - guarantee.starts_on.year
        return guarantee.yearly[place] if 0 <= place < len(guarantee.yearly) else threshold_minor


_STATES = {
    "calculate": "calculated", "sign": "calculated", "agree": "agreed", "approve": "approved", "invoice": "approved",
    "dispute": "disputed",
}  # fmt: skip
_FACTS = {
    kernel.GUARANTEE: ("paid_minor", "guaranteed_cum_minor", "verified_cum_minor"),
    kernel.GAINSHARE: ("base_minor", "guaranteed_minor", "verified_minor"),
}


def saved(book: Book) -> Found:
    """Every saving and settlement the book tells of, and what of them stands on invoices."""
    found = _Saved(book)
    for told in book.of(form.SAVED_KINDS):
        found.take(told)
    rows, parts = found.settlements()
    older = found.older
    return Found(
        {form.SAVINGS: found.savings(), form.SETTLEMENTS: rows}, parts,
        {
            form.SAVINGS: lambda row: row["saving"] in older,
            form.SETTLEMENTS: lambda row: row["settlement"] in older,
        },
        found.differences,
    )  # fmt: skip


def _cost_line(written: Mapping[str, Any]) -> CostLine:
    return CostLine(
        str(written["code"]), number(written["unit_cost"]), number(written["driver"]),
        whole(written["additions_minor"]),
    )  # fmt: skip


def _carried(line: Mapping[str, Any], written: Mapping[str, Any]) -> Carried:
    return Carried(
        number(written.get("driver", line["driver"])), number(written.get("scope", "1")),
        number(written.get("index", "1")),
    )  # fmt: skip
