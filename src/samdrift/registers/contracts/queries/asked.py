"""Contracts as a column of lists that are asked."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Rows
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts.models import Contract


def _contracts(scope: Scope) -> QuerySet[Contract]:
    return Contract.objects.within(scope)


def contract_column(path: str = "contract_id", **more: Any) -> Column:
    """The contract a row is under."""
    values: dict[str, Any] = {"code": "contract", "name": _("Contract"), "shown": False, **more}
    return Column(kind="thing", path=path, things=Rows(rows=_contracts), **values)
