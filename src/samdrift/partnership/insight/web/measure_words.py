"""How key figures of a contract, their targets and the signs of their charts are written."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.partnership.performance import public as performance


def with_unit(value: Decimal | None, unit: str, digits: int = 2) -> str:
    """A number and its unit, which no line break parts; a per cent stands close where the language has it so."""
    if value is None:
        return "–"
    gap = "" if unit == "%" and (get_language() or "en")[:2] == "en" else "\u00a0"
    return f"{number_format(value, digits, use_l10n=True)}{gap}{unit}"


def target_word(definition: performance.KpiDefinition) -> str:
    """A target as it is read: at least 92%, at least 99.9%; in Danish and Swedish with a space."""
    target = definition.target
    digits = next(count for count in (0, 1, 2) if count == 2 or round(target, count) == target)
    told = with_unit(target, definition.unit_word, digits)
    return (_("at most %(value)s") if definition.lower_is_better else _("at least %(value)s")) % {"value": told}


def sign_word(sign: str, up: bool | None) -> str:  # noqa: FBT001  # a point's own field
    """What a sign of a control chart says."""
    return {
        "beyond": _("above what its months lead one to expect") if up
        else _("below what its months lead one to expect"),
        "shift": _("eight months in a row above its centre") if up else _("eight months in a row below its centre"),
        "trend": _("six months, each higher than the last") if up else _("six months, each lower than the last"),
        "near": _("two of three months close to its upper limit") if up
        else _("two of three months close to its lower limit"),
    }[sign]  # fmt: skip
