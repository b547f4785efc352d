"""A model's way in: uploaded, read, compared, approved where areas carry prices, applied or rejected."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope
from samdrift.registers.estate import rules
from samdrift.registers.estate.commands.applying import apply_changes
from samdrift.registers.estate.events import ImportApplied, ImportApproved, ImportRefused, ImportStaged
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.model import BuildingModel
from samdrift.registers.estate.models import ModelImport, Site
from samdrift.registers.estate.queries import proposals

Read = Callable[[Path], BuildingModel]


@transaction.atomic
def upload_model(scope: Scope, site_uid: UUID, *, kind: str, file_name: str, digest: str, now: datetime) -> ModelImport:
    """Take in a model for a site; it is read afterwards.

    Raises:
        DoesNotExist: No such site within the scope.
        NotAllowed: The actor may not import here.
    """
    site = Site.objects.within(scope).get(uid=site_uid)
    scope.require("estate.import", site=site.pk, unit=site.unit_id)
    return ModelImport.objects.create(
        community_id=scope.community_id, site=site, unit_id=site.unit_id, kind=kind, file_name=file_name[:200],
        digest=digest, uploaded_at=now, uploaded_by_id=scope.person_id,
    )  # fmt: skip


def read_model(scope: Scope, import_uid: UUID, path: Path, *, read: Read, now: datetime) -> ModelImport:
    """Read an uploaded file and keep what it would change; a file that cannot be read is refused with a sentence.

    Reading happens outside the transaction: a large model takes minutes and must hold nothing up.
    """
    staged = ModelImport.objects.within(scope).select_related("site").get(uid=import_uid)
    scope.require("estate.import", site=staged.site_id, unit=staged.unit_id)
    try:
        model = read(path)
        if not (model.buildings or model.storeys or model.spaces or model.assets):
            raise RefusedFile("nothing_inside")
    except RefusedFile as refused:
        return refuse_import(scope, staged, refused, now)
    return stage_changes(scope, import_uid, model, now=now)


@transaction.atomic
def stage_changes(scope: Scope, import_uid: UUID, model: BuildingModel, *, now: datetime) -> ModelImport:
    """Compare a model with the register and keep the proposal."""
    staged = locked_import(scope, import_uid, None)
    if staged.state not in ("uploaded", "diffed"):
        raise Refused(_("This import is finished already."))
    proposal = proposals.proposal_for(scope, _site_of(staged), model)
    staged.facts, staged.findings = proposals.facts_of(model), proposals.findings_of(model)
    staged.changes, staged.state, staged.progress = proposals.summary_of(proposal), "diffed", 100
    staged.save_changes("facts", "findings", "changes", "state", "progress")
    changes = proposal.changes
    event = ImportStaged(
        import_uid=staged.uid, digest=staged.digest, added=len(changes.added), changed=len(changes.changed),
        removed=len(changes.removed),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=staged)
    return staged


@transaction.atomic
def approve_import(scope: Scope, import_uid: UUID, *, expected_version: int | None, now: datetime) -> ModelImport:
    """Say yes to the areas an import changes, and so to the bills they change.

    Raises:
        NotAllowed: The actor may not approve areas, or is the one who uploaded it.
    """
    staged = locked_import(scope, import_uid, expected_version, "estate.approve_areas")
    if staged.uploaded_by_id == scope.person_id:
        raise Refused(_("Somebody else than who uploaded it must approve the changed areas."))
    move_import(staged, "approve")
    staged.save_changes("state")
    record(ImportApproved(import_uid=staged.uid), scope=scope, at=now, subject=staged)
    return staged


@transaction.atomic
def apply_import(
    scope: Scope, import_uid: UUID, model: BuildingModel, *, expected_version: int | None, effective_on: date,
    now: datetime,
) -> ModelImport:  # fmt: skip
    """Let a model's changes hold from a day on. All of it happens, or nothing.

    Args:
        model: The very file that was staged, read again: its digest must be the same.

    Raises:
        Refused: It waits for approval, the file is another, or errors among its findings forbid it.
    """
    staged = locked_import(scope, import_uid, expected_version)
    if model.source_hash != staged.digest:
        raise Refused(_("This is not the file that was compared. Upload it again."))
    proposal = proposals.proposal_for(scope, _site_of(staged), model)
    if proposal.needs_approval and staged.state != "approved":
        raise Refused(
            _("It changes areas that carry a price. Somebody who may approve areas must say yes before it is applied.")
        )
    move_import(staged, "apply")
    apply_changes(scope, _site_of(staged), model, proposal.changes, effective_on=effective_on, now=now)
    staged.applied_at, staged.effective_on, staged.progress = now, effective_on, 100
    staged.changes = proposals.summary_of(proposal)
    staged.save_changes("state", "applied_at", "effective_on", "changes", "progress")
    changes = proposal.changes
    event = ImportApplied(
        import_uid=staged.uid, effective_on=effective_on, added=len(changes.added), changed=len(changes.changed),
        removed=len(changes.removed),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=staged)
    return staged


@transaction.atomic
def reject_import(scope: Scope, import_uid: UUID, *, expected_version: int | None) -> ModelImport:
    """Put a proposal aside; nothing has changed."""
    staged = locked_import(scope, import_uid, expected_version)
    move_import(staged, "reject")
    staged.save_changes("state")
    return staged


@transaction.atomic
def ask_to_apply(scope: Scope, import_uid: UUID, *, expected_version: int | None, effective_on: date) -> ModelImport:
    """Let the worker apply an import from a day on; its page shows how far it is.

    Raises:
        Refused: It waits for approval, is finished, or is being applied already.
    """
    staged = locked_import(scope, import_uid, expected_version)
    if staged.changes.get("needs_approval") and staged.state != "approved":
        raise Refused(
            _("It changes areas that carry a price. Somebody who may approve areas must say yes before it is applied.")
        )
    if rules.after(rules.IMPORT_MOVES, staged.state, "apply") is None or staged.progress < 100:
        raise Refused(_("This import is finished already."))
    staged.progress, staged.effective_on, staged.refusal = 1, effective_on, ""
    staged.save_changes("progress", "effective_on", "refusal")
    enqueue("estate.apply_model", {
        "import_uid": str(staged.uid), "effective_on": effective_on.isoformat(), "person_id": scope.person_id,
        "employment_id": scope.employment_id,
    })  # fmt: skip
    return staged


@transaction.atomic
def note_refusal(scope: Scope, import_uid: UUID, sentence: str) -> ModelImport:
    """Keep why an import could not be applied; it can be tried again."""
    staged = locked_import(scope, import_uid, None)
    staged.refusal, staged.progress = sentence[:400], 100
    staged.save_changes("refusal", "progress")
    return staged


def _site_of(staged: ModelImport) -> Site:
    if staged.site is None:
        raise Refused(_("This is a table, not a building model."))
    return staged.site


def locked_import(scope: Scope, import_uid: UUID, expected_version: int | None, permission: str = "") -> ModelImport:
    """The import, locked, if the actor may do this to it: bring it in, unless another permission is named."""
    rows = ModelImport.objects.within(scope).select_related("site", "community")
    staged = rows.locked(import_uid, expected_version)
    where = {"site": staged.site_id, "unit": staged.unit_id}
    scope.require(permission or rules.import_permission(staged.kind), **where)
    return staged


def move_import(staged: ModelImport, move: str) -> None:
    """Bring it to its next state, or refuse."""
    state = rules.after(rules.IMPORT_MOVES, staged.state, move)
    if state is None:
        raise Refused(_("This import is finished already."))
    staged.state = state


@transaction.atomic
def refuse_file(scope: Scope, import_uid: UUID, refused: RefusedFile, *, now: datetime) -> ModelImport:
    """Keep why an uploaded file could not be read."""
    return refuse_import(scope, locked_import(scope, import_uid, None), refused, now)


@transaction.atomic
def refuse_import(scope: Scope, staged: ModelImport, refused: RefusedFile, now: datetime) -> ModelImport:
    """Refuse the file with the sentence that says why."""
    staged.state, staged.refusal = "refused", refused.sentence[:400]
    staged.save_changes("state", "refusal")
    record(ImportRefused(import_uid=staged.uid), scope=scope, at=now, subject=staged)
    return staged
