"""Service lines and request types as columns of lists that are asked."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Rows
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.models import RequestType, ServiceLine


def _lines(scope: Scope) -> QuerySet[ServiceLine]:
    return ServiceLine.objects.within(scope)


def _types(scope: Scope) -> QuerySet[RequestType]:
    return RequestType.objects.within(scope)


def line_column(path: str = "line_code", **more: Any) -> Column:
    """The service line a row is of; the row holds its code, also where the catalogue offers nothing of that line."""
    values: dict[str, Any] = {"code": "line", "name": _("Service line"), **more}
    return Column(kind="thing", path=path, things=Rows(rows=_lines, key="code", loose=True), **values)


def type_column(path: str = "request_type_id", **more: Any) -> Column:
    """What was asked for."""
    values: dict[str, Any] = {"code": "type", "name": _("Type"), **more}
    return Column(kind="thing", path=path, things=Rows(rows=_types), **values)
