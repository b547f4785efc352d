"""Delivered against ordered, for every service line: what shows it, and plainly where nothing does (trap 61)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, row, sentence, table, told
from samdrift.partnership.insight import public as insight
from samdrift.partnership.reports.queries.own_sections.named import MONTH, line_texts
from samdrift.registers.contracts import public as contracts

COLUMNS = (
    (insight.SHOWN_BY[0], _("Rooms visited"), _("of")), (insight.SHOWN_BY[1], _("Planned work done"), _("of")),
    (insight.SHOWN_BY[2], _("Work asked for, done"), _("of")),
)  # fmt: skip


def load(asked: Asked) -> Sequence[Block]:
    """Every line with a price or a proof, by code, and the lines with nothing but an acceptance."""
    until = asked.last + timedelta(days=1)
    with insight.remembering():
        of = insight.Asked(contract_id=asked.contract_id, since=asked.first, until=until, at=asked.known_at)
        proofs = insight.proofs_in(asked.scope, of)
    names = line_texts(asked.scope)
    lines = sorted({*proofs, *contracts.lines_priced(asked.scope, asked.contract_id, until)})
    if not lines:
        return []
    columns = [column(_("Service"))]
    for _code, done, ordered in COLUMNS:
        columns += [column(done, "number"), column(ordered, "number")]
    columns += [column(_("Time written"), "minutes"), column(_("Shown by"), "short")]
    made = [_row(names.get(line, line), proofs.get(line, {})) for line in lines]
    note = _("Planned work counts done in time or late; work asked for what was made in the period and not cancelled.")
    blocks = [table("delivered", _("Delivered against ordered, by service"), columns, made, note)]
    unshown = [names.get(line, told(line)) for line in lines if not proofs.get(line)]
    if unshown:
        listed: Any = {language: ", ".join(one[language] for one in unshown) for language in unshown[0]}
        words = _("Nothing but the districts’ acceptance shows what was delivered of: %(lines)s.")
        blocks.append(sentence(told(words, lines=listed)))
    return blocks


def _row(name: Any, proofs: Any) -> dict[str, Any]:
    cells: list[Any] = []
    for code, _done, _ordered in COLUMNS:
        cell = proofs[code].cell if code in proofs else None
        cells += [cell and int(cell.numerator), cell and int(cell.denominator)]
    spent = proofs.get(insight.HOURS)
    to = next((proofs[code].href for code in (*insight.SHOWN_BY, insight.HOURS) if code in proofs), "")
    shown = told(_("work and rounds")) if proofs else told(_("acceptance only"))
    return row(name, *cells, spent and int(spent.cell.value), shown, to=to)


SECTIONS = (
    Section(
        code="delivered", title=_("Delivered against ordered"), place=43, kinds=MONTH, load=load,
        permissions=frozenset({"work.view", "planning.view", "rounds.view", "contracts.view", "contracts.view_prices"}),
    ),
)  # fmt: skip
