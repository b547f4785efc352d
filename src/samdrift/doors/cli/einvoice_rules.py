"""`./samdrift einvoice-rules FOLDER`: put the official rules of e-invoices in place, once they were shown to work.

They are not part of samdrift: EN 16931 is under the EUPL, OASIS allows UBL to be passed on, and neither OpenPEPPOL nor
the Danish agency says under which licence theirs may be (docs/decisions/0165). The operator fetches them; this command
finds them in what was fetched, however its folders lie, tries them, and keeps them in the data folder.
"""

import argparse
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.paths import ROOT
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.clock import real_now

# What is looked for: the rules each format needs; the newest of each is taken.
RULES = {
    "CEN-EN16931-UBL": "EN 16931, from github.com/ConnectingEurope/eInvoicing-EN16931",
    "PEPPOL-EN16931-UBL": "Peppol BIS Billing 3.0, from docs.peppol.eu/poacc/billing/3.0",
    "OIOUBL_Invoice": "OIOUBL 2.1 invoice, from oioubl.info",
    "OIOUBL_CreditNote": "OIOUBL 2.1 credit note, from oioubl.info",
}
SCHEMA = "UBL-Invoice-2.1.xsd"
SCHEMA_FROM = "the schemas of UBL 2.1, from docs.oasis-open.org/ubl/UBL-2.1.html"
LARGEST_BYTES = 400 << 20
MOST_FILES = 20_000
DIGIT = re.compile(r"[0-9]")


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Find, try and keep the rules; say which in which version."""
    parser = argparse.ArgumentParser(
        prog="samdrift einvoice-rules",
        description="Check the official rules of e-invoices in a folder or zip files, and put them in place.",
    )
    parser.add_argument("sources", nargs="+", metavar="FOLDER-OR-ZIP", help="what was downloaded, one or several")
    parser.add_argument("--into", metavar="DIR", help="where they are kept; else einvoice/ of the data folder")
    options = parser.parse_args(list(arguments))
    target = Path(options.into) if options.into else data_folder() / "einvoice"
    with tempfile.TemporaryDirectory() as scratch:
        sources = list(_opened(options.sources, Path(scratch) / "zips"))
        fresh = Path(scratch) / "einvoice"
        kept = gather(sources, fresh)
        stdout.writelines(f"{line}\n" for line in tried(fresh))
        put(fresh, target)
    stdout.writelines(f"  {name}  {print_[:16]}\n" for name, print_ in kept.items())
    stdout.write(f"They are in {target} and are asked from the next start of the server and the worker on.\n")
    return 0


def data_folder() -> Path:
    """Where this installation keeps its data."""
    return Path(os.environ.get("SAMDRIFT_VAR") or ROOT / "var").resolve()


def gather(sources: Sequence[Path], fresh: Path) -> dict[str, str]:
    """Copy what is needed into one folder, as the checks want it; each file with its SHA-256.

    Raises:
        Problem: Something that is needed is not there, with where it is to be had.
    """
    (fresh / "rules").mkdir(parents=True)
    kept: dict[str, str] = {}
    for name, where in RULES.items():
        found = [(version_of(path, name), path) for source in sources for path in source.rglob(f"{name}*.xslt")]
        if not found:
            raise Problem(f"{name}*.xslt is not in what was given: {where}.")
        version, path = max(found, key=lambda one: (_order(one[0]), str(one[1])))
        file = (
            fresh
            / "rules"
            / f"{name}-{version}.xslt".replace("OIOUBL_Invoice-", "OIOUBL_Invoice_").replace(
                "OIOUBL_CreditNote-", "OIOUBL_CreditNote_"
            )
        )
        shutil.copyfile(path, file)
        kept[file.name] = sha256(file.read_bytes()).hexdigest()
    schemas = [path for source in sources for path in source.rglob(SCHEMA) if (path.parent.parent / "common").is_dir()]
    if not schemas:
        raise Problem(f"maindoc/{SCHEMA} with common/ beside it is not in what was given: {SCHEMA_FROM}.")
    for part in ("maindoc", "common"):
        shutil.copytree(schemas[0].parent.parent / part, fresh / "xsd" / part)
    told = {"installed_at": real_now().isoformat(), "sha256": kept}
    (fresh / "installed.json").write_text(json.dumps(told, indent=1) + "\n")
    return kept


def version_of(path: Path, name: str) -> str:
    """The version told by the file's name, else by the nearest folder with a number in its name."""
    own = path.stem.removeprefix(name).strip("-_")
    if DIGIT.search(own):
        return own
    return next((one.name for one in path.parents if DIGIT.search(one.name)), "0")


