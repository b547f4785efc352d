"""What a caller of the room's addresses asks for: a contract of theirs, a month, two whole numbers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from samdrift.foundation.errors import Invalid
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.contracts import public as contracts

Text = Annotated[str, Field(max_length=600)]
MonthText = Annotated[str, Query(..., max_length=7, description="Such as 2025-03")]
Count = Annotated[int, Field(ge=0, le=10**12)]


def contract_of(request: ScopedRequest, uid: UUID) -> contracts.Contract:
    """The contract, within the caller's scope."""
    return contracts.Contract.objects.within(request.scope).get(uid=uid)


def month_of(typed: str) -> date:
    """The first day of a month written as 2025-03."""
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError as wrong:
        raise Invalid({"month": _("Write a month, such as 2025-03.")}) from wrong


def numbers_of(numerator: int | None, denominator: int | None) -> tuple[int, int] | None:
    """Both numbers, or none of them."""
    if (numerator is None) != (denominator is None):
        raise Invalid({"denominator": _("Write two whole numbers: how many of how many.")})
    return None if numerator is None or denominator is None else (numerator, denominator)
