"""The contracts' own key figures, as both parties measured them: kpi.<code of the definition>."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.kernel.key_figures import value_of
from samdrift.partnership.insight.queries.counting import months, ratio, summed
from samdrift.partnership.insight.registry import DOWN, UP, Asked, Cell, Family, Figure
from samdrift.partnership.performance import public as performance

VIEW, PREFIX = "performance.view", "kpi"
BY = frozenset({"", "unit", "month"})
SUMS = {"n": Count("pk"), "part": Sum("numerator"), "whole": Sum("denominator")}


def counted(code: str, scale: int, scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """The months of the period together, each by its latest entry.

    The whole is told from the contract's own entries; from its districts' where the reader sees only those, or some
    were asked for.
    """
    if asked.site_ids is not None:
        return []
    rows = performance.KpiResult.objects.within(scope).filter(
        contract=asked.contract_id, code=code, month__in=months(asked), latest=True
    )  # fmt: skip
    if by == "unit" or asked.unit_ids is not None:
        rows = rows.filter(unit__isnull=False)
        rows = rows if asked.unit_ids is None else rows.filter(unit__in=asked.unit_ids)
        return _cells(scope, rows, by, scale)
    own = _cells(scope, rows.filter(unit__isnull=True), by, scale)
    return own if any(one.rows for one in own) else _cells(scope, rows.filter(unit__isnull=False), by, scale)


def _cells(scope: Scope, rows: object, by: str, scale: int) -> list[Cell]:
    cells = []
    for key, one in summed(scope, rows, by, SUMS, when="month").items():  # type: ignore[arg-type]
        part, whole = one["part"], one["whole"]
        value = ratio(part, whole) if scale == 100 else value_of(int(part), int(whole), scale)
        cells.append(Cell(key=key, value=value, numerator=part, denominator=whole, rows=int(whole)))
    return cells


def _figure(row: performance.KpiDefinition, language: str) -> Figure:
    counts = in_language(row.counted, language) if row.counted else ""
    target = _("Target: %(sign)s %(target)s %(unit)s.") % {
        "sign": "≤" if row.lower_is_better else "≥", "target": row.target.normalize(), "unit": row.unit_word,
    }  # fmt: skip
    return Figure(
        code=f"{PREFIX}.{row.code}", name=in_language(row.name, language), words=f"{counts} {target}".strip(),
        kind="share" if row.scale == 100 else "score", better=DOWN if row.lower_is_better else UP, by=BY,
        permission=VIEW, count=partial(counted, row.code, row.scale),
        target=row.target / 100 if row.scale == 100 else row.target,
    )  # fmt: skip


def of(scope: Scope, contract_id: int | None) -> Iterable[Figure]:
    """The key figures whose definitions this person may read, the newest version of each, by code."""
    rows = performance.KpiDefinition.objects.within(scope).filter(standing="accepted")
    if contract_id is not None:
        rows = rows.filter(contract=contract_id)
    newest = {row.code: row for row in rows.order_by("valid_from", "number", "pk")}
    return [_figure(newest[code], scope.language) for code in sorted(newest)]


def named(code: str) -> Figure:
    """A key figure by its code alone: what its definition says is read when it is counted, see `figure_for`."""
    return Figure(
        code=f"{PREFIX}.{code}", name=code, words=gettext_lazy("A key figure of the contract."), kind="share",
        better=UP, by=BY, permission=VIEW, count=partial(_by_definition, code),
    )  # fmt: skip


def _by_definition(code: str, scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    found = next((one for one in of(scope, asked.contract_id) if one.code == f"{PREFIX}.{code}"), None)
    return found.count(scope, asked, by) if found else []


FAMILY = Family(prefix=PREFIX, of=of, named=named)
