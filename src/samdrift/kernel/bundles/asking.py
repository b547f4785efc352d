"""The verifier at the terminal: which bundle, what the reader trusts, and the answer as text or JSON."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from samdrift.kernel.bundles import behind_form, form
from samdrift.kernel.bundles.checking import Report, verify
from samdrift.kernel.bundles.heads import Held
from samdrift.kernel.bundles.opening import NotABundle, parsed

SHOWN = 200
NAMES = {
    behind_form.REGULATIONS: "regulations of prices", behind_form.EXTRAS: "charges of extra work",
    behind_form.KEY_FIGURES: "key figures", behind_form.CREDITS: "credits",
    behind_form.REDUCTIONS: "reductions of fees",
    behind_form.CHANGES: "amounts of changes and closures", behind_form.SHARES: "parts of shared cost",
    behind_form.SAVINGS: "savings",
    behind_form.SETTLEMENTS: "settlements",
    form.INVOICES: "numbers, days and currencies of invoices, and what their lines refer to",
}  # fmt: skip
DESCRIPTION = """\
Recomputes everything in a bundle from its events and terms, without database or network, and names every difference.
The exit status is 0 when everything holds, 1 with differences, 2 when the file cannot be read as a bundle, and 3
without differences where the book does not tell enough of some rows to work them out again."""
DIFFERS, NO_BUNDLE, UNTOLD = 1, 2, 3


def main(arguments: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """Verify one bundle; gives the exit status."""
    options = parser().parse_args(list(arguments))
    try:
        report = verify(Path(options.bundle), kept=_kept(options.heads), key=options.key)
    except NotABundle as refused:
        if options.json:
            stdout.write(json.dumps({"error": str(refused)}) + "\n")
        else:
            stderr.write(f"samdrift: {options.bundle}: {refused}.\n")
        return NO_BUNDLE
    unheld = _unheld(report.heads, asked_heads=options.heads is not None, asked_key=options.key is not None)
    stdout.write(_as_json(report) if options.json else _as_text(report, unheld))
    return DIFFERS if report.differences else UNTOLD if report.untold or unheld else 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(prog="samdrift verify", description=DESCRIPTION)
    options.add_argument("bundle", metavar="bundle.zip")
    options.add_argument("--key", metavar="HEX", help="the public key heads must be signed with")
    options.add_argument("--heads", metavar="FILE", help="heads you kept, as the API gives them: a JSON list")
    options.add_argument("--json", action="store_true", help="the answer as JSON")
    return options


def _kept(name: str | None) -> dict[int, str]:
    """The heads of a file, by position.

    Raises:
        NotABundle: It is not a list of heads.
    """
    if name is None:
        return {}
    try:
        rows = parsed(Path(name).read_bytes(), name)
        rows = rows["items"] if isinstance(rows, dict) else rows
        heads = {int(row["position"]): str(row["head"]) for row in rows}
        if any(len(bytes.fromhex(head)) != 32 for head in heads.values()):
            raise ValueError("a head has 64 hex digits")
    except (OSError, ValueError, TypeError, KeyError) as wrong:
        raise NotABundle(f"{name} is no list of heads: {wrong}") from wrong
    return heads


def _unheld(heads: Held, *, asked_heads: bool, asked_key: bool) -> str:
    """What the reader trusts and the bundle does not show; "" where it does."""
    if asked_heads and not heads.kept:
        return "NOT PROVEN: none of the heads you kept lies on the places shown. Ask for a bundle that reaches one."
    if asked_key and not heads.heads:
        return "NOT PROVEN: no head signed with that key lies on the places shown. Ask for one."
    return ""


def _as_json(report: Report) -> str:
    heads = report.heads
    content = asdict(report) | {"keys": sorted(report.keys), "heads": heads.heads, "after_heads": heads.loose}
    content["more_differences"] = report.differences.more
    return json.dumps(content, ensure_ascii=False) + "\n"


def _as_text(report: Report, unheld: str) -> str:
    heads = report.heads
    worked = f"{report.requests} requests, {report.promises} promises and {report.events} events worked out again"
    places = f"{report.places} places of the book follow one another"
    lines = [f"Contract {report.contract}, {report.period}: {worked}; {places}."]
    if report.fees:
        owed = f"{report.fees_minor // 100}.{report.fees_minor % 100:02}"
        lines.append(f"{report.fees} lines of fees worked out again from prices and volumes: {owed} together.")
    if report.invoices:
        lines.append(f"{report.invoices} invoices with {report.lines} lines worked out again.")
    behind = ", ".join(f"{many} {NAMES[name]}" for name, many in report.worked.items() if many)
    if behind:
        lines.append(f"Behind lines that are no volumes, worked out again: {behind}.")
    if report.untold:
        older = ", ".join(f"{many} {NAMES.get(name, name)}" for name, many in sorted(report.untold.items()))
        lines.append(f"NOT PROVEN: the events of this bundle do not tell enough to work out again: {older}.")
        lines.append("They were written before the book told it, or events that tell it were left out: ask for those.")
    lines += [f"Heads are signed with the key {key}." for key in sorted(report.keys)]
    if not report.keys:
        lines.append("No signed head lies in it: ask the other party for one, or hold it against heads you kept.")
    if heads.heads and heads.loose:
        lines.append(f"{heads.loose} places follow the last head that was signed or kept: nobody has vouched for them.")
    if unheld:
        lines.append(unheld)
    lines += [str(one) for one in report.differences[:SHOWN]]
    many = report.differences.many
    if many > SHOWN:
        lines.append(f"… and {many - SHOWN} more.")
    unproven = ", and not everything is proven" if report.untold or unheld else ""
    lines.append(f"{many} difference{'' if many == 1 else 's'}{unproven}.")
    return "\n".join(lines) + "\n"
