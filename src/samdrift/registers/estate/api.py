"""The estate for other systems: sites, spaces and things, and models on their way in."""

import io
from datetime import date
from typing import Any, BinaryIO, Literal, cast
from uuid import UUID

from django.http import FileResponse, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from samdrift.foundation.api import Cursor, IfMatch, Limit, Moment, Page, page_of, tagged
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.estate.commands import importing, streamed
from samdrift.registers.estate.commands.keeping import keep_table, keep_upload
from samdrift.registers.estate.models import Asset, ModelImport, Site, Space
from samdrift.registers.estate.queries import places
from samdrift.registers.estate.queries.export import cobie_of_site
from samdrift.registers.estate.queries.table_export import table_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = Router(tags=["estate"])


class SiteOut(Schema):
    """An address-level place."""

    uid: UUID
    code: str
    name: dict[str, str]
    kind: str
    town: str
    tenure: str
    opening_hours: str
    timezone: str
    zone: str
    state: str


class SpaceOut(Schema):
    """A room or outdoor area; the area is today's."""

    uid: UUID
    number: str
    name: str
    use: str
    zone: str
    area_m2: float | None
    state: str
    model_key: str


class AssetOut(Schema):
    """A thing that is maintained."""

    uid: UUID
    number: str
    name: str
    kind: str
    make: str
    product: str
    serial: str
    state: str
    model_key: str


class ImportOut(Schema):
    """A model on its way in, with what it would change."""

    uid: UUID
    kind: str
    file_name: str
    state: str
    progress: int
    refusal: str
    facts: dict[str, Any]
    findings: list[dict[str, Any]]
    changes: dict[str, Any]
    uploaded_at: Moment
    effective_on: date | None
    version: int


def _same(row: Any) -> Any:
    return row


def _versioned(response: HttpResponse, staged: ModelImport) -> ModelImport:
    """The import, with its version as the answer's entity tag."""
    tagged(response, staged.version)
    return staged


@router.get("/sites", response=Page[SiteOut], summary="Sites")
def list_sites(request: ScopedRequest, q: str = "", cursor: Cursor = "", limit: Limit = 25) -> Any:
    """Sites one may see, by code; `q` finds by code, name or town."""
    return page_of(places.sites(request.scope, text=q[:80]), _same, order=("code", "pk"), cursor=cursor, limit=limit)


@router.get("/sites/{uid}", response=SiteOut, summary="A site")
def site(request: ScopedRequest, uid: UUID) -> Site:
    """One site."""
    return places.site_by_uid(request.scope, uid)


