"""The files of documents: in the pack once each, restricted and lost ones left out and counted."""

import hashlib
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samdrift.foundation.files.public import CleanFile, attach
from samdrift.foundation.files.storage import storage
from samdrift.foundation.scope import Scope
from samdrift.operations.planning.models import Certificate
from samdrift.partnership.handover.formats.checking import checked
from samdrift.partnership.handover.formats.packing import Packing
from samdrift.partnership.handover.tests.conftest import bytes_of, made, table
from tests.example_rows import Rows
from tests.world import NOON, World

PDF = b"%PDF-1.4 tested"


def certificate(world: World, rows: Rows, name: str, **more: Any) -> Certificate:
    occurrence = rows.occurrence
    return Certificate.objects.create(
        community=world.community, site=world.site, unit=world.north, contract=world.contract,
        occurrence=occurrence, document=name, line_code=occurrence.line_code, issuer="Tester",
        issued_on=NOON.date(), filed_at=NOON, **more,
    )  # fmt: skip


def filed(world: World, paper: Certificate, content: bytes, **more: Any) -> str:
    scope = Scope(community_id=world.community.pk, party_id=world.provider.pk)
    file = CleanFile("Report of Jens Hansen.pdf", "application/pdf", content)
    told = {"visibility": "shared", "now": NOON, **more}
    return attach(scope, "planning.certificate", paper.uid, file, **told).sha256


def test_files_lie_in_the_pack_under_their_hash_and_restricted_or_lost_ones_are_counted(leaving: World) -> None:
    rows = Rows(leaving)
    lift, boiler = certificate(leaving, rows, "Lift"), certificate(leaving, rows, "Boiler")
    held = filed(leaving, lift, PDF)
    filed(leaving, boiler, PDF)  # the same paper for two things
    filed(leaving, lift, b"%PDF secret", data_class="D8")
    filed(leaving, lift, b"%PDF the provider's own", visibility="party")
    storage().delete(leaving.community.pk, filed(leaving, boiler, b"%PDF lost"))
    pack = made(leaving.dan, leaving.contract)
    content = bytes_of(pack)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        inside = [one for one in file.namelist() if one.startswith("documents/")]
        assert inside == [f"documents/{held}.pdf"]
        assert file.read(inside[0]) == PDF
        assert "documents/" in file.read("README.en.md").decode()
    told = {one["name"]: (one["files"], one["files_left_out"]) for one in table(content, "papers")}
    assert told == {"Lift": (inside[0], "1"), "Boiler": (inside[0], "1")}
    assert b"Jens Hansen" not in content
    assert b"the provider's own" not in content
    assert {"code": "documents", "rows": 1, "size": len(PDF)} in pack.tables
    assert checked(io.BytesIO(content), pack.fingerprint).wrong == ()
    assert bytes_of(made(leaving.bo, leaving.contract)) == content


def test_a_large_document_is_never_whole_in_memory(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (bytes([number % 251]) * (1 << 20) for number in range(64))

    tracemalloc.start()
    try:
        with (tmp_path / "pack.zip").open("wb") as file:
            packing = Packing(file)
            size = packing.document("documents/large.pdf", pieces())
            packing.finish({"contract": "X"})
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 64 << 20
    assert most < 8 << 20
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack, pack.open("documents/large.pdf") as entry:
        assert hashlib.file_digest(entry, "sha256").hexdigest() == _digest(pieces())


def _digest(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()
