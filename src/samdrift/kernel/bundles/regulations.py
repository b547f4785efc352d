"""Regulations of prices: each factor from the rule and the indices the book told, and what settled months differ by."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from samdrift.kernel import fees, indexation
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Part, Told, day_from, month_of, whole
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.bundles.money import number
from samdrift.kernel.bundles.telling import Row
from samdrift.kernel.price_chain import Factors

INDEX = "index"
KEPT = 12
"""The decimals to which a factor is kept where a contract rounds none."""


def regulations(book: Book) -> Found:
    """Every run both parties agreed on, and the lines by which months it came too late for are trued up."""
    found = Found({form.REGULATIONS: []})
    before: list[tuple[str, date, indexation.InForce]] = []
    chains: dict[str, Factors] = {}
    for told in book.of(form.INDEX_KINDS):
        what = told.event.payload
        code = str(what["rule"])
        effective, applies = day_from(what["effective_from"]), day_from(what["applies_from"])
        factor, row, left = _worked_out(told, before, effective)
        found.tables[form.REGULATIONS].append(row)
        before.append((code, effective, left))
        if effective < applies:
            owed = {**chains, code: _with(chains.get(code, ()), effective, factor)}
            found.parts += _true_ups(book, told, chains, owed, (effective, applies))
        chains = {**chains, code: _with(chains.get(code, ()), applies, factor)}
    found.tables[form.REGULATIONS].sort(key=lambda row: row["run"])
    return found


def _worked_out(
    told: Told, before: Sequence[tuple[str, date, indexation.InForce]], effective: date
) -> tuple[Decimal, Row, indexation.InForce]:
    """The factor of a run, its row, and what it leaves for the next; as told, where the book told no more."""
    what = told.event.payload
    factor, lapsed, more = number(what["factor"]), Decimal(0), dict[str, str]()
    if what.get("written"):
        (written,) = what["written"]
        rule, values = rule_from(str(what["rule"]), written["rule"]), values_from(written["values"])
        earlier = [(day, at, left) for at, (code, day, left) in enumerate(before)
                   if code == what["rule"] and day < effective]  # fmt: skip
        held = max(earlier, key=lambda one: one[:2])[2] if earlier else None
        outcome = indexation.run(
            rule, values, wanted=day_from(written["wanted"]), cut_off=day_from(written["cut_off"]), before=held
        )
        factor, lapsed = (indexation.rounded(one, KEPT) for one in (outcome.factor, outcome.lapsed))
        more = {"raw": decimal_text(indexation.rounded(outcome.raw, KEPT)), "reason": outcome.reason}
    row = {
        "run": str(what["run_uid"]), "rule": str(what["rule"]), "effective_from": str(what["effective_from"]),
        "applies_from": str(what["applies_from"]), "factor": decimal_text(factor), **more,
    }  # fmt: skip
    return factor, row, indexation.InForce(factor, lapsed)


def _true_ups(
    book: Book, told: Told, before: Mapping[str, Factors], after: Mapping[str, Factors], months: tuple[date, date]
) -> list[Part]:
    owed: dict[tuple[int, int | None, str], Decimal] = {}
    month, until = months[0].replace(day=1), months[1]
    while month < until:
        for chains, sign in ((after, 1), (before, -1)):
            for line in book.ledger.lines(month, book.within, told.event.at, factors=chains):
                key = (line.unit_id, line.site_id, line.line)
                owed[key] = owed.get(key, fees.NONE) + sign * fees.exact_minor(line.stretches, month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    run, bills_in = str(told.event.payload["run_uid"]), month_of(until)
    rounded = {key: fees.half_up(exact) for key, exact in owed.items()}
    return [
        Part(INDEX, run, bills_in, book.unit(unit), book.site(site), line, amount, told.event.at)
        for (unit, site, line), amount in rounded.items() if amount
    ]  # fmt: skip


def rule_from(code: str, written: Mapping[str, Any]) -> indexation.Rule:
    """An index rule as the event holds it.

    Raises:
        ValueError, TypeError, KeyError: It cannot be read.
    """
    parts = tuple(
        indexation.Part(
            str(one["series"]), number(one["weight"]), number(one["base_value"]),
            day_from(one["base_month"]) if one.get("base_month") else None,
        )
        for one in written["parts"]
    )  # fmt: skip
    decimals = None if written["decimals"] is None else whole(written["decimals"])
    if decimals is not None and not 0 <= decimals <= KEPT:
        raise ValueError("a factor keeps no more than twelve decimals")
    return indexation.Rule(
        code, parts, fixed=number(written["fixed"]), decimals=decimals, threshold=number(written["threshold"]),
        cap=_optional(written["cap"]), floor=_optional(written["floor"]), one_way=bool(written["one_way"]),
        carry=bool(written["carry"]),
    )  # fmt: skip


def values_from(written: Mapping[str, Any]) -> dict[str, list[indexation.Value]]:
    """What was published of each series, as the event holds it."""
    return {
        str(code): [
            indexation.Value(
                day_from(month), number(value), day_from(published), str(status), str(reference), _optional(old)
            )
            for month, value, published, status, reference, old in rows
        ]
        for code, rows in written.items()
    }


def _optional(text: Any) -> Decimal | None:
    return None if text is None else number(text)


def _with(chain: Factors, begins: date, factor: Decimal) -> Factors:
    return [*(one for one in chain if one[0] < begins), (begins, factor)]
