"""Reading and applying models in the background: a large one takes minutes, and nobody waits at a page for it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.errors import SamdriftError
from samdrift.foundation.jobs.public import job
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.registers.estate.commands import importing
from samdrift.registers.estate.commands.keeping import kept_model
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.guard import cobie_guarded, read_guarded
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.estate.models import ModelImport

PERMISSIONS = frozenset({"estate.import", "estate.view"})


def read_file(staged: ModelImport) -> BuildingModel:
    """The model of an import, read in a process of its own.

    Raises:
        RefusedFile: It cannot be read.
    """
    path = kept_model(staged.community_id, staged.digest)
    if not path.exists():
        raise RefusedFile("no_file", path=staged.file_name)
    if staged.kind == "cobie":
        model: BuildingModel = cobie_guarded(path).model
        return model
    return read_guarded(path)


@job("estate.read_model", retries=1)
def read_model(payload: Mapping[str, Any]) -> None:
    """Read an uploaded model and keep what it would change."""
    staged, scope = _staged(payload)
    if staged.state == "uploaded":
        importing.read_model(scope, staged.uid, Path(), read=lambda _path: read_file(staged), now=now())


@job("estate.apply_model", retries=1)
def apply_model(payload: Mapping[str, Any]) -> None:
    """Apply a model somebody said yes to; why it could not be is kept where they look."""
    staged, scope = _staged(payload)
    if staged.state not in ("diffed", "approved"):
        return
    try:
        importing.apply_import(
            scope, staged.uid, read_file(staged), expected_version=None,
            effective_on=date.fromisoformat(payload["effective_on"]), now=now(),
        )  # fmt: skip
    except (SamdriftError, RefusedFile) as refused:
        importing.note_refusal(scope, staged.uid, str(refused) or _("It could not be applied."))


def _staged(payload: Mapping[str, Any]) -> tuple[ModelImport, Scope]:
    """The import, and the scope of whoever uploaded it, within that one community."""
    with everywhere(reason="the import this job was given, in its own community"):
        staged = ModelImport.objects.select_related("site").get(uid=UUID(payload["import_uid"]))
    grant = Grant(role="SYS", permissions=PERMISSIONS, sites=frozenset({staged.site_id}), data_classes=ALL_CLASSES)
    return staged, Scope(community_id=staged.community_id, person_id=payload.get("person_id"), grants=(grant,))


ALL_CLASSES = frozenset({"D0", "D1", "D8"})
