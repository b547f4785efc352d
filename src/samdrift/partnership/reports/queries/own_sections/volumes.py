"""What came in and how it was met, from the registry of figures: by service and by district, beside the year before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import HIDDEN, Asked, Block, Section, column, figure, figures, row, table, told
from samdrift.partnership.insight import public as insight
from samdrift.partnership.reports.queries.own_sections.named import BOTH, line_texts, months_of, unit_texts
from samdrift.partnership.reports.rules.periods import after

RECEIVED, KEPT, LIKED, BACK = "requests.reported", "promises.kept", "requests.satisfaction", "requests.reopened"
CODES = (RECEIVED, KEPT, LIKED, BACK)
KINDS = {RECEIVED: "count", KEPT: "share", LIKED: "score", BACK: "share"}


def load(asked: Asked) -> Sequence[Block]:
    """The period's requests in four figures, by service and by district."""
    with insight.remembering():
        whole = insight.whole(asked.scope, RECEIVED, _asked(asked, asked.first))
        if not whole.value:
            return []
        return [
            figures([_figure(asked, code) for code in CODES]),
            _table(asked, "line", line_texts(asked.scope), _("Volumes by service"), _("Service")),
            _table(asked, "unit", unit_texts(asked.scope), _("Volumes by district"), _("District")),
        ]


def _asked(asked: Asked, since: date, until: date | None = None) -> insight.Asked:
    end = until or asked.last + timedelta(days=1)
    return insight.Asked(contract_id=asked.contract_id, since=since, until=end, at=asked.known_at)


def _shown(cell: insight.Cell | None, code: str) -> Any:
    """A cell as reports keep it: shares in per cent with two digits, and what is hidden as hidden."""
    if cell is None or (cell.value is None and not cell.hidden):
        return None
    if cell.hidden or cell.value is None:
        return HIDDEN
    value = cell.value * 100 if KINDS[code] == "share" else cell.value
    digits = Decimal(1) if KINDS[code] == "count" else Decimal("0.01")
    return value.quantize(digits, ROUND_HALF_UP)


def _figure(asked: Asked, code: str) -> dict[str, Any]:
    means = insight.figure(code)
    cell = insight.whole(asked.scope, code, _asked(asked, asked.first))
    start = after(months_of(asked)[-1], -12)
    months = {one.key: one for one in insight.tell(asked.scope, code, _asked(asked, start), "month")}
    trend = [
        (month, None if isinstance(value := _shown(months.get(month), code), dict) else value)
        for month in (after(start, step) for step in range(13))
    ]
    to = means.rows(asked.scope, _asked(asked, asked.first)) if means.rows else ""
    counted = KINDS[code] != "score"  # a mean is not so many of so many
    return figure(
        code, means.name, _shown(cell, code), KINDS[code], words=means.words,
        numerator=_count(cell.numerator) if counted else None,
        denominator=_count(cell.denominator) if counted else None, n=None if cell.hidden else cell.rows, to=to,
        trend=trend, ask=means.ask(asked.scope, _asked(asked, asked.first)) if means.ask else "",
    )  # fmt: skip


def _count(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


def _table(asked: Asked, by: str, names: Mapping[Any, Any], caption: Any, head: Any) -> Block:
    span = len(months_of(asked))
    before_it = _asked(asked, after(asked.first, -12), asked.first)
    year = _by(asked, RECEIVED, by, before_it)
    known = sum(bool(one.value) for one in insight.tell(asked.scope, RECEIVED, before_it, "month"))
    now = {code: _by(asked, code, by, _asked(asked, asked.first)) for code in (RECEIVED, KEPT, LIKED)}
    made = []
    for key in sorted({*now[RECEIVED], *year}, key=lambda one: (one is None, str(one))):
        came = now[RECEIVED].get(key)
        before = year.get(key)
        expected = None if before is None or before.value is None or not known else before.value * span / known
        kept = now[KEPT].get(key)
        made.append(
            row(names.get(key) or (str(key) if key else told(_("Not placed"))), _shown(came, RECEIVED) or 0,
                None if expected is None else expected.quantize(Decimal("0.1"), ROUND_HALF_UP), _shown(kept, KEPT),
                kept.rows if kept and not kept.hidden else None, _shown(now[LIKED].get(key), LIKED),
                to=_rows_of(asked, by, key))
        )  # fmt: skip
    columns = [
        column(head), column(_("Received"), "number"), column(_("Expected"), "number", digits=1),
        column(_("Promises kept"), "share"), column("n", "number"), column(_("Satisfaction"), "number", digits=2),
    ]  # fmt: skip
    note = _("Expected is the mean of the months before, twelve at most. Satisfaction is the mean from 1 to 5.")
    return table(f"volumes-by-{by}", caption, columns, made, note)


def _by(asked: Asked, code: str, by: str, of: insight.Asked) -> dict[Any, insight.Cell]:
    return {one.key: one for one in insight.tell(asked.scope, code, of, by)}


def _rows_of(asked: Asked, by: str, key: Any) -> str:
    """The list of the requests behind a row, filtered alike."""
    means = insight.figure(RECEIVED)
    if means.rows is None or key is None:
        return ""
    narrow: dict[str, Any] = {"line": key} if by == "line" else {"unit_ids": frozenset({key})}
    of = insight.Asked(
        contract_id=asked.contract_id, since=asked.first, until=asked.last + timedelta(days=1), at=asked.known_at,
        **narrow,
    )  # fmt: skip
    return means.rows(asked.scope, of)


SECTIONS = (
    Section(code="volumes", title=_("Volumes and promises"), place=20, kinds=BOTH, load=load,
            permissions=frozenset({"requests.view", "promises.view", "contracts.view"})),
)  # fmt: skip
