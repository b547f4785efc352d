"""Making a pack: asked for at a page and made by a job, or written straight into a file at the terminal."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import OpenFile, attach_path, files_of_one, open_file
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.snapshot import as_of_one_moment
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.events import PackMade, PackTaken
from samdrift.partnership.handover.models import MAKE, ExitPack
from samdrift.partnership.handover.queries import packs
from samdrift.partnership.handover.queries.holding import Written, write_pack
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

JOB = "handover.make"
KIND = "handover.pack"
NOT_READY = gettext_lazy("The file of this exit pack is not ready.")
AFTERWARDS = timedelta(days=366)
"""For so long after its end a contract may still be handed over."""


def write_to(contract: contracts.Contract, day: date, path: Path, *, with_staff: bool = False) -> Written:
    """Write the pack of a contract into a file, as the database stands at one moment."""
    with path.open("wb") as file, as_of_one_moment():
        return write_pack(contract, day, file, with_staff=with_staff)


@transaction.atomic
def ask_pack(scope: Scope, contract_uid: UUID, *, day: date, with_staff: bool, now: datetime) -> ExitPack:
    """Let the exit pack of a contract or call-off be made as of a day; while one is being made, that one.

    Args:
        with_staff: The staff list and keys go into it; only people of the provider open them.
    Raises:
        DoesNotExist: No such contract within the scope.
        NotAllowed: The actor may not make packs of it, or may not open its staff list.
        Refused: The day has not come, or lies outside the contract.
    """
    place = packs.place_by_uid(scope, contract_uid)
    contract = place.contract
    if not place.allows(scope, MAKE):
        raise NotAllowed(_("You may not make an exit pack of this contract."))
    if with_staff and place.side_of(scope) != rules.PROVIDER:
        raise NotAllowed(_("The staff list and keys are the provider's own: its contract office opens them."))
    today = parties.community_day(scope, now)
    if not contract.starts_on <= day <= min(today, contract.ends_on + AFTERWARDS):
        raise Refused(_("Choose a day of the contract, today at the latest."))
    waiting = ExitPack.objects.within(scope).filter(contract=contract, state=rules.WAITING).first()
    if waiting is not None and waiting.state_at(now) == rules.WAITING:
        return waiting
    if waiting is not None:
        _fail(waiting, now)
    with everywhere(reason="how many exit packs a contract has, to number the next"):
        last = ExitPack.objects.filter(contract=contract).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            asked = ExitPack.objects.create(
                community_id=scope.community_id, contract=contract, home_id=place.home_id, unit_id=place.unit_id,
                number=last + 1, day=day, with_staff=with_staff, asked_by_id=scope.person_id, asked_at=now,
            )  # fmt: skip
    except IntegrityError:  # somebody of the other party pressed at the same time
        return ExitPack.objects.within(scope).get(contract=contract, state=rules.WAITING)
    enqueue(JOB, {"pack": str(asked.uid), "community_id": scope.community_id})
    return asked


def make_pack(uid: UUID, *, now: datetime) -> None:
    """Make a pack that waits, or failed and is tried again; keep its file and tell the book. Safe to repeat."""
    with everywhere(reason="an exit pack somebody was allowed to ask for is made"):
        pack = ExitPack.objects.select_related("contract__customer", "contract__provider").get(uid=uid)
    if pack.state in (rules.READY, rules.HANDED):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.zip"
        written = write_to(pack.contract, pack.day, path, with_staff=pack.with_staff)
        _keep(pack, written, path, now)


def fail_pack(uid: UUID, *, now: datetime) -> None:
    """Note that a pack could not be made, so that nobody waits for it and it can be asked for again."""
    with everywhere(reason="an exit pack somebody was allowed to ask for could not be made"):
        pack = ExitPack.objects.get(uid=uid)
    if pack.state == rules.WAITING:
        _fail(pack, now)


def _fail(pack: ExitPack, now: datetime) -> None:
    pack.state, pack.failed_at = rules.FAILED, now
    pack.save_changes("state", "failed_at")


@transaction.atomic
def _keep(pack: ExitPack, written: Written, path: Path, now: datetime) -> None:
    scope = Scope(community_id=pack.community_id, person_id=pack.asked_by_id)
    name = f"{pack.contract.code}-exit-{pack.day.isoformat()}.zip"
    attach_path(scope, KIND, pack.uid, path, name, "application/zip", now=now)
    pack.state, pack.ready_at, pack.failed_at = rules.READY, now, None
    pack.fingerprint, pack.size = written.fingerprint, path.stat().st_size
    pack.tables = [
        {"code": one.code, "rows": one.rows, "size": one.size} for one in (*written.tables, written.documents)
    ]
    pack.missing = [{"code": one.code, "count": one.count} for one in written.missing]
    pack.save_changes("state", "ready_at", "failed_at", "fingerprint", "size", "tables", "missing")
    event = PackMade(
        pack_uid=pack.uid, number=pack.number, day=pack.day, fingerprint=pack.fingerprint, with_staff=pack.with_staff
    )
    record(event, scope=scope, at=now, subject=pack)


@transaction.atomic
def take_pack(scope: Scope, uid: UUID, *, now: datetime) -> OpenFile | None:
    """Open the file of a pack and note in the book who took it along; None while there is none.

    Raises:
        DoesNotExist: No such pack within the scope.
    """
    pack = packs.pack_by_uid(scope, uid)
    (file,) = files_of_one(scope, KIND, pack.uid)[:1] or (None,)
    if file is None:
        return None
    taken = PackTaken(pack_uid=pack.uid, number=pack.number, day=pack.day, fingerprint=pack.fingerprint)
    record(taken, scope=scope, at=now, subject=pack)
    return open_file(scope, file.uid)
