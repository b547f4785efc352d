"""Questions about the catalogue. It is read far more than written, so a process remembers it by its version."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    ProblemChip,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)
from samdrift.registers.catalogue.rules import forms

MOST_CHIPS = 6
# Asked with every report and every list, so it is written out: building it would cost more than answering it.
_STAMP = """
SELECT (SELECT MAX(id) FROM catalogue_formversion WHERE community_id = %s),
       (SELECT MAX(version) FROM catalogue_requesttype WHERE community_id = %s)
"""


@dataclass(frozen=True, slots=True)
class Chip:
    """One problem in one tap."""

    code: str
    label: Mapping[str, str]
    icon: str
    request_type_id: int
    impact: int
    urgency: int


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """A community's catalogue as one value, remembered by a process until a newer version is published."""

    lines: Mapping[str, ServiceLine]
    types: Mapping[int, RequestType]
    forms: Mapping[int, FormVersion]  # the newest by request type
    chips: Mapping[str, tuple[Chip, ...]]
    hold_reasons: Mapping[str, HoldReason]
    resolution_codes: Mapping[str, ResolutionCode]

    def type_by_code(self, code: str) -> RequestType | None:
        """The request type with a code, or None."""
        return next((kind for kind in self.types.values() if kind.code == code), None)

    def chips_for(self, object_kind: str) -> tuple[Chip, ...]:
        """The four to six chips of a kind of place or thing such as "asset:lift"; unknown kinds get their family's."""
        family = object_kind.split(":", 1)[0]
        alike = likes().get(object_kind, object_kind)
        return self.chips.get(object_kind) or self.chips.get(alike) or self.chips.get(f"{family}:*", ())


def catalogue_of(community_id: int) -> Catalogue:
    """The community's catalogue; one short statement asks whether what is remembered is still the newest."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [community_id, community_id])
        newest, changed = cursor.fetchone()
    return _catalogue(community_id, newest or 0, changed or 0)


@cache
def likes() -> Mapping[str, str]:
    """Kinds that are asked for help with like another kind: a toilet like a washroom, a fridge like a dishwasher."""
    source = files("samdrift.registers.catalogue") / "data" / "likes.csv"
    with source.open(encoding="utf-8") as text:
        return {row["object"]: row["like"] for row in csv.DictReader(text, delimiter=";")}


def forget(community_id: int) -> None:
    """Drop what this process remembers: after writing, before anybody reads."""
    _catalogue.cache_clear()


@lru_cache(maxsize=64)
def _catalogue(community_id: int, newest_form: int, changed: int) -> Catalogue:
    with everywhere(reason="the catalogue is the same for every member of the community"):
        types = {t.pk: t for t in RequestType.objects.filter(community=community_id, active=True).order_by("code")}
        forms = FormVersion.objects.filter(community=community_id, published_at__isnull=False).order_by("number")
        lines = ServiceLine.objects.filter(community=community_id).order_by("position", "code")
        return Catalogue(
            lines={line.code: line for line in lines},
            types=types,
            forms={form.request_type_id: form for form in forms},
            chips=_chips(community_id, types),
            hold_reasons={r.code: r for r in HoldReason.objects.filter(community=community_id).order_by("pk")},
            resolution_codes={r.code: r for r in ResolutionCode.objects.filter(community=community_id).order_by("pk")},
        )


def _chips(community_id: int, types: Mapping[int, RequestType]) -> dict[str, tuple[Chip, ...]]:
    found: dict[str, list[Chip]] = {}
    for row in ProblemChip.objects.filter(community=community_id).order_by("position", "pk"):
        kind = types.get(row.request_type_id)
        if kind is None:
            continue
        chip = Chip(row.code, row.label, row.icon, kind.pk, row.impact or kind.impact, row.urgency or kind.urgency)
        found.setdefault(row.object_kind, []).append(chip)
    return {kind: tuple(chips[:MOST_CHIPS]) for kind, chips in found.items()}


def request_types(scope: Scope) -> QuerySet[RequestType]:
    """What can be asked for, by line and code."""
    return RequestType.objects.within(scope).filter(active=True).order_by("line_code", "code")


def form_problems(form: FormVersion, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers as they are kept, and what is wrong with them by question."""
    return forms.checked(form.schema, given)


def line_choices(scope: Scope) -> list[tuple[str, str]]:
    """Service lines to choose from, in their order: code and words."""
    rows = ServiceLine.objects.within(scope).order_by("position", "code", "pk").values_list("code", "name")
    return [(code, in_language(name, scope.language)) for code, name in rows]


def lines_with_services(
    scope: Scope,
) -> list[tuple[ServiceLine, list[tuple[Service, list[RequestType]]]]]:
    """The whole catalogue as it is read: lines in their order, each with its services and their types."""
    types: dict[int, list[RequestType]] = {}
    for kind in request_types(scope):
        types.setdefault(kind.service_id, []).append(kind)
    services: dict[int, list[tuple[Service, list[RequestType]]]] = {}
    for service in Service.objects.within(scope).order_by("code", "pk"):
        services.setdefault(service.line_id, []).append((service, types.get(service.pk, [])))
    lines = ServiceLine.objects.within(scope).order_by("position", "code", "pk")
    return [(line, services.get(line.pk, [])) for line in lines]