@router.get("/sites/{uid}/spaces", response=Page[SpaceOut], summary="A site's spaces")
def list_spaces(request: ScopedRequest, uid: UUID, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The spaces of a site that stand, by number."""
    found = places.site_by_uid(request.scope, uid)
    rows = Space.objects.within(request.scope).filter(site=found, state__in=places.STANDING).order_by("number", "pk")
    return page_of(rows, _same, order=("number", "pk"), cursor=cursor, limit=limit)


@router.get("/sites/{uid}/cobie", summary="A site as COBie")
def site_as_cobie(request: ScopedRequest, uid: UUID) -> FileResponse:
    """What stands at a site today as a COBie 2.4 workbook (XLSX); it can be imported again."""
    found = places.site_by_uid(request.scope, uid)
    name, book = cobie_of_site(request.scope, found, created_by=str(getattr(request.user, "email", "")), moment=now())
    return FileResponse(io.BytesIO(book), as_attachment=True, filename=name, content_type=XLSX)


@router.get("/sites/{uid}/assets", response=Page[AssetOut], summary="A site's assets")
def list_assets(request: ScopedRequest, uid: UUID, cursor: Cursor = "", limit: Limit = 25) -> Any:
    """The things of a site, by number."""
    found = places.site_by_uid(request.scope, uid)
    rows = Asset.objects.within(request.scope).filter(site=found).exclude(state="removed").order_by("number", "pk")
    return page_of(rows, _same, order=("number", "pk"), cursor=cursor, limit=limit)


@router.post("/imports", response={201: ImportOut}, summary="Upload a model")
def upload(request: ScopedRequest, response: HttpResponse, site: Form[UUID], file: File[UploadedFile]) -> Any:
    """Upload an IFC model or COBie workbook for a site. It is read in the background; nothing changes yet."""
    staged = keep_upload(request.scope, site, cast(BinaryIO, file), file.name or "", now=now())
    return Status(201, _versioned(response, staged))


@router.post("/imports/tables", response={201: ImportOut}, summary="Upload a table")
def upload_rows(
    request: ScopedRequest, response: HttpResponse, kind: Form[str], file: File[UploadedFile],
    unit: Form[UUID | None] = None, mapping: Form[str] = "",
) -> Any:  # fmt: skip
    """Upload a table (CSV, XLSX) for a unit: units, people, sites, buildings, storeys, spaces, assets, requests, work.

    It is read in the background. People, units, requests and work may be of the whole community: then leave the unit
    out. `mapping` names a kept mapping of the columns and words of another system.
    """
    meant = streamed.saved_mapping(request.scope, kind, mapping) if mapping else None
    staged = keep_table(request.scope, unit, cast(BinaryIO, file), file.name or "", kind=kind, now=now(), mapping=meant)
    return 201, _versioned(response, staged)


@router.get("/tables", summary="A table")
def table(
    request: ScopedRequest, kind: str, unit: UUID | None = None, form: Literal["csv", "xlsx"] = "csv"
) -> HttpResponse:
    """What the register holds as a table with the columns of the import: units, people, sites, buildings, …

    One may take along what one may see; people are for those who may bring them in.
    """
    found = table_file(request.scope, kind, unit, form, now=now())
    answer = HttpResponse(found.content, content_type=found.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


@router.get("/imports/{uid}", response=ImportOut, summary="An import")
def one_import(request: ScopedRequest, response: HttpResponse, uid: UUID) -> Any:
    """An import with what it would change, and how far it is."""
    return _versioned(response, places.import_by_uid(request.scope, uid))


class MappingIn(Schema):
    """What the columns and words of another system's table mean.

    `columns`: field by header; `values`: for a field, our word by theirs; `defaults`: by field, for rows without one;
    `options`: system, timezone, times (local, utc, local_twice), promises (told, computed). `save_as` keeps it.
    """

    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    defaults: dict[str, str] = {}
    options: dict[str, str] = {}
    save_as: str = ""


@router.post("/imports/{uid}/mapping", response=ImportOut, summary="Say what a table's columns mean")
def map_one(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch, said: MappingIn) -> Any:
    """Say what the columns and words of an uploaded table mean; it is read and compared anew in the background."""
    parts = said.dict(exclude={"save_as"})
    staged = streamed.map_table(
        request.scope, uid, parts, expected_version=version, now=now(), save_as=said.save_as[:80]
    )
    return _versioned(response, staged)


@router.post("/imports/{uid}/approve", response=ImportOut, summary="Approve changed areas")
def approve(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Say yes to areas that carry a price; somebody else than who uploaded the model."""
    staged = importing.approve_import(request.scope, uid, expected_version=version, now=now())
    return _versioned(response, staged)


@router.post("/imports/{uid}/apply", response=ImportOut, summary="Apply an import")
def apply_one(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch, effective_on: date) -> Any:
    """Let an import hold from a day on. It is applied in the background."""
    staged: ModelImport = importing.ask_to_apply(
        request.scope, uid, expected_version=version, effective_on=effective_on
    )
    return _versioned(response, staged)


@router.post("/imports/{uid}/reject", response=ImportOut, summary="Put an import aside")
def reject(request: ScopedRequest, response: HttpResponse, uid: UUID, version: IfMatch) -> Any:
    """Put an import aside; nothing has changed."""
    return _versioned(response, importing.reject_import(request.scope, uid, expected_version=version))
