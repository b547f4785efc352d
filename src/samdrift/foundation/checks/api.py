"""How the nightly checks stand, for other systems."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from samdrift.foundation.checks.queries import standings
from samdrift.foundation.http import ScopedRequest

router = Router(tags=["Nightly checks"])


class FindingOut(Schema):
    """One thing that does not hold: which rule, in words, of what."""

    text: str
    about: str
    page: str


class CheckOut(Schema):
    """A check and its last turn; `state` is never, holds, found or failed."""

    name: str
    title: str
    invariants: str
    state: str
    began_at: datetime | None
    looked_at: int
    found: int
    findings: list[FindingOut]


@router.get("/checks", response=list[CheckOut], operation_id="checks", summary="How the nightly checks stand")
def checks(request: ScopedRequest) -> Any:
    """Every check of what must always hold, with its last turn and at most 50 things that it found."""
    return [
        CheckOut(
            name=one.check.name, title=str(one.check.title), invariants=one.check.invariant, state=one.state,
            began_at=one.last.began_at if one.last else None, looked_at=one.last.looked_at if one.last else 0,
            found=one.last.found if one.last else 0,
            findings=[FindingOut(text=told.text, about=told.about, page=told.page) for told in one.findings],
        )
        for one in standings(request.scope)
    ]  # fmt: skip
