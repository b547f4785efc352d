"""Words for changes of service: states, rows, yeses, levers, and what a change does to what is promised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.kernel.fees import UNITS
from samdrift.kernel.notice_table import Row
from samdrift.partnership.scaling.queries import Known
from samdrift.partnership.scaling.rules.effects import Effect, LineEffect, minor

STATES = {
    "draft": gettext_lazy("draft"),
    "impact_assessed": gettext_lazy("worked out"),
    "submitted": gettext_lazy("asked for"),
    "local_approved": gettext_lazy("approved by the district"),
    "central_approved": gettext_lazy("approved by the customer"),
    "accepted_by_provider": gettext_lazy("accepted"),
    "scheduled": gettext_lazy("agreed"),
    "effective": gettext_lazy("holds"),
    "settled": gettext_lazy("settled"),
    "rejected": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("taken back"),
    "expired": gettext_lazy("expired"),
}
TONES = {
    "submitted": "info", "local_approved": "info", "central_approved": "warn", "scheduled": "ok", "effective": "ok",
    "settled": "ok", "rejected": "danger", "expired": "danger",
}  # fmt: skip
KINDS = {
    "scale_up": gettext_lazy("more service"),
    "scale_down": gettext_lazy("less service"),
    "both": gettext_lazy("more and less service"),
    "spec": gettext_lazy("another setting"),
    "correction": gettext_lazy("correction"),
}
YESES = {
    "budget": gettext_lazy("budget holder"),
    "contract": gettext_lazy("contract manager"),
    "steering": gettext_lazy("steering committee"),
    "provider": gettext_lazy("provider"),
    "customer": gettext_lazy("customer, on the objection"),
}
SAID = {
    "budget": gettext_lazy("Budget holder"),
    "contract": gettext_lazy("Contract manager"),
    "steering": gettext_lazy("Steering committee"),
    "accept": gettext_lazy("The provider accepted"),
    "object": gettext_lazy("The provider said why not"),
    "insist": gettext_lazy("The customer kept to the change"),
    "take_offer": gettext_lazy("The customer took what was offered"),
    "consult": gettext_lazy("Joint committee of staff"),
    "withdraw": gettext_lazy("Taken back"),
    "settle": gettext_lazy("Seen on the invoice"),
}
OWN_ROWS = {"correction": gettext_lazy("a correction"), "spec": gettext_lazy("another specification")}
STANDINGS = {
    "open": gettext_lazy("proposed"),
    "accepted": gettext_lazy("agreed"),
    "refused": gettext_lazy("not accepted"),
    "withdrawn": gettext_lazy("taken back"),
}
STANDING_TONES = {"open": "warn", "accepted": "ok", "refused": "danger", "withdrawn": "neutral"}
MEASURES = {"budget": gettext_lazy("Budget"), "baseline": gettext_lazy("Baseline")}
LEVERS = {
    "f": gettext_lazy("Visits a week"),
    "q": gettext_lazy("Quality level"),
    "h": gettext_lazy("Hours a day"),
    "d": gettext_lazy("Days a week"),
}
QUANTITY = dict(zip(UNITS, (
    gettext_lazy("m²"), gettext_lazy("visits a year"), gettext_lazy("hours a year"), gettext_lazy("vehicles"),
    gettext_lazy("pieces a year"), gettext_lazy("users"), gettext_lazy("meals a year"), gettext_lazy("calls a year"),
    gettext_lazy("payslips a year"), gettext_lazy("employees"), gettext_lazy("units of an agreed sum"),
), strict=True))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One line of an effect in words: what, where, and the effect itself."""

    item: str
    where: str
    unit: str
    effect: LineEffect
    before: int
    after: int


def renegotiates(left: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """What a change leaves of lines of which so little is left that prices are talked about anew, in sentences."""
    return [
        _(
            "%(line)s falls to %(share)s %% of what the whole contract first ordered. "
            "Both contract offices meet about it."
        )
        % {"line": names.get(line, line), "share": _percent(share)}
        for line, share in sorted(left.items())
    ]


def _percent(share: Any) -> str:
    return number_format((Decimal(str(share)) * 100).quantize(Decimal("0.1")))


def who(steps: Iterable[str]) -> str:
    """Whose yes, in order: “budget holder, contract manager”."""
    return ", ".join(str(YESES.get(step, step)) for step in steps)


def row_word(row: Row) -> str:
    """What a row of the notice table speaks of: “less, above 5 %”."""
    if row.code in OWN_ROWS:
        return str(OWN_ROWS[row.code])
    if row.closure:
        return _("a site is left for good")
    if not row.above:
        return _("more, below every threshold") if row.up else _("less, below every threshold")
    told = _("more, above %(share)s %%") if row.up else _("less, above %(share)s %%")
    return told % {"share": percent(row.above)}


def percent(share: Decimal) -> str:
    """A share in per cent, without noughts behind the mark: 0.05 is “5”."""
    told = (share * 100).normalize()
    return number_format(told.quantize(Decimal(1)) if told == told.to_integral_value() else told)


def quantity_unit(unit: str) -> str:
    """What a quantity is counted in."""
    return str(QUANTITY.get(unit, unit))


def places_of(known: Known, effect: Effect, language: str) -> list[Place]:
    """The lines of an effect with their names."""
    return [
        Place(
            item_name(known, one.wish.item, language), site_name(known, one.wish.site_id, language),
            quantity_unit(one.terms.unit), one, minor(one.before), minor(one.after),
        )
        for one in effect.lines
    ]  # fmt: skip


def item_name(known: Known, code: str, language: str) -> str:
    """What an item is called."""
    return in_language(known.items.get(code), language) or code


def site_name(known: Known, site_id: int | None, language: str) -> str:
    """What a place is called; what is of no one place is of the whole district."""
    if site_id is None:
        return _("the whole district")
    site = known.sites.get(site_id)
    return in_language(site.name, language) if site else _("a place you may not see")


def promises(effect: Effect) -> list[str]:
    """What a change does to what is promised, in sentences."""
    moved: dict[str, set[tuple[str, str]]] = {}
    for one in effect.lines:
        before, after = (_parts(text) for text in (one.wish.setting, one.wish.to_setting))
        for lever in LEVERS:
            if before.get(lever) != after.get(lever):
                moved.setdefault(lever, set()).add((before.get(lever, "–"), after.get(lever, "–")))
    told = {
        "f": _("Visits a week: %(moved)s. Quality controls follow the new programme from the first day."),
        "q": _("Quality level: %(moved)s. Controls pass or fail by the new level from the first day."),
        "h": _("Hours a day: %(moved)s. Opening hours in the calendars of promises are agreed separately."),
        "d": _("Days a week: %(moved)s. Opening hours in the calendars of promises are agreed separately."),
    }
    sentences = [
        told[lever] % {"moved": ", ".join(f"{a} → {b}" for a, b in sorted(pairs))} for lever, pairs in moved.items()
    ]
    if any(one.closes for one in effect.lines):
        sentences.append(_("Where a site is left for good, no service is promised there from the first day."))
    sentences.append(_("Response times stay as they are; key figures count the new volumes from the first day."))
    return sentences


def _parts(text: str) -> Mapping[str, str]:
    return {part[:1]: part[1:] for part in text.split()}
