"""Writes the reference of event kinds and permissions from what the rooms announce.

`.venv/bin/python -m samdrift.doors.reference` (with `src` on the path) renews both pages; a test says when that is due.
"""

from collections.abc import Iterable
from pathlib import Path

from samdrift.doors.cli.django_ready import start_django

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"


def pages() -> dict[str, str]:
    """The text of each page by its file's name."""
    return {"events.md": events_page(), "permissions.md": permissions_page(), "analytics.md": analytics_page()}


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


SNAPSHOT = """# Analytics

The lists that may be asked, and the tables of the read-only snapshot that `./samdrift analytics FOLDER|FILE.duckdb
--reader E-MAIL` writes, each night where `SAMDRIFT_ANALYTICS` is set. How to use it: [ask your own
question](../how-to/ask-your-own-question.md).

**In whose name.** The snapshot holds what its reader may take along and nothing else; the gate is the same as on
every page. Make a person for it (such as `analytics@…`), employed by the party whose analysts read it, with the role
AUD or CTR-C (CTR-P for the provider) on the contracts to be analysed. One party's snapshot never holds the other's
own rows.

**What stays out.** Rows of the classes D5 to D9, columns that name people, budgets (one party's own), payloads of
events, what callers said.

**Types.** Moments are `TIMESTAMP` in UTC, days `DATE`, amounts `BIGINT` in whole minor units (columns ending in
`_minor`), numbers `DOUBLE`. A thing has two columns: its code and its name in English. States and kinds are codes. In
a DuckDB file the table `snapshot` says when and for whom it was made.

Written by `samdrift.doors.reference` from the code.
"""


def analytics_page() -> str:
    """Every list with the columns of its table."""
    from samdrift.doors.ask.snapshot import columns_that_leave, table_of
    from samdrift.foundation.datasets.public import datasets, machine_columns

    parts = [SNAPSHOT]
    for dataset in sorted(datasets.values(), key=lambda one: one.code):
        told = f"Needs `{dataset.permission}`." + ("" if dataset.leaves else " Asked on its page only, in no snapshot.")
        rows = [
            f"| `{table_of(dataset)}.{name}` | {kind} | {column.name} | {column.meaning or ''} | "
            f"{', '.join(f'`{code}`' for code in column.words or ())} |"
            for column in columns_that_leave(dataset)
            for name, kind in machine_columns(column)
        ]
        head = "| column | type | name | means | codes |\n|---|---|---|---|---|"
        parts.append(f"\n## {dataset.name}\n\n{dataset.meaning} {told}\n\n{head}\n" + "\n".join(rows) + "\n")
    return "".join(parts)


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
