"""Key figures: target, what each month came to, band, points, credits and reductions; and what each figure means."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, row, sentence, table, told, tone
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.formats.wording import months, numbers
from samdrift.partnership.reports.queries.own_sections.named import (
    MONTH,
    counted_of,
    known_value,
    line_texts,
    months_of,
    since,
    value_of,
)
from samdrift.partnership.reports.queries.own_sections.words import BANDS, TONES

Result = performance.KpiResult
SEES = frozenset({"performance.view", "performance.view_credits"})


def load(asked: Asked) -> Sequence[Block]:
    """The key figures of each month of the period."""
    rows = performance.results_known(
        asked.scope, asked.contract_id, since(asked), asked.last, asked.known_at, districts=False
    )
    trends: dict[str, list[tuple[date, Decimal | None]]] = defaultdict(list)
    for one in rows:
        trends[one.code].append((one.month, known_value(one)))
    blocks = []
    for month in months_of(asked):
        own = [one for one in rows if one.month == month]
        if own:
            blocks += [_month(asked, month, own, trends)]
    if not blocks:
        return []
    held = {one.code: one.definition for one in rows}
    return [*blocks, *_missed(asked), _definitions(held)]


def _month(
    asked: Asked, month: date, rows: list[Result], trends: dict[str, list[tuple[date, Decimal | None]]]
) -> Block:  # fmt: skip
    cost, points = _credits(asked, month)
    made = []
    for one in rows:
        means = one.definition
        trend = [[at.isoformat(), None if value is None else f"{value:f}"] for at, value in trends[one.code]
                 if at <= month]  # fmt: skip
        made.append(
            row(
                told(_("%(code)s %(name)s"), code=one.code, name=told(means.name)), _target(means), value_of(one),
                means.unit_word, counted_of(one), trend, _band(one), points.get(one.code, 0), _run(one),
                cost.get(one.code, 0),
                to=f"/performance/results/{one.uid}/",
            )
        )  # fmt: skip
    columns = [
        column(_("Figure"), "prose"), column(_("Target"), "short"), column(_("Result"), "number", digits=2),
        column(_("Unit"), "short"),
        column(_("Counted"), "short"), column(_("13 months"), "trend"), column(_("Band"), "tone"),
        column(_("Points"), "number"), column(_("Months in a row"), "short"), column(_("Credit"), "money"),
    ]  # fmt: skip
    name = told(_("Key figures of %(month)s"), month=months(month))
    note = _("Counted is how many of how many. What is not measured costs nothing and says so.")
    return table(f"kpis-{month:%Y-%m}", name, columns, made, note)


def _target(means: performance.KpiDefinition) -> object:
    words = _("at most %(value)s") if means.lower_is_better else _("at least %(value)s")
    return told(words, value=numbers(means.target))


def _band(one: Result) -> object:
    if not one.judged:
        return tone("neutral", _("Judged by district"))
    return tone(TONES[one.band], BANDS[one.band])


def _run(one: Result) -> object:
    if one.run_failures > 1:
        return told(_("%(count)s missed"), count=one.run_failures)
    return told(_("%(count)s kept"), count=one.run_passes) if one.run_passes else ""


def _credits(asked: Asked, month: date) -> tuple[dict[str, int], dict[str, int]]:
    cost: dict[str, int] = defaultdict(int)
    points: dict[str, int] = defaultdict(int)
    for one in performance.credits_known(asked.scope, asked.contract_id, month, month, asked.known_at):
        cost[one.code] += one.net_minor
        points[one.code] += one.points
    return cost, points


def _missed(asked: Asked) -> list[Block]:
    """The districts that missed a figure judged by district, and those figures somebody corrected, with why."""
    first = months_of(asked)[0]
    rows = performance.results_known(asked.scope, asked.contract_id, first, asked.last, asked.known_at, districts=True)
    missed = [one for one in rows if one.unit is not None and one.judged and TONES[one.band] in ("warn", "danger")]
    reasons = [one for one in rows if one.reason]
    blocks: list[Block] = []
    if missed:
        columns = [
            column(_("Figure")), column(_("District")), column(_("Month"), "month"),
            column(_("Result"), "number", digits=2), column(_("Counted"), "short"), column(_("Band"), "tone"),
        ]  # fmt: skip
        made = [
            row(one.code, one.unit.name if one.unit else "", one.month, value_of(one), counted_of(one), _band(one),
                to=f"/performance/results/{one.uid}/")
            for one in missed[:80]
        ]  # fmt: skip
        blocks.append(table("kpis-missed", _("Districts that missed a figure"), columns, made))
    if reasons:
        columns = [column(_("Figure")), column(_("Month"), "month"), column(_("What was agreed on, and why"), "prose")]
        made = [row(one.code, one.month, one.reason, to=f"/performance/results/{one.uid}/") for one in reasons[:40]]
        blocks.append(table("kpis-exclusions", _("Agreed exclusions and corrections"), columns, made))
    return blocks


def _definitions(held: dict[str, performance.KpiDefinition]) -> Block:
    """What each figure means, by the version it was judged under."""
    columns = [
        column(_("Figure"), "short"),
        column(_("Version"), "number"),
        column(_("Counted"), "prose"),
        column(_("Clause")),
    ]
    rows = [row(code, one.number, told(one.counted), one.clause) for code, one in sorted(held.items())]
    return table("kpis-definitions", _("What the key figures mean"), columns, rows)


def load_reductions(asked: Asked) -> Sequence[Block]:
    """What was ordered and not delivered, and what is therefore not paid."""
    rows = performance.reductions_known(asked.scope, asked.contract_id, asked.first, asked.last, asked.known_at)
    if not rows:
        return [sentence(told(_("No fee was reduced: what was ordered and is counted was delivered.")))]
    summed: dict[tuple[str, str, int], list[int]] = {}
    names = {}
    for one in rows:
        own = summed.setdefault((one.line_code, one.code, one.unit_id), [0, 0, 0])
        for place, value in enumerate((one.ordered, one.missing, one.amount_minor)):
            own[place] += value
        names[one.unit_id] = one.unit.name
    columns = [
        column(_("Service")), column(_("Figure")), column(_("District")), column(_("Ordered"), "number"),
        column(_("Not delivered"), "number"), column(_("Reduction"), "money"),
    ]  # fmt: skip
    month, services = asked.first, line_texts(asked.scope)
    made = [
        row(services.get(line, line), code, names[unit], *own, to=f"/performance/credits/?month={month:%Y-%m}")
        for (line, code, unit), own in sorted(summed.items(), key=lambda one: (-one[1][2], str(one[0])))[:60]
    ]
    whole = sum(own[2] for own in summed.values())
    made.append(row(told(_("Together")), "", "", None, None, whole, strong=True))
    note = _("Ordered and not delivered are minutes of rounds, or runs of plans.")
    return [table("reductions", _("Reductions for what was not delivered"), columns, made, note)]


SECTIONS = (
    Section(code="kpis", title=_("Key figures"), place=30, kinds=MONTH, load=load, permissions=SEES),
    Section(
        code="reductions", title=_("Ordered and not delivered"), place=45, kinds=MONTH, load=load_reductions,
        permissions=SEES,
    ),
)  # fmt: skip