def _order(version: str) -> list[int]:
    return [int(one) for one in re.findall(r"[0-9]+", version)]


def tried(folder: Path) -> Iterator[str]:
    """Ask the rules of documents we know: what is right is accepted, and what is wrong fails for the right rule.

    Raises:
        Problem: They cannot be asked here, or they do not tell right from wrong.
    """
    from samdrift.partnership.invoicing.formats import samples
    from samdrift.partnership.invoicing.formats.official import NoRules, official

    python = os.environ.get("SAMDRIFT_EINVOICE_PYTHON") or sys.executable
    try:
        with official(folder, python) as rules:
            for format_, content, expected in samples.samples():
                verdict = rules.check(content, format_)
                failed = [one.rule for one in verdict.failed if one.fatal]
                if expected and not any(one.startswith(expected) for one in failed):
                    raise Problem(f"a wrong {format_} document does not fail for {expected} but for {failed[:3]}.")
                if not expected and failed:
                    raise Problem(f"a right {format_} document fails for {failed[:3]}.")
                yield f"{format_}: {'fails for ' + expected if expected else 'accepted'} ({', '.join(verdict.rules)})"
    except NoRules as missing:
        raise Problem(
            "the rules cannot be asked by this Python: install samdrift with the extra einvoice (saxonche, lxml), or "
            "name an interpreter that has them in SAMDRIFT_EINVOICE_PYTHON."
        ) from missing


def _opened(names: Sequence[str], scratch: Path) -> Iterator[Path]:
    for number, name in enumerate(names):
        path = Path(name)
        if path.is_dir():
            yield path
        elif zipfile.is_zipfile(path):
            yield _unpacked(path, scratch / f"{number}" / path.stem)
        else:
            raise Problem(f"{name} is neither a folder nor a zip file.")


def _unpacked(path: Path, into: Path) -> Path:
    try:
        with zipfile.ZipFile(path) as file:
            _check_inside(path, file.infolist())
            file.extractall(into)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as broken:
        raise Problem(f"{path} cannot be unpacked: {broken}.") from broken
    return into


def _check_inside(path: Path, inside: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive that says it is too much, or that would write elsewhere; a size it lies about is cut off."""
    if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > LARGEST_BYTES:
        raise Problem(f"{path} unpacks to more than {LARGEST_BYTES >> 20} MB or {MOST_FILES} files.")
    for one in inside:
        parts = one.filename.replace("\\", "/").split("/")
        if one.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise Problem(f"{path} holds {one.filename!r}, which leads out of its folder.")
        if stat.S_ISLNK(one.external_attr >> 16):
            raise Problem(f"{path} holds {one.filename!r}, a link to something else.")


def put(fresh: Path, target: Path) -> None:
    """Let the new folder take the old one's place in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside, old = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    for one in (beside, old):
        shutil.rmtree(one, ignore_errors=True)
    try:
        shutil.copytree(fresh, beside)
        if target.exists():
            target.rename(old)
        beside.rename(target)
    except OSError as failed:
        shutil.rmtree(beside, ignore_errors=True)
        if old.exists() and not target.exists():
            old.rename(target)
        raise Problem(f"the rules cannot be kept in {target}: {failed}. What was there stays.") from failed
    shutil.rmtree(old, ignore_errors=True)
