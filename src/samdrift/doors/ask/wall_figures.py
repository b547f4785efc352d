"""Figures of the overview on a wall: tiles of what was chosen, of a contract or one of its districts, naming nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from samdrift.doors.ask.secret import Opened
from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight import public as insight
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

VIEW = "insight.view"
MOST, ON_ONE = 18, 6


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen from: figures, contracts and districts, each as value and words."""

    figures: Sequence[tuple[str, str, str, str]]
    contracts: Sequence[tuple[str, str]]
    districts: Sequence[tuple[str, str]]


def choices(scope: Scope) -> Choices:
    """The figures this reader may see, and of what; nothing for who may see no overview."""
    known = list(contracts.Contract.objects.within(scope).order_by("code", "pk")[:50]) if scope.may(VIEW) else []
    if not known:
        return Choices((), (), ())
    units = insight.districts(scope)
    return Choices(
        [(one.code, str(one.name), "", "") for one in insight.figures(scope)],
        [(str(one.uid), in_language(one.name, scope.language)) for one in known],
        [(str(one.uid), in_language(one.name, scope.language)) for one in units],
    )


def chosen(data: QueryDict, offered: Choices) -> dict[str, Any] | None:
    """What a form asked a wall to show of figures; None where it asked for none.

    Raises:
        Invalid: The contract or the district is none of those offered.
    """
    wanted = set(data.getlist("figures"))
    codes = [code for code, *_rest in offered.figures if code in wanted][:MOST]
    if not codes:
        return None
    contract, district = data.get("contract", ""), data.get("district", "")
    if contract not in {value for value, _name in offered.contracts}:
        raise Invalid({"contract": _("Choose the contract the figures are of.")})
    if district and district not in {value for value, _name in offered.districts}:
        raise Invalid({"district": _("Choose a district you may look at.")})
    return {"codes": codes, "contract": contract, "district": district}


def screens(shows: dict[str, Any]) -> list[list[str]]:
    """The codes of each screen in turn."""
    codes = [str(code) for code in (shows.get("figures") or {}).get("codes", ())][:MOST]
    return [codes[at : at + ON_ONE] for at in range(0, len(codes), ON_ONE)]


def shown(found: Opened, codes: Sequence[str]) -> dict[str, Any] | None:
    """A screen of tiles through its maker's gate of today; None where contract or district is not theirs any more."""
    told, scope = found.link.shows["figures"], found.scope
    try:
        contract = contracts.Contract.objects.within(scope).get(uid=UUID(told["contract"]))
        unit = parties.Unit.objects.within(scope).get(uid=UUID(told["district"])) if told.get("district") else None
    except (contracts.Contract.DoesNotExist, parties.Unit.DoesNotExist):
        return None
    below = None
    if unit is not None:
        rows = parties.Unit.objects.within(scope).filter(path__startswith=unit.path)
        below = frozenset(rows.values_list("pk", flat=True))
    with insight.remembering():
        tiles = insight.tiles(scope, contract.pk, codes, found.today.day, at=found.today.now, unit_ids=below)
    if not tiles:
        return None
    return {
        "title": in_language(unit.name if unit else contract.name, found.language), "tiles": tiles,
        "currency": contract.currency, "what": in_language(contract.name, found.language) if unit else "",
    }  # fmt: skip
