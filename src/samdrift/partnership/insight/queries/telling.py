"""The only way to a number: the reader's permission, the gate, small cells hidden, and each asked only once."""

from dataclasses import replace

from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.memory import remembered, remembering
from samdrift.partnership.insight.queries.small_cells import counted, hidden_keys
from samdrift.partnership.insight.registry import Asked, Cell, Figure, figure
from samdrift.registers.contracts import public as contracts

COMPARE = "insight.compare"
__all__ = ["compare", "remembered", "remembering", "tell", "whole"]


def tell(scope: Scope, code: str, asked: Asked, by: str = "") -> list[Cell]:
    """A figure through this reader's scope, by what it was asked by; the cells by key, the whole as one cell.

    Raises:
        Invalid: There is no such figure, or it cannot be told by that.
        NotAllowed: The reader may not see the rows behind it under this contract.
        DoesNotExist: No such contract within the scope.
    """
    found = _figure(code, by)
    with remembering():
        _require(scope, found, asked.contract_id)
        if asked.at is None:
            asked = replace(asked, at=remembered("now", now))
        return list(remembered(("tell", scope, code, asked, by), lambda: _told(scope, found, asked, by)))


def compare(scope: Scope, code: str, asked: Asked) -> list[Cell]:
    """A figure that says as much of a large district as of a small one, by every district of the contract.

    A district's people see how theirs compares, not what another's amounts to: only normalised figures are told.

    Raises:
        Invalid: There is no such figure, or it is not normalised.
        NotAllowed: The reader may not compare districts of this contract.
    """
    found = _figure(code, "unit")
    if not found.compares:
        raise Invalid({"code": _("%(code)s cannot be told by that.") % {"code": code}})
    _reaches(scope, COMPARE, asked.contract_id)
    return tell(scope.over_every_unit(), code, replace(asked, unit_ids=None, site_ids=None), "unit")


def whole(scope: Scope, code: str, asked: Asked) -> Cell:
    """A figure as one cell; an empty one where there is nothing to tell."""
    cells = tell(scope, code, asked)
    return cells[0] if cells else Cell(key=None, value=None)


def _figure(code: str, by: str) -> Figure:
    try:
        found = figure(code)
    except KeyError as missing:
        raise Invalid({"code": _("There is no figure %(code)s.") % {"code": code}}) from missing
    if by and by not in found.by:
        raise Invalid({"by": _("%(code)s cannot be told by that.") % {"code": code}})
    return found


def _require(scope: Scope, found: Figure, contract_id: int) -> None:
    _reaches(scope, found.permission, contract_id)
    if contract_id not in top_units(scope):
        raise contracts.Contract.DoesNotExist


def top_units(scope: Scope) -> dict[int, list[int]]:
    """The community's contracts, and the top units each covers; none where it covers all."""
    key = ("contracts", scope.community_id, scope.party_id)
    return remembered(key, lambda: dict(_CONTRACTS.rows(scope, None)))


_CONTRACTS: Shaped[tuple[int, list[int]]] = Shaped(
    lambda scope, _form: contracts.Contract.objects.within(scope).values_list("pk", "unit_ids")
)


def _reaches(scope: Scope, permission: str, contract_id: int) -> None:
    """Some grant reaches some of this contract's rows; which of them, the gate decides row by row."""
    if not any(
        permission in grant.permissions and (grant.contracts is None or contract_id in grant.contracts)
        for grant in scope.grants
    ):
        raise NotAllowed(_("You may not see this figure of this contract."))


def _told(scope: Scope, found: Figure, asked: Asked, by: str) -> list[Cell]:
    cells = list(counted(scope, found, asked, by))
    if by:
        cells.sort(key=lambda one: (one.key is None, str(one.key) if isinstance(one.key, str) else "", _order(one)))
    if not found.fewest:
        return cells
    small = hidden_keys(scope, found, asked, by)
    return [_hide(one) if one.key in small else one for one in cells]


def _order(cell: Cell) -> int:
    key = cell.key
    return key if isinstance(key, int) else (key.toordinal() if key is not None and not isinstance(key, str) else 0)


def _hide(cell: Cell) -> Cell:
    """Not even how many there are: with the sum beside it that would be told too."""
    return Cell(key=cell.key, value=None, hidden=True)
