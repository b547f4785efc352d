"""What states, verdicts, units and reasons are called."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.kernel import benchmarks as kernel
from samdrift.partnership.benchmarking.rules import states
from samdrift.registers.contracts import public as contracts

STATES = {
    states.DRAFT: gettext_lazy("Draft"), states.AGREED: gettext_lazy("Agreed by both"),
    states.DISPUTED: gettext_lazy("Disputed"), states.FROZEN: gettext_lazy("Frozen"),
}  # fmt: skip
TONES = {states.DRAFT: "info", states.AGREED: "ok", states.DISPUTED: "warn", states.FROZEN: "neutral"}
STANDINGS = {
    states.OPEN: gettext_lazy("Waits for an answer"), states.ACCEPTED: gettext_lazy("Agreed on"),
    states.REFUSED: gettext_lazy("Not accepted"), states.WITHDRAWN: gettext_lazy("Taken back"),
}  # fmt: skip
STANDING_TONES = {
    states.OPEN: "info", states.ACCEPTED: "ok", states.REFUSED: "warn", states.WITHDRAWN: "neutral",
}  # fmt: skip
SIDES = {"customer": gettext_lazy("The client"), "provider": gettext_lazy("The provider")}
ANSWERS = {
    "": gettext_lazy("has not answered"), states.AGREED: gettext_lazy("has agreed"),
    states.DISPUTED: gettext_lazy("has disputed"),
}  # fmt: skip
VERDICTS = {
    kernel.ABOVE: (gettext_lazy("Above"), "danger"), kernel.WITHIN: (gettext_lazy("Within"), "ok"),
    kernel.OPEN: (gettext_lazy("Depends on the source"), "warn"),
    kernel.FEW: (gettext_lazy("Too few peers"), "neutral"),
    kernel.ALONE: (gettext_lazy("Nothing comparable"), "outline"),
}  # fmt: skip
WHY = {
    kernel.COUNTS: gettext_lazy("Compared"), kernel.UNIT: gettext_lazy("Not comparable: another unit"),
    kernel.AREA: gettext_lazy("Not comparable: another area basis"),
    kernel.QUALITY: gettext_lazy("Not comparable: another level of quality"),
    kernel.CURRENCY: gettext_lazy("Not comparable: no factor from this currency"),
    kernel.LEVEL: gettext_lazy("Not comparable: no factor from this price level"),
    kernel.OLDER: gettext_lazy("Not counted: a later year of this peer is known"),
}  # fmt: skip
AGAINST = {
    "median": gettext_lazy("the median of the peers"), "high": gettext_lazy("the dearest peer"),
    "low": gettext_lazy("the cheapest peer"),
}  # fmt: skip
UNITS = {
    "m2_year": gettext_lazy("m² a year"), "visit": gettext_lazy("visit"), "hour": gettext_lazy("hour"),
    "vehicle_year": gettext_lazy("vehicle a year"), "item": gettext_lazy("item"),
    "user_month": gettext_lazy("user a month"), "meal": gettext_lazy("meal"), "call": gettext_lazy("call"),
    "payslip": gettext_lazy("payslip"), "employee_year": gettext_lazy("employee a year"),
    "fixed_year": gettext_lazy("agreed sum a year"), "head_year": gettext_lazy("person served a year"),
    "request": gettext_lazy("request received"), "hour_worked": gettext_lazy("hour written on work"),
}  # fmt: skip


def unit_word(code: str) -> str:
    """A unit in the reader's language."""
    return str(UNITS.get(code, code))


def line_word(data: Mapping[str, Any], code: str, language: str) -> str:
    """A service line's name as the pack keeps it; the desk has a price and is no line of the catalogue."""
    if code == contracts.DESK:
        return _("Service desk")
    return in_language(data["line_names"].get(code) or {}, language) or code or _("No service line")


def row_word(data: Mapping[str, Any], row: Mapping[str, Any], language: str) -> str:
    """What a line of a pack is about."""
    line = line_word(data, row["line"], language)
    if not row["item"]:
        return _("%(line)s, the whole line") % {"line": line}
    return _("%(line)s: %(item)s") % {"line": line, "item": in_language(row["name"], language) or row["item"]}


def size_word(data: Mapping[str, Any], key: str) -> str:
    """A class of sites by its square metres."""
    sizes, place = data["sizes"], int(key)
    if not sizes:
        return _("All sizes")
    if place == 0:
        return _("under %(most)s m²") % {"most": sizes[0]}
    if place == len(sizes):
        return _("%(least)s m² and more") % {"least": sizes[-1]}
    return _("%(least)s to under %(most)s m²") % {"least": sizes[place - 1], "most": sizes[place]}


def number_of(text: str | None) -> Decimal | None:
    """A number as a pack keeps it."""
    return None if text is None else Decimal(text)
