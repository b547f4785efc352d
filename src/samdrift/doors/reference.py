"""The reference of permissions, roles and events, written from the code: `python -m samdrift.doors.reference`."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from django.utils.translation import override

FOLDER = Path("docs/reference")
SIDES = {"C": "customer", "P": "provider", "X": "outside", "T": "technical"}
HOW = "This page is written by `python -m samdrift.doors.reference`; a test compares it with the code.\n"


def pages() -> dict[str, str]:
    """Every page of the reference that is written from the code, by file name."""
    with override("en"):
        return {"permissions.md": _permissions(), "events.md": _events()}


def _permissions() -> str:
    from samdrift.registers.parties.public import DUAL_CONTROL, ROLES, all_permissions, role_name

    lines = [
        "# Roles and permissions\n",
        HOW,
        "A role says what somebody may do; its reach says where: the whole community, a unit with all below it,",
        "sites, a contract, a service line or a case. (own): only what belongs to the person; (assigned): only what",
        "is given to the person or a team of theirs. What no role carries, nobody may. In the product: *People →",
        "Who may do what*.\n",
        "## Roles\n",
        "| code | role | side | granted by |",
        "|---|---|---|---|",
    ]
    for code, side in ROLES.items():
        two = "two people" if code in DUAL_CONTROL else "one person"
        lines.append(f"| `{code}` | {role_name(code)} | {SIDES[side]} | {two} |")
    rooms: dict[str, list[Any]] = {}
    for code, permission in sorted(all_permissions().items()):
        rooms.setdefault(code.split(".")[0], []).append(permission)
    for room, permissions in rooms.items():
        lines += [f"\n## {room}\n", "| permission | lets somebody | roles |", "|---|---|---|"]
        for permission in permissions:
            reaches: dict[str, list[str]] = {}
            for role, reach in permission.roles.items():
                reaches.setdefault(reach, []).append(role)
            told = "; ".join(
                f"{', '.join(sorted(roles))}{'' if reach == 'all' else f' ({reach})'}"
                for reach, roles in sorted(reaches.items())
            )
            lines.append(f"| `{permission.code}` | {permission.meaning} | {told} |")
    return "\n".join(lines) + "\n"


def _events() -> str:
    from samdrift.foundation.events.public import kinds

    lines = [
        "# Events\n",
        HOW,
        "The open book holds these kinds, for ever: ids, codes, numbers and moments; never names or texts.\n",
        "| kind | tells | carries |",
        "|---|---|---|",
    ]
    for kind, event in sorted(kinds.items()):
        if event.__module__.startswith("samdrift.") and ".tests." not in event.__module__:
            meaning = (event.__doc__ or "").strip().splitlines()[0]
            carried = ", ".join(f"`{field.name}`" for field in fields(event))  # type: ignore[arg-type]
            lines.append(f"| `{kind}` | {meaning} | {carried} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pages; 0 when done."""
    from samdrift.doors.cli.django_ready import start_django

    start_django()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{FOLDER / name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
