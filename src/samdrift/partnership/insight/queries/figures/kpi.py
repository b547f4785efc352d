"""The contracts' own key figures, as both parties measured them: kpi.<code of the definition>."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel.key_figures import value_of
from samdrift.partnership.insight.queries.counting import Counting, Sums, months, ratio
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import DOWN, UP, Asked, Cell, Family, Figure
from samdrift.partnership.performance import public as performance

VIEW, PREFIX = "performance.view", "kpi"
BY = frozenset({"", "unit", "month"})
SUMS = {"n": Count("pk"), "part": Sum("numerator"), "whole": Sum("denominator")}


def _entries(scope: Scope, asked: Asked, code: str, wanted: Collection[date]) -> QuerySet[Any]:
    return performance.KpiResult.objects.within(scope).filter(
        contract=asked.contract_id, code=code, month__in=wanted, latest=True
    )


def _of_districts(scope: Scope, asked: Asked, code: str, wanted: Collection[date]) -> QuerySet[Any]:
    rows = _entries(scope, asked, code, wanted).filter(unit__isnull=False)
    return rows if asked.unit_ids is None else rows.filter(unit__in=asked.unit_ids)


_DISTRICTS = Counting(_of_districts, SUMS, when="month")
_WHOLE = Counting(lambda *asked: _entries(*asked).filter(unit__isnull=True), SUMS, when="month")


def counted(code: str, scale: int, scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """The months of the period together, each by its latest entry.

    The whole is told from the contract's own entries; from its districts' where the reader sees only those, or some
    were asked for.
    """
    if asked.site_ids is not None:
        return []
    if by != "unit" and asked.unit_ids is None:
        own = _cells(_WHOLE.sums(scope, asked, by, code, months(asked)), scale)
        if any(one.rows for one in own):
            return own
    return _cells(_DISTRICTS.sums(scope, asked, by, code, months(asked)), scale)


def _cells(found: Mapping[Any, Sums], scale: int) -> list[Cell]:
    cells = []
    for key, one in found.items():
        part, whole = one["part"], one["whole"]
        value = ratio(part, whole) if scale == 100 else value_of(int(part), int(whole), scale)
        cells.append(Cell(key=key, value=value, numerator=part, denominator=whole, rows=int(whole)))
    return cells


def _figure(row: performance.KpiDefinition, language: str) -> Figure:
    counts = in_language(row.counted, language) if row.counted else ""
    target = _("Target: %(sign)s %(target)s %(unit)s.") % {
        "sign": "≤" if row.lower_is_better else "≥", "target": f"{row.target.normalize():f}", "unit": row.unit_word,
    }  # fmt: skip
    return Figure(
        code=f"{PREFIX}.{row.code}", name=in_language(row.name, language), words=f"{counts} {target}".strip(),
        kind="share" if row.scale == 100 else "score", better=DOWN if row.lower_is_better else UP, by=BY,
        permission=VIEW, count=partial(counted, row.code, row.scale),
        target=row.target / 100 if row.scale == 100 else row.target,
    )  # fmt: skip


def of(scope: Scope, contract_id: int | None) -> Iterable[Figure]:
    """The key figures whose definitions this person may read, the newest version of each, by code."""

    def read() -> list[Figure]:
        newest = {row.code: row for row in _DEFINED.rows(scope, None, contract_id)}
        return [_figure(newest[code], scope.language) for code in sorted(newest)]

    return remembered(("kpi", scope, contract_id), read)


def _defined(scope: Scope, _form: None, contract_id: int | None) -> QuerySet[performance.KpiDefinition]:
    rows = performance.KpiDefinition.objects.within(scope).filter(standing="accepted")
    rows = rows if contract_id is None else rows.filter(contract=contract_id)
    return rows.order_by("valid_from", "number", "pk")


_DEFINED: Shaped[performance.KpiDefinition] = Shaped(_defined)


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
