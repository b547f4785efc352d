"""Making a bundle: asked for at a page and made by a job, or written straight into a file at the terminal."""

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Refused
from samdrift.foundation.events.public import record, seal_due
from samdrift.foundation.files.public import CleanFile, OpenFile, attach, files_of_one, open_file
from samdrift.foundation.jobs.public import enqueue
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.snapshot import as_of_one_moment
from samdrift.kernel.bundles.periods import first_days_of
from samdrift.operations.bundles.events import BundleMade, BundleTaken
from samdrift.operations.bundles.models import Bundle
from samdrift.operations.bundles.queries import made
from samdrift.operations.bundles.queries.writing import NotSealed, Progress, Written, write_book
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

JOB = "bundles.make"
KIND = "bundles.bundle"
TRIES = 20
NOT_READY = gettext_lazy("The file of this bundle is not ready.")
MEDIA_TYPE = "application/zip"
FINAL_ACCOUNT = timedelta(days=366)
"""For so long after its end a contract is settled, so its books are of use."""


def write_bundle(
    contract: contracts.Contract, period: str, path: Path, *, progress: Progress = lambda _done, _all: None
) -> Written:
    """Seal what waits, then write the open book of a month or a year as it stands at one moment.

    Raises:
        Refused: The book could not be sealed up to its end.
        ValueError: It is no period.
    """
    for _try in range(TRIES):
        while seal_due():
            pass
        try:
            with path.open("wb") as file, as_of_one_moment(), _no_collecting():
                return write_book(contract, period, file, progress=progress)
        except NotSealed:
            continue
    raise Refused(_("So much is being written into the book that it could not be sealed. Try again in a minute."))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Look for no garbage: millions of rows come and go without a cycle, and looking takes a good part of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@transaction.atomic
def ask_bundle(scope: Scope, contract_uid: UUID, period: str, *, now: datetime) -> Bundle:
    """Let the open book of a month or a year be made, for both parties; while one is being made, that one.

    Args:
        period: A month, 2025-03, or a year, 2025.
    Raises:
        DoesNotExist: No such contract within the scope.
        NotAllowed: The actor may not make bundles of it.
        Refused: The period has not begun, or lies outside the contract.
    """
    contract = contracts.contract_by_uid(scope, contract_uid)
    scope.require("bundles.make", contract=contract.pk)
    first = _first_day(contract, period, parties.community_day(scope, now))
    waiting = Bundle.objects.within(scope).filter(contract=contract, period=period, state="waiting").first()
    if waiting is not None and waiting.state_at(now) == "waiting":
        return waiting
    if waiting is not None:
        _fail(waiting, now)
    try:
        with transaction.atomic():
            asked = Bundle.objects.create(
                community_id=scope.community_id, contract=contract, month=first, period=period,
                asked_by_id=scope.person_id, asked_at=now,
            )  # fmt: skip
    except IntegrityError:  # somebody of the other party pressed at the same time
        return Bundle.objects.within(scope).get(contract=contract, period=period, state="waiting")
    enqueue(JOB, {"bundle": str(asked.uid), "community_id": scope.community_id})
    return asked


def _first_day(contract: contracts.Contract, period: str, today: date) -> date:
    """The first day of a period of the contract that has begun.

    Raises:
        Refused: It is none.
    """
    refused = Refused(_("Choose a month or a year of the contract that has begun."))
    try:
        days = first_days_of(period)
    except ValueError as wrong:
        raise refused from wrong
    if days[0] > today or days[-1] < contract.starts_on.replace(day=1) or days[0] > contract.ends_on + FINAL_ACCOUNT:
        raise refused
    return days[0]


def make_bundle(uid: UUID, *, now: datetime) -> None:
    """Make a bundle that waits, or failed and is tried again; keep its file and tell the book. Safe to repeat."""
    with everywhere(reason="a bundle somebody was allowed to ask for is made"):
        bundle = Bundle.objects.select_related("contract").get(uid=uid)
    if bundle.state == "ready":
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        written = write_bundle(bundle.contract, bundle.period, path)
        content = path.read_bytes()
    _keep(bundle, written, content, now)


def fail_bundle(uid: UUID, *, now: datetime) -> None:
    """Note that a bundle could not be made, so that nobody waits for it and it can be asked for again."""
    with everywhere(reason="a bundle somebody was allowed to ask for could not be made"):
        bundle = Bundle.objects.get(uid=uid)
    if bundle.state == "waiting":
        _fail(bundle, now)


def _fail(bundle: Bundle, now: datetime) -> None:
    bundle.state, bundle.failed_at = "failed", now
    bundle.save_changes("state", "failed_at")


@transaction.atomic
def _keep(bundle: Bundle, written: Written, content: bytes, now: datetime) -> None:
    scope = Scope(community_id=bundle.community_id, person_id=bundle.asked_by_id)
    file = CleanFile(f"{bundle.contract.code}-{bundle.period}.zip", MEDIA_TYPE, content)
    attach(scope, KIND, bundle.uid, file, visibility="shared", now=now)
    bundle.state, bundle.ready_at, bundle.fingerprint, bundle.failed_at = "ready", now, written.fingerprint, None
    bundle.requests, bundle.promises, bundle.events = written.requests, written.promises, written.events
    bundle.save_changes("state", "ready_at", "failed_at", "fingerprint", "requests", "promises", "events")
    event = BundleMade(
        bundle_uid=bundle.uid, month=bundle.month, period=bundle.period, fingerprint=written.fingerprint
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=bundle)


@transaction.atomic
def take_bundle(scope: Scope, uid: UUID, *, now: datetime) -> OpenFile | None:
    """Open the file of a bundle and note in the book who took it along; None while there is none.

    Raises:
        DoesNotExist: No such bundle within the scope.
    """
    bundle = made.bundle_by_uid(scope, uid)
    (file,) = files_of_one(scope, KIND, bundle.uid)[:1] or (None,)
    if file is None:
        return None
    taken = BundleTaken(bundle_uid=bundle.uid, month=bundle.month, period=bundle.period)
    record(taken, scope=scope, at=now, subject=bundle)
    return open_file(scope, file.uid)
