"""Putting a report's data together: every section of its kind asked once, as known at one moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.foundation.sections import Asked, Section, Text, sections_of, told
from samdrift.partnership.reports.rules import periods
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

FORM = 1
"""The version of the data's shape; page and paper know how to show each."""

# What both parties may read, nobody's own: the same report for both (trap 28).
CLASSES = frozenset({"D0", "D1", "D2"})
TITLES = {
    periods.MONTHLY: _("Monthly contract report"),
    periods.STEERING: _("Steering-committee pack"),
}
# What stands on every report, kept with it: a year later the same words are read.
WORDS = {
    "contract": _("Contract"), "customer": _("The client"), "provider": _("The provider"), "period": _("Period"),
    "known_at": _("As known on"), "amounts": _("Amounts in"), "number": _("Version"), "contents": _("Contents"),
    "priorities": _("Priorities"),
    "customer_priorities": _("The client's priorities"), "provider_priorities": _("The provider's priorities"),
    "customer_says": _("The client says"), "provider_says": _("The provider says"),
    "customer_agreed": _("The client agreed on"), "provider_agreed": _("The provider agreed on"),
    "draft": _("A draft: not both parties have agreed on it yet."), "appendix": _("Appendix"),
    "absent": _("What is not told yet, and why"), "changes": _("What this version changes"), "section": _("Section"),
    "place": _("Where"), "before": _("Before"), "after": _("Now"), "hidden": _("Too few people to tell"),
    "part_of": _("%(part)s of %(whole)s"), "figure": _("Figure"), "value": _("Value"), "numerator": _("How many"),
    "denominator": _("Of how many"), "all_rows": _("All %(count)s rows"),
    "ask": _("Ask on from here"),
    "method": _("Each figure is counted once, by one definition, from what both parties may read; what was recorded "
                "after the moment named above is in none. Figures that rest on too few people are not told."),
}  # fmt: skip
NO_DATA = _("Nothing was recorded for this period.")
BABEL = {"en": "en_GB", "da": "da_DK", "sv": "sv_SE"}


def reading_scope(community_id: int, section: Section) -> Scope:
    """Nobody in particular, who reads what this section asks for: no other section's reach changes what it tells."""
    grant = Grant("SYS", section.permissions, data_classes=CLASSES)
    return Scope(community_id=community_id, grants=(grant,))


def contract_of(community_id: int, contract_id: int) -> contracts.Contract:
    """The contract with its parties.

    Raises:
        DoesNotExist: It is not of this community.
    """
    with everywhere(reason="the contract a report is made of; who may read it is asked where it is shown"):
        rows = contracts.Contract.objects.filter(community=community_id)
        return rows.select_related("customer", "provider").get(pk=contract_id)


def gathered(
    contract: contracts.Contract, kind: str, first: date, known_at: datetime, number: int = 1
) -> dict[str, Any]:
    """The data of a report before anybody said anything of it; a pure function of what was known."""
    last = periods.last_of(kind, first)
    made = []
    for section in sections_of(kind):
        scope = reading_scope(contract.community_id, section)
        asked = Asked(scope=scope, contract_id=contract.pk, kind=kind, first=first, last=last, known_at=known_at)
        made.append((section, list(section.load(asked))))
    return {
        "form": FORM, "kind": kind, "title": told(TITLES[kind]), "number": number,
        "words": {name: told(text) for name, text in WORDS.items()}, "contract": _contract(contract),
        "period": _period(kind, first, last),
        "known_at": known_at.isoformat(timespec="seconds"), "zone": _zone(contract.community_id),
        "sections": [_told(section, blocks) for section, blocks in made if blocks],
        "absent": [_absent(section) for section, blocks in made if not blocks],
        "said": {"comments": [], "priorities": []}, "signed": [], "changes": [], "reason": "",
    }  # fmt: skip


def _contract(contract: contracts.Contract) -> dict[str, Any]:
    return {
        "uid": str(contract.uid), "code": contract.code, "name": told(contract.name), "currency": contract.currency,
        "customer": told(contract.customer.name), "provider": told(contract.provider.name),
    }  # fmt: skip


def _period(kind: str, first: date, last: date) -> dict[str, Any]:
    return {
        "code": periods.name_of(kind, first), "first": first.isoformat(), "last": last.isoformat(),
        "name": month_names(first) if kind == periods.MONTHLY else quarter_names(first),
    }  # fmt: skip


def month_names(first: date) -> Text:
    """A month in all our languages: March 2025."""
    return {language: str(format_date(first, "MMMM y", BABEL[language])) for language in LANGUAGES}


def quarter_names(first: date) -> Text:
    """A quarter in all our languages."""
    return told(_("Quarter %(number)s of %(year)s"), number=(first.month - 1) // 3 + 1, year=first.year)


def _zone(community_id: int) -> str:
    with everywhere(reason="the time zone of a community whose report is made"):
        return str(parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id))


def _told(section: Section, blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"code": section.code, "title": told(section.title), "blocks": [dict(one) for one in blocks]}


def _absent(section: Section) -> dict[str, Any]:
    return {"code": section.code, "title": told(section.title), "why": told(section.waits_for or NO_DATA)}
