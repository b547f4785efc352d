"""Words for add-ons: how much, why a price is what it is, and what makes a sign one."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samdrift.foundation.days import day_words
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.models import AddOn, AddOnSign
from samdrift.partnership.addons.queries.terms import code_word
from samdrift.partnership.addons.rules import signs

NO_PRICE = {
    "no_quantity": gettext_lazy("No price yet: nobody has written how much it was."),
    "no_item": gettext_lazy("No price yet: nobody has said which item of the price book it is."),
    "no_setting": gettext_lazy("No price: the price book has none for this setting."),
    "no_rate": gettext_lazy("No price: the contract has no rate for this on that day."),
    "agreed_sum": gettext_lazy("No price: an agreed sum follows no quantity."),
}
MOVES_DONE = {
    "put_forward": gettext_lazy("Put forward. The other party sees it now."),
    "forgive": gettext_lazy("Forgiven. Both parties read why."),
    "stop": gettext_lazy("Whoever did it is told that it is not done again."),
    "take_back": gettext_lazy("It is no longer proposed as a change."),
    "withdraw": gettext_lazy("Taken back."),
}


def how_much(row: AddOn, currency: str) -> str:
    """The quantity with its unit and how often: “20 m² × 3”."""
    if row.measure == "cost":
        told = "" if row.cost_minor is None else f"{number_format(Decimal(row.cost_minor) / 100, 2)} {currency}"
    elif row.quantity is None:
        told = ""
    else:
        unit = {"hours": _("hours"), "travel": "km"}.get(row.measure, unit_of(row.price_facts.get("unit", "")))
        told = f"{plain(row.quantity)} {unit}".strip()
    if not told:
        return _("not written")
    return f"{told} × {row.times}" if row.times > 1 else told


def unit_of(code: str) -> str:
    """What one of an item is called."""
    return {
        "m2_year": "m²", "visit": _("visits"), "hour": _("hours"), "vehicle_year": _("vehicles"), "item": _("pieces"),
        "user_month": _("users"), "meal": _("meals"), "call": _("calls"), "payslip": _("payslips"),
        "employee_year": _("employees"),
    }.get(code, "")  # fmt: skip


def plain(number: Decimal) -> str:
    """A number without noughts behind the mark."""
    told = number.normalize()
    whole = told == told.to_integral_value()
    return number_format(told.quantize(Decimal(1)) if whole else told, force_grouping=True)


def why(row: AddOn) -> str:
    """Why it is worth what it is, with the numbers it was counted with."""
    if row.price_why in NO_PRICE:
        return str(NO_PRICE[row.price_why])
    facts = row.price_facts
    named: dict[str, Any] = {name: plain(Decimal(one)) for name, one in facts.items() if _is_number(one)}
    named |= {"currency": row.currency, "unit": unit_of(facts.get("unit", "")), "item": row.item}
    if row.price_why == "item" and facts.get("parts") not in (None, "1"):
        return (
            _("%(quantity)s %(unit)s × %(times)s times × %(price)s %(currency)s a year × %(factor)s, of %(parts)s "
              "times a year (%(item)s, prices of the day).") % named
        )  # fmt: skip
    if row.price_why == "item":
        told = _("%(quantity)s %(unit)s × %(times)s times × %(price)s %(currency)s × %(factor)s (%(item)s, prices of "
                 "the day).")  # fmt: skip
        return told % named
    if row.price_why == "rate_cost":
        return _("What it cost and %(value)s %% (rates of the day).") % named
    if row.price_why == "rate_travel":
        return _("%(quantity)s × %(times)s times × %(value)s %(currency)s a unit (rates of the day).") % named
    return _("%(quantity)s hours × %(times)s times × %(value)s %(currency)s an hour (rates of the day).") % named


def sign_word(sign: AddOnSign, line: str, language: str, terms: rules.Terms) -> str:
    """What was found, in a sentence with its numbers; codes are called as the contract's terms say."""
    days = {"first": day_words(sign.first_day), "last": day_words(sign.last_day), "line": line, "count": sign.count}
    if sign.kind == signs.REPEATED:
        code = code_word(sign.about, terms, language)
        return _("The same add-on (%(code)s) %(count)s times from %(first)s to %(last)s.") % {**days, "code": code}
    if sign.kind == signs.UNORDERED:
        return _(
            "%(count)s requests for %(line)s taken as included from %(first)s to %(last)s, though nothing of it is "
            "ordered here."
        ) % days  # fmt: skip
    months = sign.facts.get("months", [])
    ordered = sum((Decimal(one[1]) for one in months), Decimal(0))
    done = sum((Decimal(one[2]) for one in months), Decimal(0))
    named = {**days, "ordered": plain(ordered), "done": plain(done)}
    if sign.about == "visit":
        return ngettext(
            "%(done)s visits instead of %(ordered)s in %(count)s month from %(first)s.",
            "%(done)s visits instead of %(ordered)s in %(count)s months in a row from %(first)s.", sign.count,
        ) % named  # fmt: skip
    return ngettext(
        "%(done)s hours instead of %(ordered)s in %(count)s month from %(first)s.",
        "%(done)s hours instead of %(ordered)s in %(count)s months in a row from %(first)s.", sign.count,
    ) % named  # fmt: skip


def _is_number(text: object) -> bool:
    return isinstance(text, str) and text.replace(".", "", 1).replace("-", "", 1).isdecimal()
