"""Figures of what people said: complaints, and stars that praise or blame.

A complaint is a request of a type that says so by the last part of its code (`cln.complaint`): the catalogue's owner
makes one for each service that may be complained about. Praise is five stars of five, displeasure one or two.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Where
from samdrift.foundation.scope import Scope
from samdrift.operations.requests import public as requests
from samdrift.partnership.insight.queries.counting import (
    FOR_BOTH,
    Sums,
    counts,
    listed,
    moments,
    narrowed,
    shares,
    summed,
    tallied,
)
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import BY, DOWN, UP, Asked, Cell, Figure
from samdrift.partnership.insight.rules.hiding import FEWEST
from samdrift.registers.catalogue import public as catalogue

VIEW = "requests.view"


def complaint_types(scope: Scope) -> dict[int, str]:
    """The types of request that are complaints: their codes by key."""

    def read() -> dict[int, str]:
        rows = catalogue.RequestType.objects.within(scope).filter(code__endswith=".complaint")
        return dict(rows.order_by("code", "pk").values_list("pk", "code"))

    return remembered(("complaints", scope.community_id), read)


def complaints_in(scope: Scope, asked: Asked) -> QuerySet[requests.ServiceRequest]:
    """The complaints received in the period."""
    rows = _between(scope, asked, "received_at").filter(FOR_BOTH)
    return rows.filter(request_type__in=list(complaint_types(scope)))


def complaints(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
    """Complaints by the day they were received."""
    return counts(summed(scope, complaints_in(scope, asked), by, {"n": Count("pk")}, when="received_at"))


def _between(scope: Scope, asked: Asked, column: str) -> QuerySet[requests.ServiceRequest]:
    begin, end = moments(scope, asked)
    span: dict[str, datetime] = {f"{column}__gte": begin, f"{column}__lt": end}
    return narrowed(requests.ServiceRequest.objects.within(scope).filter(**span), asked)


def _of_rated(name: str) -> Any:
    """Of those rated the part that was praised, or displeased: read from sums, or counted once for both."""

    def count(scope: Scope, asked: Asked, by: str) -> Sequence[Cell]:
        return shares(remembered(("starred", scope, asked, by), lambda: _starred(scope, asked, by)), part=name)

    return count


def _starred(scope: Scope, asked: Asked, by: str) -> dict[Any, Sums]:
    kept_sums = tallied(scope, "requests.starred", asked, by)
    if kept_sums is not None:
        return kept_sums
    rows = _between(scope, asked, "closed_at").filter(FOR_BOTH, rating__isnull=False)
    told = {"n": Count("pk"), "kept": Count("pk", filter=requests.PRAISED),
            "amount": Count("pk", filter=requests.DISPLEASED)}  # fmt: skip
    return summed(scope, rows, by, told, when="closed_at")


def _complaints(scope: Scope, asked: Asked) -> str:
    codes = tuple(complaint_types(scope).values())
    only = (Where(column="type", test="in", values=codes),) if codes else ()
    return listed("requests", scope, asked, "received", *only)


def _rated(scope: Scope, asked: Asked) -> str:
    return listed("requests", scope, asked, "closed", Where(column="rated", test="in", values=("yes",)))


FIGURES = (
    Figure(
        code="requests.complaints", name=_("Complaints"),
        words=_("Complaints received in the period: requests of the types the catalogue has for complaints."),
        kind="count", better=DOWN, by=frozenset(BY), permission=VIEW, count=complaints, rows=_complaints,
    ),
    Figure(
        code="requests.praised", name=_("Praised"),
        words=_("Requests closed in the period that were given five stars ÷ all that were given any; fewer than five "
                "are hidden."),
        kind="share", better=UP, by=frozenset(BY), permission=VIEW, count=_of_rated("kept"), fewest=FEWEST,
        compares=True, rows=_rated,
    ),
    Figure(
        code="requests.displeased", name=_("Displeased"),
        words=_("Requests closed in the period that were given one or two stars ÷ all that were given any; fewer than "
                "five are hidden."),
        kind="share", better=DOWN, by=frozenset(BY), permission=VIEW, count=_of_rated("amount"), fewest=FEWEST,
        compares=True, rows=_rated,
    ),
)  # fmt: skip
