"""Complaints and compliments: what people complained about, and how many were praised or displeased."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import (
    HIDDEN,
    Asked,
    Block,
    Section,
    column,
    figure,
    figures,
    row,
    sentence,
    table,
    told,
)
from samdrift.partnership.insight import public as insight
from samdrift.partnership.reports.queries.own_sections.named import MONTH, line_texts, unit_texts
from samdrift.partnership.reports.rules.periods import after

CAME, PRAISED, DISPLEASED = "requests.complaints", "requests.praised", "requests.displeased"
CODES = (CAME, PRAISED, DISPLEASED)
KINDS = {CAME: "count", PRAISED: "share", DISPLEASED: "share"}
MOST = 25


def load(asked: Asked) -> Sequence[Block]:
    """The month's complaints and stars, whole, by service and by district, and the complaints themselves."""
    with insight.remembering():
        whole = {code: insight.whole(asked.scope, code, _of(asked)) for code in CODES}
        if not any(cell.rows or cell.hidden for cell in whole.values()):
            return [sentence(told(_("Nobody complained, and nobody gave stars.")))]
        return [
            figures([_figure(asked, code, cell) for code, cell in whole.items()]),
            *_table(asked, "line", line_texts(asked.scope), _("Complaints and stars by service"), _("Service")),
            *_table(asked, "unit", unit_texts(asked.scope), _("Complaints and stars by district"), _("District")),
            *_listed(asked),
        ]


def _of(asked: Asked, **narrowed: Any) -> insight.Asked:
    end = asked.last + timedelta(days=1)
    return insight.Asked(contract_id=asked.contract_id, since=asked.first, until=end, at=asked.known_at, **narrowed)


def _shown(cell: insight.Cell | None, code: str) -> Any:
    if cell is None or (cell.value is None and not cell.hidden):
        return None
    if cell.hidden or cell.value is None:
        return HIDDEN
    value = cell.value * 100 if KINDS[code] == "share" else cell.value
    return value.quantize(Decimal("0.01") if KINDS[code] == "share" else Decimal(1), ROUND_HALF_UP)


def _figure(asked: Asked, code: str, cell: insight.Cell) -> dict[str, Any]:
    means, here = insight.figure(code), _of(asked)
    start = after(asked.first, -12)
    year = insight.Asked(contract_id=asked.contract_id, since=start, until=here.until, at=asked.known_at)
    months = {one.key: _shown(one, code) for one in insight.tell(asked.scope, code, year, "month")}
    trend = [(month, None if months.get(month) == HIDDEN else months.get(month))
             for month in (after(start, step) for step in range(13))]  # fmt: skip
    counted = KINDS[code] == "share" and not cell.hidden
    return figure(
        code, means.name, _shown(cell, code), KINDS[code], words=means.words, trend=trend,
        numerator=int(cell.numerator or 0) if counted and cell.denominator else None,
        denominator=int(cell.denominator) if counted and cell.denominator else None,
        n=None if cell.hidden else cell.rows, to=means.rows(asked.scope, here) if means.rows else "",
        ask=means.ask(asked.scope, here) if means.ask else "",
    )  # fmt: skip


def _table(asked: Asked, by: str, names: Mapping[Any, Any], caption: Any, head: Any) -> list[Block]:
    found = {code: {one.key: one for one in insight.tell(asked.scope, code, _of(asked), by)} for code in CODES}
    keys = sorted({key for cells in found.values() for key in cells}, key=lambda key: (key is None, str(key)))
    made = []
    for key in keys:
        came, liked = found[CAME].get(key), found[PRAISED].get(key)
        made.append(
            row(names.get(key) or (str(key) if key else told(_("Not placed"))), _shown(came, CAME) or 0,
                *(_shown(found[code].get(key), code) for code in (PRAISED, DISPLEASED)),
                liked.rows if liked and not liked.hidden else None, to=_rows_of(asked, by, key))
        )  # fmt: skip
    columns = [
        column(head), column(_("Complaints"), "number"), column(_("Praised"), "share"),
        column(_("Displeased"), "share"), column("n", "number"),
    ]  # fmt: skip
    note = _("Praised were given five stars, displeased one or two; n is how many were given any.")
    return [table(f"said-by-{by}", caption, columns, made, note)] if made else []


def _rows_of(asked: Asked, by: str, key: Any) -> str:
    means = insight.figure(CAME)
    if means.rows is None or key is None:
        return ""
    narrowed: dict[str, Any] = {"line": key} if by == "line" else {"unit_ids": frozenset({key})}
    return means.rows(asked.scope, _of(asked, **narrowed))


def _listed(asked: Asked) -> list[Block]:
    """The complaints themselves, the first ones first, with the day each was solved as known then."""
    rows = insight.complaints_in(asked.scope, _of(asked)).select_related("unit").order_by("received_at", "pk")
    found, names = list(rows[: MOST + 1]), line_texts(asked.scope)
    if not found:
        return []
    made = [
        row(one.number, names.get(one.line_code) or one.line_code, one.unit.name if one.unit else "",
            one.received_at.date(),
            one.resolved_at.date() if one.resolved_at and one.resolved_at <= asked.known_at else None,
            to=f"/requests/{one.uid}/")
        for one in found[:MOST]
    ]  # fmt: skip
    columns = [
        column(_("Request"), "short"), column(_("Service")), column(_("District")), column(_("Received"), "date"),
        column(_("Solved on"), "date"),
    ]  # fmt: skip
    note = told(_("The first %(most)s."), most=MOST) if len(found) > MOST else ""
    return [table("complaints", _("The complaints"), columns, made, note)]


SECTIONS = (
    Section(code="said", title=_("Complaints and compliments"), place=94, kinds=MONTH, load=load,
            permissions=frozenset({"requests.view", "contracts.view"})),
)  # fmt: skip
