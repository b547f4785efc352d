"""Values of figures in words, for marks and legends of the map."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.kernel.maps import ValueClass

LOCALES = {"en": "en_GB", "da": "da_DK", "sv": "sv_SE"}
PERIODS = ("year", "quarter", "last_month", "month")


def value_words(kind: str, value: Decimal, currency: str) -> str:
    """A value as people read it: 12, 93%, DKK 1,204, 2 h 5 min, 4.3."""
    told = LOCALES.get((get_language() or "en")[:2], "en_GB")
    if kind == "money":
        amount = value.scaleb(-get_currency_precision(currency)).quantize(Decimal(1), ROUND_HALF_UP)
        return str(format_currency(amount, currency, format="¤¤ #,##0", currency_digits=False, locale=told))
    if kind == "share":
        return str(format_percent(value, format="#,##0.#%" if told == "en_GB" else "#,##0.#\u00a0%", locale=told))
    if kind == "minutes":
        hours, minutes = divmod(int(value.to_integral_value(ROUND_HALF_UP)), 60)
        if hours:
            return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
        return _("%(minutes)d min") % {"minutes": minutes}
    number = str(format_decimal(value, format="#,##0.##", locale=told))
    return f"{number} m²" if kind == "m2" else number


def class_words(kind: str, one: ValueClass, currency: str) -> str:
    """A class of values: 3, or 4 – 9."""
    low, high = value_words(kind, one.low, currency), value_words(kind, one.high, currency)
    return low if low == high else f"{low} – {high}"


def period_words() -> dict[str, str]:
    """The periods a figure may be told over."""
    return {
        "year": _("Last 12 months"), "quarter": _("Last 3 months"), "last_month": _("Last month"),
        "month": _("This month so far"),
    }  # fmt: skip
