"""Which rooms of a table take over from which: its column “replaces” names the rooms a room was made from."""

import re
from collections.abc import Sequence

from samdrift.foundation.scope import Scope
from samdrift.registers.estate.formats.collecting import Findings
from samdrift.registers.estate.formats.tables import TableRow
from samdrift.registers.estate.models import Space, SpaceLineage
from samdrift.registers.estate.queries.places import STANDING

BETWEEN = re.compile(r"[,+;/|]")
Rooms = tuple[list[Space], list[Space]]


class Succession:
    """The rooms that are told to take over, gathered into joinings and divisions.

    What an earlier table told is no news: a room that took over from another once does not do so again.
    """

    def __init__(self, scope: Scope, findings: Findings, rows: Sequence[tuple[TableRow, Space]]) -> None:
        self._findings = findings
        self._rows = [(row, space, _numbers(row)) for row, space in rows if "replaces" in row.values]
        sites = {space.site_id for _row, space, _named in self._rows}
        known = Space.objects.within(scope).filter(site__in=sites, state__in=STANDING).order_by("pk") if sites else ()
        in_table = {(space.site_id, space.number.casefold()): space for _row, space in rows}
        # A room that the table itself keeps is the very row the table changes.
        self._standing = {(space.site_id, space.number.casefold()): space for space in known} | in_table
        pairs = SpaceLineage.objects.within(scope).filter(site__in=sites).select_related("predecessor") if sites else ()
        self._told = {(one.successor_id, one.predecessor.number.casefold()) for one in pairs}
        self._heirs: dict[int, Rooms] = {}
        self._names: dict[int, str] = {}
        for row, space, named in self._rows:
            self._gather(row, space, named)
        for before, after in self._heirs.values():
            kept = [room for room in before if (room.site_id, room.number.casefold()) in in_table]
            after[:] = [*(room for room in kept if room not in after), *after]

    def _gather(self, row: TableRow, space: Space, named: Sequence[str]) -> None:
        found = []
        for number in named:
            if (space.pk, number.casefold()) in self._told or number.casefold() == space.number.casefold():
                continue  # told earlier, or the room itself, which stays
            before = self._standing.get((space.site_id, number.casefold()))
            if before is None or before.pk is None:
                self._findings.add("warning", "row_unknown_predecessor", row=row.number, value=number)
            else:
                found.append(before)
        if found:
            stays = [space] if space.pk and space.number.casefold() in map(str.casefold, named) else []
            self._names[id(space)] = ", ".join(room.number for room in (*stays, *found))
            self._join((*stays, *found), space)

    def _join(self, found: Sequence[Space], space: Space) -> None:
        """One group for all rooms that share a room before."""
        group = next((self._heirs[room.pk] for room in found if room.pk in self._heirs), ([], []))
        for room in found:
            if room not in group[0]:
                group[0].append(room)
            self._heirs[room.pk] = group
        group[1].append(space)

    def told_of(self, space: Space) -> str:
        """The numbers of the rooms a room newly takes over from."""
        return self._names.get(id(space), "")

    def groups(self) -> list[Rooms]:
        """The rooms as they were and as they are afterwards."""
        seen: dict[int, Rooms] = {id(group): group for group in self._heirs.values()}
        return list(seen.values())


def _numbers(row: TableRow) -> list[str]:
    return [part.strip()[:60] for part in BETWEEN.split(str(row.values["replaces"])) if part.strip()]
