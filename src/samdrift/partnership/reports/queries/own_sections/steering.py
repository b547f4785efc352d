"""The steering committee's own pages: decisions needed, scorecard, what is in dispute, three districts, decisions."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, Text, column, points, row, sentence, table, told, tone
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.formats.wording import days, numbers
from samdrift.partnership.reports.queries.own_sections.named import (
    PACK,
    counted_of,
    known_value,
    months_of,
    since,
    unit_texts,
    value_of,
)
from samdrift.partnership.reports.queries.own_sections.savings import year_to_date
from samdrift.partnership.reports.queries.own_sections.words import BANDS, TONES
from samdrift.partnership.savings import public as savings
from samdrift.partnership.scaling import public as scaling
from samdrift.registers.contracts import public as contracts

SOON = timedelta(days=365)
VOICES = 3
WAITING = ("submitted", "local_approved")


def load_needed(asked: Asked) -> Sequence[Block]:
    """What waits for the committee on the day the pack is made."""
    found = [*_options(asked), *_settlements(asked), *_changes(asked), *_disputed(asked)]
    if not found:
        return [sentence(told(_("Nothing waits for a decision of the committee.")))]
    return [points(found)]


def _options(asked: Asked) -> list[tuple[Text, str]]:
    contract = contracts.Contract.objects.within(asked.scope).filter(pk=asked.contract_id).first()
    if contract is None:
        return []
    return [
        (
            told(_("Option “%(name)s”: decide by %(day)s."), name=one.name, day=days(one.exercise_by)),
            f"/contracts/{contract.uid}/",
        )
        for one in contracts.options_of(asked.scope, contract, asked.known_at)
        if one.exercised_at is None and asked.last < one.exercise_by <= asked.last + SOON
    ]  # fmt: skip


def _settlements(asked: Asked) -> list[tuple[Text, str]]:
    rows = savings.Settlement.objects.within(asked.scope).filter(
        contract=asked.contract_id, calculated_at__lte=asked.known_at, state="agreed"
    )
    return [
        (told(_("The settlement of year %(year)s is agreed on and waits to be approved."), year=one.year),
         f"/savings/settlements/{one.uid}/")
        for one in rows.order_by("year", "pk")
    ]  # fmt: skip


def _changes(asked: Asked) -> list[tuple[Text, str]]:
    rows = scaling.ChangeOrder.objects.within(asked.scope).filter(
        contract=asked.contract_id, state__in=WAITING, submitted_at__lte=asked.known_at
    )
    return [
        (told(_("%(number)s waits for the committee's yes."), number=one.number), f"/changes/{one.uid}/")
        for one in rows.order_by("number")[:20] if "steering" in one.approvals
    ]  # fmt: skip


def _disputed(asked: Asked) -> list[tuple[Text, str]]:
    rows = performance.disputed_until(asked.scope, asked.contract_id, asked.last)
    return [
        (told(_("%(code)s of %(month)s is in dispute."), code=one.code, month=f"{one.month:%Y-%m}"),
         f"/performance/results/{one.uid}/")
        for one in rows
    ]  # fmt: skip


def load_scorecard(asked: Asked) -> Sequence[Block]:
    """Each key figure month by month beside its target, and what the quarter cost in credits."""
    rows = performance.results_known(
        asked.scope, asked.contract_id, since(asked), asked.last, asked.known_at, districts=False
    )
    months = months_of(asked)
    by_code: dict[str, dict[date, performance.KpiResult]] = defaultdict(dict)
    for one in rows:
        by_code[one.code][one.month] = one
    made = [_score(code, own, months) for code, own in sorted(by_code.items()) if any(month in own for month in months)]
    if not made:
        return []
    columns = [
        column(_("Figure"), "prose"), column(_("Target"), "short"),
        *(column(f"{one:%Y-%m}", "number", digits=2) for one in months),
        column(_("13 months"), "trend"), column(_("Latest"), "tone"),
    ]  # fmt: skip
    cost = performance.credits_known(asked.scope, asked.contract_id, asked.first, asked.last, asked.known_at)
    said = told(_("Credits of the quarter come to %(amount)s in whole units."),
                amount=f"{sum(one.net_minor for one in cost) // 100:,}".replace(",", "\u00a0"))  # fmt: skip
    return [table("scorecard", _("Scorecard"), columns, made), sentence(said)]


def _score(code: str, own: dict[date, performance.KpiResult], months: Sequence[date]) -> dict[str, object]:
    last = own[max(own, key=str)]
    means = last.definition
    words = _("at most %(value)s") if means.lower_is_better else _("at least %(value)s")
    values = [value_of(own[month]) if month in own else None for month in months]
    trend = [
        [str(month), None if (value := known_value(one)) is None else f"{value:f}"]
        for month, one in sorted(own.items(), key=str)
    ]
    target = {language: f"{value} {means.unit_word}" for language, value in numbers(means.target).items()}
    band = tone(TONES[last.band], BANDS[last.band]) if last.judged else tone("neutral", _("Judged by district"))
    return row(
        told(_("%(code)s %(name)s"), code=code, name=told(means.name)),
        told(words, value=target), *values, trend, band,
        to=f"/performance/results/{last.uid}/",
    )  # fmt: skip


def load_disputes(asked: Asked) -> Sequence[Block]:
    """What the parties do not agree on: key figures and lines of invoices; and clauses found not working."""
    lines = [(text, to) for text, to in _disputed(asked)]
    clauses = _not_working(asked)
    rows = invoicing.Invoice.objects.within(asked.scope).filter(
        contract=asked.contract_id, disputed_minor__gt=0, issued_at__lte=asked.known_at, month__lte=asked.last
    )
    made = [
        row(one.number, one.unit.name, one.month, one.disputed_minor, to=f"/invoices/{one.uid}/")
        for one in rows.select_related("unit").order_by("month", "number")[:40]
    ]
    blocks: list[Block] = []
    if lines:
        blocks.append(points(lines, _("Key figures")))
    if made:
        columns = [column(_("Invoice")), column(_("District")), column(_("Month"), "month"),
                   column(_("In dispute, with VAT"), "money")]  # fmt: skip
        blocks.append(table("queried", _("Queried invoices"), columns, made))
    if clauses:
        blocks.append(points(clauses, _("Clauses that do not work")))
    return blocks or [sentence(told(_("Nothing is in dispute.")))]


def _not_working(asked: Asked) -> list[tuple[Text, str]]:
    """Clauses a party reported as not working until then, which nobody has changed or read anew since."""
    contract = contracts.Contract.objects.within(asked.scope).filter(pk=asked.contract_id).first()
    if contract is None:
        return []
    notes = contracts.notes_of(asked.scope, contract, known_at=asked.known_at)
    clauses = contracts.clauses_on(asked.scope, contract, asked.last, asked.known_at)
    found = contracts.not_working(clauses, notes)
    return [
        (told(_("Clause %(number)s, %(title)s: “%(said)s”"), number=one.number, title=one.title,
              said=next(note.text for note in notes if note.clause == one.number and note.kind == "not_working")),
         f"/contracts/{contract.uid}/wording/{one.number}/")
        for one in clauses if one.number in found
    ]  # fmt: skip


def load_voices(asked: Asked) -> Sequence[Block]:
    """Three districts in turn, so that each has its page again after some quarters: figures, savings."""
    rows = performance.results_known(
        asked.scope, asked.contract_id, asked.first, asked.last, asked.known_at, districts=True
    )
    own = [one for one in rows if one.unit is not None]
    units = sorted({one.unit.code: one.unit.pk for one in own if one.unit}.items())
    if not units:
        return []
    quarter = asked.first.year * 4 + (asked.first.month - 1) // 3
    start = quarter * VOICES % len(units)
    chosen = [(units + units)[start + place] for place in range(min(VOICES, len(units)))]
    names = unit_texts(asked.scope)
    saved = {unit: summed for unit, summed, _verified in year_to_date(asked).of_units()}
    return [
        _voice(code, names[unit], [one for one in own if one.unit_id == unit], saved.get(unit)) for code, unit in chosen
    ]


def _voice(code: str, name: Text, rows: list[performance.KpiResult], saved: object) -> Block:
    columns = [column(_("Figure"), "prose"), column(_("Month"), "month"), column(_("Result"), "number", digits=2),
               column(_("Counted"), "short"), column(_("Band"), "tone")]  # fmt: skip
    made = [
        row(told(_("%(code)s %(name)s"), code=one.code, name=told(one.definition.name)), one.month, value_of(one),
            counted_of(one), tone(TONES[one.band], BANDS[one.band]),
            to=f"/performance/results/{one.uid}/")
        for one in rows
    ]  # fmt: skip
    percent = getattr(getattr(saved, "saving", None), "percent", None)
    note = (
        told(_("Saved this year so far: %(percent)s %% of the baseline."), percent=percent)
        if percent is not None
        else ""
    )
    return table(f"voice-{code}", name, columns, made, note)


def load_log(asked: Asked) -> Sequence[Block]:
    """What was decided in the period: figures the committee settled, changes agreed on, settlements approved."""
    found: list[list[Any]] = [
        [one.signed_at.date(), told(_("Key figure %(code)s decided"), code=one.result.code), one.text,
         f"/performance/results/{one.result.uid}/"]
        for one in performance.decisions_made(asked.scope, asked.contract_id, asked.first, asked.last, asked.known_at)
        if one.signed_at
    ]  # fmt: skip
    rows = scaling.ChangeOrder.objects.within(asked.scope).filter(
        contract=asked.contract_id, accepted_at__date__range=(asked.first, asked.last), accepted_at__lte=asked.known_at
    )
    found += [
        [change.accepted_at.date(), told(_("Change %(number)s agreed on"), number=change.number),
         change.name or change.reason, f"/changes/{change.uid}/"]
        for change in rows.order_by("accepted_at", "pk")[:40] if change.accepted_at
    ]  # fmt: skip
    if not found:
        return [sentence(told(_("No decision was recorded in this quarter.")))]
    columns = [column(_("Day"), "date"), column(_("Decision")), column(_("In their words"), "prose")]
    made = [row(day, what, said, to=str(to)) for day, what, said, to in sorted(found, key=lambda one: str(one[0]))]
    return [table("decisions", _("Decisions of the quarter"), columns, made)]


SEES = frozenset({"performance.view", "performance.view_credits"})
MONEY = frozenset({"savings.view", "scaling.view", "contracts.view", "invoicing.view"})
SECTIONS = (
    Section(code="needed", title=_("Decisions needed"), place=5, kinds=PACK, load=load_needed,
            permissions=SEES | MONEY),
    Section(code="scorecard", title=_("Scorecard"), place=10, kinds=PACK, load=load_scorecard, permissions=SEES),
    Section(code="disputes", title=_("Escalated and in dispute"), place=40, kinds=PACK, load=load_disputes,
            permissions=SEES | MONEY),
    Section(code="voices", title=_("Local voices"), place=95, kinds=PACK, load=load_voices, permissions=SEES | MONEY),
    Section(code="log", title=_("Decisions"), place=110, kinds=PACK, load=load_log, permissions=SEES | MONEY),
)  # fmt: skip
