"""What the room's rows are called where an event speaks of them, and its part of a request's page."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.foundation.scope import Scope
from samdrift.partnership.addons.models import AddOn, AddOnSign, AddOnTerms


def register() -> None:
    """Announce the room's rows."""
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def panel_of(scope: Scope, service_request: Any) -> Mapping[str, Any] | None:
    """The way to note an add-on from a request, for whoever may; nothing where it has no place."""
    may = service_request.site_id is not None and scope.allows(
        "addons.note", contract=service_request.contract_id, line=service_request.line_code,
        site=service_request.site_id, unit=service_request.unit_id, data_class=service_request.data_class,
    )  # fmt: skip
    return {"uid": service_request.uid} if may else None


def _named(number: str, text: str, _language: str) -> str:
    return " ".join(part for part in (number, text) if part)


def _as_written(text: str, _language: str) -> str:
    return text


ROWS: dict[str, Rows] = {
    "addons.addon": Rows(AddOn.objects.within, ("number", "text"), _named, "addons:page"),
    "addons.addonsign": Rows(AddOnSign.objects.within, ("site__code",), _as_written),
    "addons.addonterms": Rows(AddOnTerms.objects.within, ("clause",), _as_written),
}
