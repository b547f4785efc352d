"""`./samdrift labels`: label sheets for the tags of a site, as a PDF, a table or for roll printers."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from samdrift.doors.cli.problem import Problem

if TYPE_CHECKING:
    from samdrift.registers.tags.formats.label import Layout


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the labels of one site's tags into a file.

    Raises:
        Problem: There is no such site or nothing to print, or the file cannot be written.
    """
    options = parser().parse_args(list(arguments))
    out = Path(options.output)
    form, sheet = _form_and_sheet(out, options.sheet)
    from samdrift.doors.cli.django_ready import start_django

    start_django(or_demonstration=True)
    from samdrift.foundation.clock import now
    from samdrift.foundation.scope import Scope
    from samdrift.registers.tags import public as tags
    from samdrift.registers.tags.formats.writing import write_tags

    try:
        rows, community_id, hang = tags.tags_at(options.site, options.community)
    except LookupError as unknown:
        raise Problem(str(unknown.args[0])) from unknown
    try:
        layout = _layout(options, sheet)
        count = _written(lambda file: write_tags(tags.labels_of(rows, community_id), layout, form, file), out)
    except (ValueError, OSError) as wrong:
        raise Problem(str(wrong)) from wrong
    if hang:
        stderr.write("None of these waits to be printed: the labels that hang already were written once more.\n")
    else:
        ids = list(rows.values_list("pk", flat=True))
        tags.mark_printed(Scope(community_id=community_id), ids, now=now())
    stdout.write(f"{count} labels in {out}\n")
    return 0


def _form_and_sheet(out: Path, wanted: str) -> tuple[str, str]:
    """The form the file's name says, and the paper: the one wanted, or the form's usual one."""
    from samdrift.registers.tags.formats.label import SHEETS
    from samdrift.registers.tags.formats.writing import FORMS

    form = out.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise Problem(f"the name of the file says the form: {out.name} should end in .pdf, .csv or .zpl.")
    sheet = wanted or ("roll-62x29" if form == "zpl" else "a4-3x8")
    if sheet not in SHEETS:
        raise Problem(f"there is no paper {sheet!r}; there are {', '.join(SHEETS)}.")
    return form, sheet


def _layout(options: argparse.Namespace, sheet: str) -> Layout:
    from django.conf import settings

    from samdrift.registers.tags.formats.label import SHEETS
    from samdrift.registers.tags.formats.label import Layout as Layouts

    return Layouts(
        SHEETS[sheet], options.base_url or settings.SAMDRIFT_BASE_URL, logo=options.logo,
        first_place=options.first - 1, outlines=options.outlines,
    )  # fmt: skip


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift labels", description="Print label sheets for the tags of a site.")
    options.add_argument("--site", required=True, metavar="CODE", help="the site's code")
    options.add_argument("-o", "--output", required=True, metavar="FILE", help="labels.pdf, labels.csv or labels.zpl")
    options.add_argument("--community", default="", metavar="CODE", help="where several have a site of this code")
    options.add_argument("--sheet", default="", metavar="NAME", help="the paper (a4-3x8; roll-62x29 for ZPL)")
    options.add_argument("--first", type=int, default=1, metavar="N", help="begin at the Nth label of the first sheet")
    options.add_argument("--logo", default="", metavar="TEXT", help="a short text in the corner")
    options.add_argument("--outlines", action="store_true", help="draw the edges, to try on plain paper")
    options.add_argument("--base-url", default="", metavar="URL", help="what the labels say (SAMDRIFT_BASE_URL)")
    return options


def _written(write: Callable[[BinaryIO], int], out: Path) -> int:
    """What `write` writes, whole or not at all: a broken file must not be taken to the printer."""
    handle, name = tempfile.mkstemp(dir=out.parent or Path(), prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            count = write(file)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return count
