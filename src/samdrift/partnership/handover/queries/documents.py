"""The files behind a pack's documents: those filed with certificates and the texts of frozen reports.

Each is read and written in pieces; of all of them only their hashes are held. Restricted files are counted, never read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.db.models import Count, QuerySet

from samdrift.foundation.files.public import StoredFile, files_of, open_kept
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning import public as planning
from samdrift.partnership.handover.formats.packing import PIECE
from samdrift.partnership.handover.queries.asking import CLASSES, Asked
from samdrift.partnership.reports import public as reports

OWNER = "planning.certificate"
CHUNK = 1_000
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class Filed:
    """The files of one document: where they lie in the pack, and how many are restricted or whose bytes are gone."""

    places: tuple[str, ...] = ()
    left_out: int = 0


def certificates(asked: Asked) -> QuerySet[planning.Certificate]:
    """The certificates issued up to the day that may leave, in an order that is always the same."""
    rows = planning.Certificate.objects.within(asked.scope("planning.view")).filter(issued_on__lte=asked.day)
    return rows.order_by("uid")


def frozen_reports(asked: Asked) -> "QuerySet[reports.Report]":
    """The reports both parties froze up to the day; what is read of them is the caller's choice."""
    with everywhere(reason="which reports both parties of a contract froze; both have read them"):
        rows = reports.Report.objects.filter(
            contract=asked.contract, state="frozen", frozen_at__lt=asked.end, data_class__in=CLASSES
        )  # fmt: skip
    return rows.order_by("first_day", "kind", "number", "pk")


def filed_with(asked: Asked, uids: Sequence[UUID]) -> dict[UUID, Filed]:
    """What lies in the pack of these certificates' files."""
    kept, gone = _kept(asked, uids), set()
    for sha256 in sorted({one.sha256 for files in kept.values() for one in files}):
        stream = _opened(asked, sha256)
        if stream is None:
            gone.add(sha256)
        else:
            stream.close()
    with everywhere(reason="how many files of certificates are restricted; they are counted and never read"):
        closed = StoredFile.objects.filter(
            community=asked.contract.community_id, owner_kind=OWNER, owner_uid__in=uids, owner_party__isnull=True
        ).exclude(data_class__in=CLASSES)
        restricted = dict(closed.order_by().values_list("owner_uid").annotate(many=Count("pk")))
    return {
        uid: Filed(
            tuple(place_of(one) for one in kept.get(uid, ()) if one.sha256 not in gone),
            restricted.get(uid, 0) + sum(one.sha256 in gone for one in kept.get(uid, ())),
        )
        for uid in uids
    }


def written(asked: Asked) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file once, with its place in the pack; the same bytes filed twice lie there once."""
    known: set[str] = set()
    for uids in _chunks(asked):
        for files in _kept(asked, uids).values():
            for one in files:
                stream = None if one.sha256 in known else _opened(asked, one.sha256)
                known.add(one.sha256)
                if stream is not None:
                    yield place_of(one), _pieces(stream)
    for kind, first, number, data in frozen_reports(asked).values_list(
        "kind", "first_day", "number", "data"
    ).iterator(chunk_size=10):  # fmt: skip
        yield place_of_report(kind, first.isoformat(), number), iter([data.encode()])


def place_of(one: StoredFile) -> str:
    """Where a file lies in the pack: under the hash of its bytes, for names that people chose may tell too much."""
    return f"documents/{one.sha256}{ENDINGS.get(one.media_type, '')}"


def place_of_report(kind: str, first: str, number: int) -> str:
    """Where the text of a frozen report lies in the pack."""
    return f"documents/{kind}-{first}-{number}.json"


def _chunks(asked: Asked) -> Iterator[list[UUID]]:
    found: list[UUID] = []
    for uid in certificates(asked).values_list("uid", flat=True).iterator(chunk_size=CHUNK):
        found.append(uid)
        if len(found) == CHUNK:
            yield found
            found = []
    if found:
        yield found


def _kept(asked: Asked, uids: Sequence[UUID]) -> dict[UUID, list[StoredFile]]:
    """The shared files of these certificates that are not restricted, in the order of the certificates."""
    found = files_of(asked.scope("planning.view"), OWNER, uids)
    open_ones = {uid: [one for one in found.get(uid, ()) if one.data_class in CLASSES] for uid in uids}
    return {uid: files for uid, files in open_ones.items() if files}


def _opened(asked: Asked, sha256: str) -> BinaryIO | None:
    try:
        return open_kept(asked.contract.community_id, sha256)
    except FileNotFoundError:
        return None


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
