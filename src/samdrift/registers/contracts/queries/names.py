"""What the lines of a price book are called, and which of them have a price."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.days import whole_day_words
from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.kernel.fees import missing_price
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts.models import PriceItem

DESK = "DSK"


def line_names(scope: Scope) -> dict[str, str]:
    """Every service line by its code, and the desk, which has a price though nobody orders from it."""
    lines = catalogue.catalogue_of(scope.community_id).lines
    return {DESK: _("Service desk"), **{code: in_language(line.name, scope.language) for code, line in lines.items()}}


def lines_priced(scope: Scope, contract_id: int, until: date) -> set[str]:
    """The service lines with a price from before a day on, as far as the reader may see prices."""
    return set(_PRICED.rows(scope, None, contract_id, until))


def _priced(scope: Scope, _form: None, contract_id: int, until: date) -> QuerySet[Any, str]:
    rows = PriceItem.objects.within(scope).filter(contract=contract_id, valid_from__lt=until)
    return rows.order_by().values_list("line_code", flat=True).distinct()


_PRICED: Shaped[str] = Shaped(_priced)


def setting_words(text: str) -> str:
    """A setting in words: “5 visits a week, quality level 4”."""
    told = {
        "f": _("%(n)s visits a week"), "q": _("quality level %(n)s"), "h": _("%(n)s hours a day"),
        "d": _("%(n)s days a week"),
    }  # fmt: skip
    parts = [told[part[:1]] % {"n": part[1:]} if part[:1] in told else part for part in text.split()]
    return ", ".join(parts)


def missing_price_words(kept: str) -> str:
    """Which price is missing, in the reader's language, from what `NoPrice.code` kept; else the words as they stand."""
    missing = missing_price(kept)
    if missing is None:
        return kept
    if missing.setting:
        told = _("%(item)s has no price for the setting %(setting)s.")
        return told % {"item": missing.item, "setting": setting_words(missing.setting)}
    if missing.day:
        return _("%(item)s has no price on %(day)s.") % {"item": missing.item, "day": whole_day_words(missing.day)}
    return _("%(item)s has no price.") % {"item": missing.item}
