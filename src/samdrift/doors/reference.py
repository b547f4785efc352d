"""Writes the reference of event kinds and permissions from what the rooms announce.

`.venv/bin/python -m samdrift.doors.reference` (with `src` on the path) renews both pages; a test says when that is due.
"""

from collections.abc import Iterable
from pathlib import Path

from samdrift.doors.cli.django_ready import start_django

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"


def pages() -> dict[str, str]:
    """The text of each page by its file's name."""
    return {"events.md": events_page(), "permissions.md": permissions_page()}


def events_page() -> str:
    """Every kind of event with what it means and holds."""
    from samdrift.foundation.events.base import field_names, kinds

    rows = [
        (f"`{kind}`", first_sentence(event.__doc__), ", ".join(f"`{name}`" for name in field_names(event)))
        for kind, event in sorted(kinds.items())
        if event.__module__.startswith("samdrift.") and ".tests." not in event.__module__
    ]
    return page(
        "Events",
        "What rooms announce, and other rooms and systems may follow. Kinds never change; fields are only added. "
        "How the book works stands in [foundation](../rooms/foundation.md).",
        ("kind", "means", "fields"),
        rows,
    )


def permissions_page() -> str:
    """Every permission with the roles that have it and how far each reaches."""
    from samdrift.registers.parties.public import all_permissions

    rows = []
    for code, permission in sorted(all_permissions().items()):
        reaches: dict[str, list[str]] = {}
        for role, reach in permission.roles.items():
            reaches.setdefault(reach, []).append(role)
        roles = "; ".join(f"{reach}: {', '.join(sorted(names))}" for reach, names in sorted(reaches.items()))
        rows.append((f"`{code}`", str(permission.meaning), roles))
    return page(
        "Permissions",
        "What a role may do, and how far: all rows of its assignment, its own, or those assigned to it.",
        ("permission", "means", "roles"),
        rows,
    )


def first_sentence(text: str | None) -> str:
    """The first line of a docstring, unless Python made it up."""
    line = (text or "").strip().splitlines()[0] if (text or "").strip() else ""
    return "" if "(" in line.split(" ")[0] else line


def page(title: str, about: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A page of one table."""
    heads = list(columns)
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
    return f"# {title}\n\n{about}\n\nWritten by `samdrift.doors.reference` from the code.\n\n" + "\n".join(lines) + "\n"


def main() -> None:
    """Write the pages."""
    start_django()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
