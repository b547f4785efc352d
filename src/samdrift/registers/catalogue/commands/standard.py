"""Writing the catalogue: taking over the standard one, and publishing forms."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.registers.catalogue.events import CatalogueInstalled, FormPublished
from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    ProblemChip,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)
from samdrift.registers.catalogue.queries import known
from samdrift.registers.catalogue.rules import forms

Row = Mapping[str, str]
NO_QUESTIONS: dict[str, Any] = {"type": "object", "properties": {}}


@transaction.atomic
def install_standard_catalogue(scope: Scope, *, now: datetime) -> int:
    """Take over all service lines with their request types, forms, chips, hold reasons and resolution codes.

    Returns:
        How many request types there are.

    Raises:
        NotAllowed: The actor may not write the catalogue.
        Refused: There is a catalogue already; it is changed, never laid over.
    """
    scope.require("catalogue.write")
    if ServiceLine.objects.within(scope).exists():
        raise Refused(_("This community has a catalogue already."))
    at = {"community_id": scope.community_id}
    lines = {row["code"]: _line(at, row, place) for place, row in enumerate(_table("lines"))}
    ServiceLine.objects.bulk_create(lines.values())
    services = {row["code"]: _service(at, row, lines) for row in _table("services")}
    Service.objects.bulk_create(services.values())
    types = {row["code"]: _request_type(at, row, services) for row in _table("request_types")}
    RequestType.objects.bulk_create(types.values())
    _install_forms(at, types, now)
    ProblemChip.objects.bulk_create(_chip(at, row, types, place) for place, row in enumerate(_table("chips")))
    HoldReason.objects.bulk_create(_hold_reason(at, row) for row in _table("hold_reasons"))
    ResolutionCode.objects.bulk_create(
        ResolutionCode(**at, code=row["code"], name=_texts(row), line_code=row["line"])
        for row in _table("resolution_codes")
    )
    record(CatalogueInstalled(lines=len(lines), request_types=len(types)), scope=scope, at=now)
    known.forget(scope.community_id)
    return len(types)


@transaction.atomic
def publish_form(scope: Scope, request_type_uid: UUID, schema: Mapping[str, Any], *, now: datetime) -> FormVersion:
    """Ask a request type's questions anew from now on; requests keep the version they were made with.

    Raises:
        Invalid: A text is missing in a language, or a condition cannot be met; every fault is named.
        NotAllowed: The actor may not write the catalogue.
    """
    scope.require("catalogue.write")
    request_type = RequestType.objects.within(scope).get(uid=request_type_uid)
    faults = forms.unpublishable(schema)
    if faults:
        raise Invalid({"schema": "; ".join(faults)})
    versions = FormVersion.objects.within(scope).filter(request_type=request_type).order_by("-number")
    last = versions.first()
    form = FormVersion.objects.create(
        community_id=scope.community_id, request_type=request_type, number=last.number + 1 if last else 1,
        schema=dict(schema), published_at=now,
    )  # fmt: skip
    event = FormPublished(request_type_uid=request_type.uid, number=form.number)
    record(event, scope=scope, at=now, subject=form)
    known.forget(scope.community_id)
    return form


def _table(name: str) -> Iterator[Row]:
    """The rows of a table of the standard catalogue, which is package data."""
    source = files("samdrift.registers.catalogue") / "data" / f"{name}.csv"
    with source.open(encoding="utf-8") as text:
        yield from csv.DictReader(text, delimiter=";")


def _texts(row: Row, prefix: str = "") -> dict[str, str]:
    return {language: row[prefix + language] for language in forms.LANGUAGES}


def _line(at: Mapping[str, Any], row: Row, place: int) -> ServiceLine:
    return ServiceLine(**at, code=row["code"], name=_texts(row), position=place, icon=row["icon"], cpv=row["cpv"])


def _service(at: Mapping[str, Any], row: Row, lines: Mapping[str, ServiceLine]) -> Service:
    return Service(**at, line=lines[row["line"]], code=row["code"], name=_texts(row), product_group=row["group"])


def _request_type(at: Mapping[str, Any], row: Row, services: Mapping[str, Service]) -> RequestType:
    service = services[row["service"]]
    special = (pair.partition("=") for pair in row["special"].split(",") if pair)
    return RequestType(
        **at, service=service, line_code=service.line.code, code=row["code"], name=_texts(row),
        hint=_texts(row, "hint_"), icon=row["icon"], audience=row["audience"], impact=int(row["impact"]),
        urgency=int(row["urgency"]), request_class=row["class"], approval=row["approval"], charge=row["charge"],
        keywords={language: row[f"words_{language}"].split(",") for language in forms.LANGUAGES},
        duplicate_hours=int(row["duplicate_hours"]), evidence=[e for e in row["evidence"].split(",") if e],
        special_minutes={kind: int(minutes) for kind, _equals, minutes in special},
    )  # fmt: skip


def _install_forms(at: Mapping[str, Any], types: Mapping[str, RequestType], now: datetime) -> None:
    source = files("samdrift.registers.catalogue") / "data" / "forms.json"
    written: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    FormVersion.objects.bulk_create(
        FormVersion(**at, request_type=kind, number=1, schema=written.get(code, NO_QUESTIONS), published_at=now)
        for code, kind in types.items()
    )


def _chip(at: Mapping[str, Any], row: Row, types: Mapping[str, RequestType], place: int) -> ProblemChip:
    return ProblemChip(
        **at, object_kind=row["object"], code=row["code"], label=_texts(row), icon=row["icon"],
        request_type=types[row["type"]], impact=int(row["impact"] or 0) or None,
        urgency=int(row["urgency"] or 0) or None, position=place,
    )  # fmt: skip


def _hold_reason(at: Mapping[str, Any], row: Row) -> HoldReason:
    return HoldReason(
        **at, code=row["code"], name=_texts(row), stops_clock=row["stops"] == "1",
        after_make_safe_only=row["after_make_safe"] == "1", caused_by=row["by"], evidence=row["evidence"],
        limit_work_days=int(row["limit"] or 0) or None, needs_other_party=row["other_party"] == "1",
        needs_end=row["needs_end"] == "1",
    )  # fmt: skip
