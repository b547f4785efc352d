"""What requests are called where an event speaks of them."""

from collections.abc import Mapping
from typing import Any

from samdrift.foundation.events.public import Rows, Word, register_codes, register_reader, register_rows
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries.words import CHANNELS, CLOCKS, PAUSES_BY_ITSELF
from samdrift.registers.catalogue import public as catalogue


def register() -> None:
    """Announce the room's words and rows; approvals and promises speak of requests under the name search knows."""
    register_codes("channel", CHANNELS)
    register_codes("clocks", CLOCKS)
    register_reader("pause_reason", _pause_reasons)
    request = Rows(ServiceRequest.objects.within, ("number",), lambda number, _: number, "requests:page")
    register_rows("requests.servicerequest", request)
    register_rows("requests.request", request)
    register_rows(
        "requests.comment",
        Rows(
            Comment.objects.within, ("service_request__number",), lambda number, _: number,
            "requests:page", page_of="service_request__uid",
        ),
    )  # fmt: skip


def _pause_reasons(scope: Scope, _codes: set[Any], language: str) -> Mapping[Any, Word]:
    known = catalogue.catalogue_of(scope.community_id).hold_reasons
    return {**{code: in_language(reason.name, language) for code, reason in known.items()}, **PAUSES_BY_ITSELF}
