"""The cover: four lights with one reason each, and three headlines: delivered? saved? satisfied?"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, figure, figures, light, lights, told
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.formats.wording import numbers
from samdrift.partnership.reports.queries.own_sections.money import sent
from samdrift.partnership.reports.queries.own_sections.named import BOTH, few, known_value, months_of, since, value_of
from samdrift.partnership.reports.queries.own_sections.savings import SAVED, stands, year_to_date
from samdrift.partnership.reports.queries.own_sections.words import TONES

Result = performance.KpiResult
WORDS = {"ok": _("On course"), "warn": _("Needs attention"), "danger": _("Off course"), "neutral": _("Not measured")}
# What users feel first: promises kept, and what they answered.
KEPT, LIKED = ("promise.solved", "promise."), ("request.rated",)


def load(asked: Asked) -> Sequence[Block]:
    """The lights and headlines of the period."""
    rows = performance.results_known(
        asked.scope, asked.contract_id, since(asked), asked.last, asked.known_at, districts=False
    )
    month = months_of(asked)[-1]
    now = [one for one in rows if one.month == month]
    every = performance.results_known(asked.scope, asked.contract_id, month, month, asked.known_at, districts=True)
    made = [one for one in (_delivery(every), _satisfaction(now), _guarantee(asked), _invoices(asked)) if one]
    heads = [*_headline(rows, now, KEPT, _("Delivered: promises kept")), *_saved(asked),
             *_headline(rows, now, LIKED, _("Satisfied: what users answered"))]  # fmt: skip
    return [one for one, there in ((lights(made), made), (figures(heads), heads)) if there]


def _light(name: object, tone: str, reason: dict[str, str]) -> dict[str, object]:
    return light(name, tone, WORDS[tone], reason)


def _delivery(now: list[Result]) -> dict[str, object] | None:
    judged = [one for one in now if one.judged and one.band != "not_measured"]
    measured = {one.code for one in judged}
    if not measured:
        return None
    missed = [one for one in judged if one.band != "passed"]
    codes = sorted({one.code for one in missed})
    if not missed:
        reason = told(_("All %(count)s measured key figures are on target, in every district."), count=len(measured))
        return _light(_("Delivery"), "ok", reason)
    worst = "danger" if any(TONES[one.band] == "danger" for one in missed) else "warn"
    reason = told(
        _("%(missed)s of %(count)s measured key figures missed their target somewhere: %(codes)s."), missed=len(codes),
        count=len(measured), codes=", ".join(codes),
    )  # fmt: skip
    return _light(_("Delivery"), worst, reason)


def _satisfaction(now: list[Result]) -> dict[str, object] | None:
    own = [one for one in now if one.definition.source in LIKED]
    if not own:
        return None
    row = own[0]
    if row.value is None or few(row) or row.band == "not_measured":
        return _light(_("Satisfaction"), "neutral", told(_("Too few users answered to tell.")))
    reason = told(
        _("%(value)s %(unit)s; the target is %(target)s."), value=numbers(row.value), unit=row.definition.unit_word,
        target=numbers(row.definition.target),
    )  # fmt: skip
    return _light(_("Satisfaction"), TONES[row.band], reason)


def _guarantee(asked: Asked) -> dict[str, object] | None:
    now = stands(asked)
    if now is None or now.standing.percent is None:
        return None
    percent = now.standing.percent
    worst = "ok" if percent >= 100 else "warn" if percent >= 90 else "danger"
    reason = told(_("%(percent)s %% of what was guaranteed by now is verified."), percent=numbers(percent))
    return _light(_("Savings"), worst, reason)


def _invoices(asked: Asked) -> dict[str, object] | None:
    own = list(sent(asked).filter(month__range=(asked.first, asked.last)).values_list("kind", "disputed_minor"))
    invoices = [amount for kind, amount in own if kind == "invoice"]
    if not invoices:
        return None
    queried = sum(1 for amount in invoices if amount)
    if not queried:
        return _light(_("Invoices"), "ok", told(_("None of %(count)s invoices is in dispute."), count=len(invoices)))
    reason = told(_("%(queried)s of %(count)s invoices are in dispute with a part."), queried=queried,
                  count=len(invoices))  # fmt: skip
    return _light(_("Invoices"), "warn", reason)


def _headline(rows: list[Result], now: list[Result], sources: Sequence[str], name: object) -> list[dict[str, object]]:
    for source in sources:
        own = [one for one in now if one.definition.source.startswith(source) and one.value is not None]
        if own:
            one = own[0]
            trend = [(row.month, known_value(row)) for row in rows if row.code == one.code]
            counted = (None, None, None) if few(one) else (one.numerator, one.denominator, one.denominator)
            kind = "share" if one.definition.unit_word == "%" else "score"
            return [
                figure(f"kpi.{one.code}", name, value_of(one), kind, words=one.definition.counted, trend=trend,
                       numerator=counted[0], denominator=counted[1], n=counted[2],
                       to=f"/performance/results/{one.uid}/")
            ]  # fmt: skip
    return []


def _saved(asked: Asked) -> list[dict[str, object]]:
    year = year_to_date(asked)
    if not year.rows:
        return []
    saving = year.total.saving
    return [
        figure("savings.percent", _("Saved: against the baseline this year"), saving.percent, "share", words=SAVED,
               n=len(year.rows), to=f"/savings/?year={year.year}")
    ]  # fmt: skip


SECTIONS = (
    Section(
        code="cover", title=_("In short"), place=1, kinds=BOTH, load=load,
        permissions=frozenset({"performance.view", "savings.view", "invoicing.view", "contracts.view"}),
    ),
)  # fmt: skip
