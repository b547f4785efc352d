"""Keeping an uploaded model until it is applied or put aside; it is read by a worker."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.registers.estate.commands.importing import upload_model
from samdrift.registers.estate.commands.tables import upload_table
from samdrift.registers.estate.models import ModelImport

PIECE = 1 << 20
TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
KINDS = {".ifc": "ifc", ".ifczip": "ifc", ".xlsx": "cobie", ".xlsm": "cobie"}


def kept_model(community_id: int, digest: str) -> Path:
    """Where an uploaded model is kept."""
    return Path(settings.SAMDRIFT_VAR) / "models" / str(community_id) / digest


def keep_file(community_id: int, path: Path, digest: str) -> None:
    """Keep a file of this machine as if it had been uploaded, for whatever reads it later."""
    kept = kept_model(community_id, digest)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, held = tempfile.mkstemp(dir=kept.parent, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as out, path.open("rb") as source:
            shutil.copyfileobj(source, out, PIECE)
        Path(held).replace(kept)
    except BaseException:
        Path(held).unlink(missing_ok=True)
        raise


def keep_upload(scope: Scope, site_uid: UUID, stream: BinaryIO, name: str, *, now: datetime) -> ModelImport:
    """Keep a file and have it read: what it would change is shown before anything changes.

    Raises:
        DoesNotExist: No such site within the scope.
        Invalid: It is no model or workbook by its name, is empty, or larger than this installation takes.
        NotAllowed: The actor may not import here.
    """
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise Invalid({"file": _("Choose an IFC model (.ifc, .ifczip) or a COBie workbook (.xlsx).")})
    digest, held = _written(scope.community_id, stream)
    with transaction.atomic():
        staged = upload_model(scope, site_uid, kind=kind, file_name=Path(name).name, digest=digest, now=now)
        held.replace(kept_model(scope.community_id, digest))
        enqueue("estate.read_model", _by(scope, staged))
    return staged


def keep_table(
    scope: Scope, unit_uid: UUID | None, stream: BinaryIO, name: str, *, kind: str, now: datetime,
    mapping: Mapping[str, Any] | None = None,
) -> ModelImport:  # fmt: skip
    """Keep a table for a unit and have it read, as `keep_upload` does with models.

    Args:
        unit_uid: None for people or units of the whole community.
        kind: What its rows are: sites, people …
        mapping: What its columns and words mean, as far as somebody has said.

    Raises:
        DoesNotExist: No such unit within the scope.
        Invalid: It is no table by its name, is empty, or larger than this installation takes.
        NotAllowed: The actor may not import there.
    """
    if Path(name).suffix.lower() not in TABLES:
        raise Invalid({"file": _("Choose a table (.csv, .xlsx).")})
    digest, held = _written(scope.community_id, stream)
    with transaction.atomic():
        staged = upload_table(
            scope, unit_uid, kind=kind, file_name=Path(name).name, digest=digest, now=now, mapping=mapping
        )
        held.replace(kept_model(scope.community_id, digest))
        enqueue("estate.read_model", _by(scope, staged))
    return staged


def _by(scope: Scope, staged: ModelImport) -> dict[str, object]:
    """What the worker needs: the import and who asked, for which of their employments."""
    return {"import_uid": str(staged.uid), "person_id": scope.person_id, "employment_id": scope.employment_id}


def _written(community_id: int, stream: BinaryIO) -> tuple[str, Path]:
    """The file written beside where it will be kept, and the hash of its bytes, never held in memory whole."""
    folder = kept_model(community_id, "x").parent
    folder.mkdir(parents=True, exist_ok=True)
    limit = int(settings.SAMDRIFT_MAX_MODEL_MB) * PIECE
    digest, size = hashlib.sha256(), 0
    handle, held = tempfile.mkstemp(dir=folder, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as out:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > limit:
                    raise Invalid({"file": _("The file is too large: at most %(most)s MB.") % {"most": limit // PIECE}})
                digest.update(piece)
                out.write(piece)
        if not size:
            raise Invalid({"file": _("The file is empty.")})
    except BaseException:
        Path(held).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), Path(held)
