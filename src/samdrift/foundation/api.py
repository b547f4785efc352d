"""What every room's `api.py` shares: versions in headers, pages by key, safe repeats. Needs configured settings."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from ninja import Header, Query, Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer

from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.paging import MOST, page_by_key

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

_ETAG = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')


def _version(given: object) -> object:
    """The version inside an entity tag: "7", W/"7" or 7."""
    found = _ETAG.fullmatch(given.strip()) if isinstance(given, str) else None
    return found[1] if found else given


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_utc, return_type=str, when_used="json")]
"""A moment in answers: ISO 8601 in UTC, such as 2025-05-05T10:00:00.000Z."""

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _as_utc(moment: datetime) -> datetime:
    """The same moment in UTC, since PostgreSQL takes no zone sixteen hours or more away from it."""
    if not _EARLIEST <= moment <= _LATEST:
        raise ValueError("Input should lie between the years 1900 and 2200")
    return moment.astimezone(UTC)


MomentIn = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""A moment as somebody tells it: ISO 8601 with its zone, of the years 1900 to 2199, kept in UTC; else 422."""

IfMatch = Annotated[
    Annotated[int, BeforeValidator(_version), Field(ge=1)],
    Header(alias="If-Match", description='The version you saw, as the ETag gave it: "7". A later one answers 409.'),
]
"""`def close(request, uid, version: IfMatch)`: the version the caller saw; without it the answer is 428."""

IfMatchKnown = Annotated[
    Annotated[int | None, BeforeValidator(_version)],
    Header(
        None,
        ge=1,
        alias="If-Match",
        description='The version you saw, where you saw one: "7". A later one answers 409; machines send none.',
    ),
]
"""The same for what machines tell as well as people: `version: IfMatchKnown = None`."""

# Limits stand in Query and Header themselves: beside another Field the framework loses the default.
IdempotencyKey = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Choose one per action; a repeat with it is done only once.",
    ),
]
"""`def report(request, key: IdempotencyKey = None)`: pass it on to `repeatable`."""

Cursor = Annotated[str, Query("", max_length=600, description="`next` of the page before")]
Limit = Annotated[int, Query(25, ge=1, le=MOST, description="Rows on a page")]
"""`cursor: Cursor = "", limit: Limit = 25`: these defaults everywhere, for the descriptions are shared objects."""


class Problem(Schema):
    """What went wrong, by RFC 9457 (application/problem+json)."""

    type: str
    title: str
    status: int
    detail: str = ""
    fields: dict[str, str] | None = None
    changes: dict[str, Any] | None = None


class Page(Schema, Generic[Item]):
    """A page of a list: `next` goes into `cursor` to read on; "" is the end."""

    items: list[Item]
    next: str


def page_of(
    rows: QuerySet[Row], show: Callable[[Row], Any], *, order: Sequence[str], cursor: str, limit: int
) -> dict[str, Any]:
    """One page of `rows` as `Page[…]` answers it.

    Raises:
        Invalid: The cursor is not one of ours.
    """
    page = page_by_key(rows, order=order, after=cursor, size=limit)
    return {"items": [show(row) for row in page.rows], "next": page.next}


def tagged(response: HttpResponse, version: int) -> None:
    """Give the answer its entity tag: what the caller sends back in If-Match."""
    response["ETag"] = f'"{version}"'


def sender_of(request: ScopedRequest) -> str:
    """Whose idempotency keys these are: one person in one community."""
    return f"person:{request.scope.community_id}:{request.scope.person_id}"


def repeatable(request: ScopedRequest, key: str | None, do: Callable[[], Any]) -> Any:
    """Do it once however often the caller sends it with this key; gives the reference `do` gave, as JSON.

    Raises:
        Invalid: The key was used for something else.
    """
    from samdrift.foundation.idempotency import hash_of, once

    if key is None:
        return do()
    asked = hash_of(request.method, request.path, request.body)
    return once(sender_of(request), key, asked, do)[0]
