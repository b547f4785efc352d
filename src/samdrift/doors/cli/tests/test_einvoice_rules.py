"""Putting the official rules of e-invoices in place."""

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from samdrift.doors.cli import main
from samdrift.doors.cli.einvoice_rules import MOST_FILES, RULES, put, version_of
from samdrift.doors.cli.problem import Problem
from samdrift.partnership.invoicing.tests.papers import rules_folder, rules_python


def run(*words: str) -> tuple[int, str, str]:
    out, told = io.StringIO(), io.StringIO()
    return main(["einvoice-rules", *words], io.StringIO(), out, told), out.getvalue(), told.getvalue()


@pytest.mark.parametrize(("path", "version"), [
    ("x/PEPPOL-EN16931-UBL-2026.5.xslt", "2026.5"),
    ("peppol/2026.5/xslt/PEPPOL-EN16931-UBL.xslt", "2026.5"),
    ("PEPPOL-EN16931-UBL.xslt", "0"),
])  # fmt: skip
def test_a_version_is_told_by_the_file_or_a_folder(path: str, version: str) -> None:
    assert version_of(Path(path), "PEPPOL-EN16931-UBL") == version


def test_what_is_missing_is_named_with_where_it_is_to_be_had(tmp_path: Path) -> None:
    status, _out, told = run(str(tmp_path), "--into", str(tmp_path / "kept"))
    assert status == 2
    assert "CEN-EN16931-UBL" in told
    assert "ConnectingEurope" in told
    for name in RULES:
        (tmp_path / f"{name}-1.xslt").write_text("<x/>")
    assert "docs.oasis-open.org" in run(str(tmp_path), "--into", str(tmp_path / "kept"))[2]
    assert "neither a folder nor a zip" in run(str(tmp_path / "nothing"))[2]
    assert not (tmp_path / "kept").exists()


@pytest.mark.shared
@pytest.mark.slow
def test_they_are_found_in_folders_and_zips_tried_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMDRIFT_EINVOICE_PYTHON", rules_python())
    source, kept = rules_folder(), tmp_path / "kept"
    older = tmp_path / "downloads" / "2020.1"
    older.mkdir(parents=True)
    (older / "PEPPOL-EN16931-UBL.xslt").write_text("<x/>")  # an older one lies about
    packed = tmp_path / "ubl.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted((source / "xsd").rglob("*.xsd")):
            file.write(path, Path("UBL-2.1") / path.relative_to(source))
    shutil.copytree(source / "rules", tmp_path / "downloads" / "rules")
    status, out, told = run(str(tmp_path / "downloads"), str(packed), "--into", str(kept))
    assert (status, told) == (0, "")
    assert "peppol: fails for BR-CO-16" in out
    assert len(json.loads((kept / "installed.json").read_text())["sha256"]) == 4
    assert not list((kept / "rules").glob("*2020*"))
    for path in (tmp_path / "downloads" / "rules").glob("PEPPOL*.xslt"):
        path.write_text("<x/>")
    assert run(str(tmp_path / "downloads"), str(packed), "--into", str(kept))[0] == 2
    assert "2026" in next((kept / "rules").glob("PEPPOL*")).name  # what does not work takes nobody's place
    assert (kept / "rules" / next((kept / "rules").glob("PEPPOL*")).name).stat().st_size > 1_000


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(5):
            file.writestr(f"{number}.xslt", b"0" * (100 << 20))


def many(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for number in range(MOST_FILES + 1):
            file.writestr(f"{number}", b"")


def above(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("../../outside.xslt", b"<x/>")


def rooted(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(zipfile.ZipInfo("/tmp/outside.xslt"), b"<x/>")


def linked(path: Path) -> None:
    link = zipfile.ZipInfo("rules/PEPPOL-EN16931-UBL.xslt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/passwd")


def torn(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("PEPPOL-EN16931-UBL.xslt", b"<x/>" * 5_000)
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)
    path.write_bytes(content)


def no_zip(path: Path) -> None:
    path.write_bytes(b"GIF89a, and nothing of an archive")


@pytest.mark.parametrize(
    ("make", "told"),
    [(bomb, "more than"), (many, "more than"), (above, "leads out"), (rooted, "leads out"), (linked, "a link"),
     (torn, "cannot be unpacked"), (no_zip, "neither a folder nor a zip")],
)  # fmt: skip
def test_an_archive_made_to_do_harm_is_refused_and_what_was_there_stays(
    tmp_path: Path, make: Callable[[Path], None], told: str
) -> None:
    kept, file = tmp_path / "data" / "einvoice", tmp_path / "downloads" / "rules.zip"
    kept.mkdir(parents=True)
    (kept / "installed.json").write_text("{}")
    file.parent.mkdir()
    make(file)
    status, _out, why = run(str(file), "--into", str(kept))
    assert (status, told in why, "Traceback" in why) == (2, True, False), why
    assert [one.name for one in kept.iterdir()] == ["installed.json"]
    assert [one.name for one in kept.parent.iterdir()] == ["einvoice"]
    assert not list(tmp_path.rglob("outside.xslt"))


def test_what_cannot_be_kept_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, target = tmp_path / "fresh", tmp_path / "einvoice"
    for folder in (fresh, target):
        folder.mkdir()
        (folder / "installed.json").write_text(folder.name)

    def full(*_named: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(Problem, match="stays"):
        put(fresh, target)
    assert (target / "installed.json").read_text() == "einvoice"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["einvoice", "fresh"]
