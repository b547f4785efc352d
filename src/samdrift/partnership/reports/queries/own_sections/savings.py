"""Savings: the year so far against its baseline, what finance verified, and how the guarantee stands."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import (
    Asked,
    Block,
    Section,
    Text,
    column,
    figure,
    figures,
    row,
    sentence,
    table,
    told,
)
from samdrift.kernel.savings import Summed
from samdrift.partnership.reports.formats.wording import months, numbers
from samdrift.partnership.reports.queries.own_sections.named import BOTH, line_texts
from samdrift.partnership.savings import public as savings

SEES = frozenset({"savings.view", "contracts.view"})
SAVED = _("The agreed baseline carried to this year's quantity, scope and prices, less what was paid.")


def year_to_date(asked: Asked) -> savings.Year:
    """The year of the period up to its last month, as known when the report is made."""
    until = asked.last.replace(day=1)
    return savings.year_of(asked.scope, asked.contract_id, asked.last.year, until=until, known_at=asked.known_at)


def stands(asked: Asked) -> savings.GuaranteeNow | None:
    """How the guarantee stands on the day after the period."""
    day = asked.last + timedelta(days=1)
    return savings.guarantee_now(asked.scope, asked.contract_id, day, asked.known_at)


def load(asked: Asked) -> Sequence[Block]:
    """What was saved this year, by service and by district, and the guarantee."""
    year = year_to_date(asked)
    if not year.rows:
        return []
    return [figures([*_headlines(asked, year), *_guarantee(asked)]), *_by_line(asked, year), *_by_unit(year)]


def _to(asked: Asked) -> str:
    return f"/savings/?year={asked.last.year}"


def _headlines(asked: Asked, year: savings.Year) -> list[dict[str, object]]:
    whole, verified = year.total.saving, sum(one.verified_minor for one in year.rows)
    return [
        figure("savings.saved", _("Saved this year so far"), whole.saved_minor, "money", words=SAVED,
               note=_percent(whole.percent), numerator=whole.actual_minor, denominator=whole.adjusted_minor,
               n=len(year.rows), to=_to(asked)),
        figure("savings.verified", _("Verified by finance this year"), verified, "money",
               words=_("What finance verified by the day this was made; only that counts to a guarantee."),
               to="/savings/initiatives/"),
    ]  # fmt: skip


def _percent(value: Decimal | None) -> Text | None:
    return None if value is None else told(_("%(percent)s %% of the baseline"), percent=numbers(value))


def _guarantee(asked: Asked) -> list[dict[str, object]]:
    now = stands(asked)
    if now is None:
        return []
    behind = now.standing.behind_minor
    note = (
        told(_("Behind by %(amount)s in whole units"), amount=f"{behind // 100:,}".replace(",", "\u00a0"))
        if behind > 0 else told(_("Kept so far"))
    )  # fmt: skip
    return [
        figure("savings.guarantee", _("Guarantee kept by now"), now.standing.percent, "share",
               words=_("What counts to the guarantee of what was to be verified by now, rounded down."), note=note,
               numerator=now.verified_minor // 100, denominator=now.due_minor // 100, to="/savings/guarantee/"),
    ]  # fmt: skip


def _by_line(asked: Asked, year: savings.Year) -> list[Block]:
    names = line_texts(asked.scope)
    rows = [(names.get(code) or code, summed, verified) for code, summed, verified in year.of_lines()]
    return [_table("savings-by-line", _("Savings by service"), _("Service"), rows, year, _to(asked))]


def _by_unit(year: savings.Year) -> list[Block]:
    rows = [(year.names.get(unit, {}), summed, verified) for unit, summed, verified in year.of_units()]
    return [_table("savings-by-district", _("Savings by district"), _("District"), rows, year, "/savings/")]


def _table(
    code: str, caption: object, head: object, rows: Sequence[tuple[object, Summed, int]], year: savings.Year, to: str
) -> Block:  # fmt: skip
    columns = [
        column(head), column(_("Baseline"), "money"), column(_("Paid"), "money"), column(_("Saved"), "money"),
        column(_("Per cent"), "share"), column(_("Verified"), "money"),
    ]  # fmt: skip
    made = [_row(name, one, verified, to) for name, one, verified in rows]
    made.append(_row(told(_("Together")), year.total, sum(one for _n, _s, one in rows), "", strong=True))
    note = told(_("January to %(month)s. Services without a baseline are in no percentage."),
                month=months(date(year.year, year.months, 1)))  # fmt: skip
    return table(code, caption, columns, made, note)


def _row(name: object, one: Summed, verified: int, to: str, *, strong: bool = False) -> dict[str, object]:
    saving = one.saving
    if not saving.has_baseline:
        return row(name, None, one.without_baseline_minor or saving.actual_minor, None, None, verified, to=to)
    return row(
        name, saving.adjusted_minor, saving.actual_minor, saving.saved_minor, saving.percent, verified, to=to,
        strong=strong,
    )  # fmt: skip


def load_term(asked: Asked) -> Sequence[Block]:
    """The whole term: each year's guarantee beside what was verified, and where today's pace ends."""
    now = stands(asked)
    if now is None:
        return _shared(asked)
    columns = [
        column(_("Year"), "text"), column(_("Guaranteed"), "money"), column(_("Verified"), "money"),
        column(_("Guaranteed since the beginning"), "money"), column(_("Verified since the beginning"), "money"),
    ]  # fmt: skip
    made = [
        row(str(one.year), one.guaranteed_minor, one.verified_minor if one.begun else None, one.guaranteed_cum_minor,
            one.verified_cum_minor if one.begun else None, to="/savings/guarantee/")
        for one in now.years
    ]  # fmt: skip
    return [table("guarantee", _("The guarantee over the term"), columns, made), *_pace(asked, now)]


def _pace(asked: Asked, now: savings.GuaranteeNow) -> list[Block]:
    standing = now.standing
    if standing.so_far_a_year_minor is None or standing.needed_a_year_minor is None:
        return _shared(asked)
    gone = (asked.last.year - now.guarantee.starts_on.year) * 12 + asked.last.month - now.guarantee.starts_on.month + 1
    left = max(len(now.guarantee.yearly) * 12 - gone, 0)
    ends = now.verified_minor + standing.so_far_a_year_minor * left // 12
    return [
        figures([
            figure("term.pace", _("Verified a year so far"), standing.so_far_a_year_minor, "money",
                   words=_("What was verified since the beginning, by the months gone.")),
            figure("term.needed", _("Needed a year from now"), standing.needed_a_year_minor, "money",
                   words=_("What must be verified a year to reach the guarantee by the end of the term.")),
            figure("term.forecast", _("At this pace by the end of the term"), ends, "money",
                   words=_("What is verified, and as much again a month as so far; a pace, no promise."),
                   numerator=ends, denominator=now.guarantee.total_minor),
        ]),
        *_shared(asked),
    ]  # fmt: skip


def _shared(asked: Asked) -> list[Block]:
    """The settlements that were worked out by the day this is made."""
    rows = savings.Settlement.objects.within(asked.scope).filter(
        contract=asked.contract_id, calculated_at__lte=asked.known_at
    )
    found = list(rows.select_related("scheme").order_by("year", "scheme__kind", "pk")[:20])
    if not found:
        return [sentence(told(_("No year of the guarantee or of shared gains has been settled yet.")))]
    columns = [column(_("Settlement")), column(_("Year"), "text"), column(_("On the invoice"), "money")]
    names = {"guarantee": _("Guarantee"), "gainshare": _("Shared gain")}
    made = [
        row(told(names.get(one.scheme.kind, one.scheme.kind)), str(one.year), one.charge_minor,
            to=f"/savings/settlements/{one.uid}/")
        for one in found
    ]  # fmt: skip
    return [table("settlements", _("Settlements"), columns, made)]


SECTIONS = (
    Section(code="savings", title=_("Savings against baseline and guarantee"), place=85, kinds=BOTH, load=load,
            permissions=SEES),
    Section(code="term", title=_("Savings and shared gains to the end of the term"), place=87,
            kinds=frozenset({"steering"}), load=load_term, permissions=SEES),
)  # fmt: skip
