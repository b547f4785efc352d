"""What a line says, in the three languages: kept on the line, as it was when the invoice was made."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from django.utils import translation
from django.utils.translation import gettext as _

from samdrift.foundation.fields import LANGUAGES, in_language
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import FeeLine
from samdrift.kernel.invoices import Charge
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate

LONGEST = 160


class Words:
    """Names of items and sites of a contract's month, read once."""

    def __init__(self, contract: contracts.Contract, month: date) -> None:
        self.contract, self.month = contract, month
        self._told: dict[tuple[str, int | None, str], dict[str, str]] = {}

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """The items' names."""
        return contracts.item_names(self.contract.pk)

    @cached_property
    def units(self) -> dict[str, str]:
        """The items' units."""
        return {code: terms.unit for code, terms in contracts.price_book(self.contract.pk, self._last).items()}

    @cached_property
    def sites(self) -> dict[int, dict[str, str]]:
        """The sites' names, but of those that are secured: their lines name the unit alone (trap 36)."""
        with everywhere(reason="the names of places on the invoices of the contract that serves them"):
            rows = estate.Site.objects.filter(community=self.contract.community_id)
            rows = rows.exclude(data_class="D8").exclude(zone="secured")
            return dict(rows.values_list("pk", "name"))

    @property
    def _last(self) -> date:
        return self.month.replace(day=28)

    def unit_of(self, item: str) -> str:
        """What an item is counted in."""
        return self.units.get(item, "")

    def of_fee(self, fee: FeeLine) -> dict[str, str]:
        """A volume's line: item, place and setting; the same for every month."""
        key = (fee.item, fee.site_id, fee.setting)
        if key not in self._told:
            self._told[key] = {language: self._fee(fee, language) for language in LANGUAGES}
        return self._told[key]

    def _fee(self, fee: FeeLine, language: str) -> str:
        name = in_language(self.names.get(fee.item), language) or fee.item
        with translation.override(language):
            parts = (name, self._site(fee.site_id, language), setting_words(fee.setting))
        return " · ".join(part for part in parts if part)[:LONGEST]

    def of_charge(self, charge: Charge) -> dict[str, str]:
        """A charge's line: what kind it is of, what it says of itself, and the place."""

        def told(language: str) -> str:
            parts = (kind_word(charge.kind), itself_of(charge), self._site(charge.site_id, language))
            return " · ".join(part for part in parts if part)

        return in_each(told)

    def _site(self, site_id: int | None, language: str) -> str:
        return in_language(self.sites.get(site_id), language) if site_id else ""


def in_each(told: Callable[[str], str]) -> dict[str, str]:
    """A text in the three languages."""
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = told(language)[:LONGEST]
    return texts


def setting_words(setting: str) -> str:
    """A setting as people read it, “f5 q4”: 5 visits a week, quality level 4."""
    told = {
        "f": _("%(n)s visits a week"), "q": _("quality level %(n)s"), "h": _("%(n)s hours a day"),
        "d": _("%(n)s days a week"),
    }  # fmt: skip
    parts = [told[part[:1]] % {"n": part[1:]} if part[:1] in told else part for part in setting.split()]
    return ", ".join(parts)


def kind_word(source: str) -> str:
    """What stands behind a line, in words."""
    return {
        "volume": _("Agreed volume"), "change": _("Change order"), "extra": _("Extra work"),
        "credit": _("Service credit"), "index": _("Index adjustment"), "gainshare": _("Gainshare"),
        "shared": _("Shared cost"),
    }.get(source, source)  # fmt: skip


def itself_of(charge: Charge) -> str:
    """What a charge says of itself, by its code."""
    values = charge.values
    told = {
        "scaling.kept": _("kept for a time after %(number)s"),
        "scaling.one_off": _("one-off cost of %(number)s"),
        "scaling.closed": _("closed for %(days)s days"),
        "performance.reduction": _("%(code)s of %(month)s, not delivered: %(missing)s of %(ordered)s"),
        "savings.guarantee": _("guarantee, settlement of %(year)s"),
        "savings.gainshare": _("shared gain of %(year)s"),
        "joining.shared": _("%(code)s: %(own)s of %(all)s by its key"),
    }.get(charge.code)
    if told is not None:
        return told % ({"number": "–", "days": "–", "year": "–", "code": "–", "own": "–", "all": "–"} | dict(values))
    if charge.code.startswith("performance."):
        return " ".join(part for part in (values.get("code", ""), values.get("month", "")) if part)
    return " ".join(part for part in (values.get("number", ""), values.get("text", "")) if part)
