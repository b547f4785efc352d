"""Rows as a bundle states them, held against rows that were worked out."""

from collections.abc import Iterable, Iterator, Sequence

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.bundles.telling import Row

Cells = list[str]
LAST = chr(0x10FFFF)
MOST_ABOUT_ONE = 10_000
"""How many rows of a table are about one piece of work at most: they are held in memory together."""
MOST_LOST = 200_000
"""How many rows of a table are named one by one that are about nothing any event tells of."""
_UNSAID = {
    name: tuple(place for place, column in enumerate(columns) if (name, column) in form.NAMES_ONLY)
    for name, columns in form.COLUMNS.items()
}
"""Where in a row of each table nothing can be worked out."""


def unlike_cells(name: str, stated: Sequence[Cells], expected: Sequence[Row]) -> Iterable[Difference]:
    """Where rows differ; whole rows are compared first, which is all there is to do with nearly every one."""
    if len(stated) == len(expected):
        for cells, row in zip(stated, expected, strict=True):
            found = list(row.values())
            if cells != found and not _same(name, cells, row):
                break
        else:
            return ()
    return list(unlike(name, [dict(zip(form.COLUMNS[name], cells, strict=True)) for cells in stated], expected))


def _same(name: str, cells: Cells, row: Row) -> bool:
    """Whether a row differs in names alone."""
    columns, unsaid = form.COLUMNS[name], _UNSAID[name]
    return all(place in unsaid or row.get(columns[place]) == cell for place, cell in enumerate(cells))


def unlike(name: str, stated: Sequence[Row], expected: Sequence[Row]) -> Iterator[Difference]:
    """Where rows differ, each known by its first columns."""
    if stated == expected:
        return
    here = {named(name, row): row for row in stated}
    if len(here) != len(stated):
        yield Difference(name, named(name, stated[0]), "", "rows that stand twice", "each once")
    there = {named(name, row): row for row in expected}
    for row in sorted(here.keys() - there.keys()):
        yield Difference(name, row, "", "this row", "")
    for row in sorted(there.keys() - here.keys()):
        yield Difference(name, row, "", "", "a row that is missing")
    for row in sorted(here.keys() & there.keys()):
        for column, found in there[row].items():
            if here[row][column] != found and (name, column) not in form.NAMES_ONLY:
                yield Difference(name, row, column, here[row][column], found)


def named(name: str, row: Row) -> str:
    """What tells a row from the others."""
    return " ".join(row[column] for column in form.COLUMNS[name][: form.KEYS[name]])


class Rows:
    """The rows of a table in the order of what they are about, read as far as they are asked for.

    They are given as they stand in the file: what is right can be told from that, and cells are read where it is not.
    """

    def __init__(self, bundle: Bundle, name: str) -> None:
        self.name = name
        self._bundle, self._blocks = bundle, bundle.blocks_of(name)
        self._lines, self._at = list[str](), -1
        self._next, self._lost = "", 0
        self.about = ""
        """What the row that comes next is about; LAST after all of them."""
        self._step()

    def _row(self) -> str | None:
        """The row that follows; None after the last."""
        self._at += 1
        while self._at >= len(self._lines):
            block = next(self._blocks, None)
            if block is None:
                return None
            self._lines, self._at = block, 0
        return self._lines[self._at]

    def _step(self) -> None:
        self._to(self._row())

    def _to(self, row: str | None) -> None:
        """Look at the row that comes next."""
        about = LAST if row is None else self.cells(row)[0] if row[:1] == '"' else row.partition(",")[0]
        if about < self.about or about == "":
            raise NotABundle(f"{self.name}: the row {(row or '')[:80]!r} is not in its place")
        self._next, self.about = row or "", about

    def cells(self, row: str) -> Cells:
        """The cells of a row.

        Raises:
            NotABundle: They are not as many as the columns.
        """
        return self._bundle.cells(self.name, row)

    def named(self) -> str:
        """The row that comes next, which is about nothing any event tells of.

        Raises:
            NotABundle: There are too many of those.
        """
        self._lost += 1
        if self._lost > MOST_LOST:
            raise NotABundle(f"{self.name}: more than {MOST_LOST} rows are about work no event tells of")
        return " ".join(self.cells(self._next)[: form.KEYS[self.name]])

    def before(self, subject: str) -> Iterator[str]:
        """The names of rows about something no event tells of, up to a subject."""
        while self._next and self.about < subject:
            yield self.named()
            self._step()

    def of(self, subject: str) -> list[str]:
        """The rows about a subject, as they stand in the file; there must be some."""
        lines, first, begins = self._lines, self._at, f"{subject},"
        at, many = first + 1, len(lines)
        while at < many and lines[at].startswith(begins):
            at += 1
        found, self._at = lines[first:at], at - 1
        row = self._row()
        while row is not None and (row.startswith(begins) or (row[:1] == '"' and self.cells(row)[0] == subject)):
            found.append(row)
            self._require_few(found, subject)
            row = self._row()
        self._require_few(found, subject)
        self._to(row)
        return found

    def _require_few(self, found: Sequence[str], subject: str) -> None:
        if len(found) > MOST_ABOUT_ONE:
            raise NotABundle(f"{self.name}: more than {MOST_ABOUT_ONE} rows are about {subject[:80]!r}")

    def rest(self) -> Iterator[str]:
        """The names of what is left."""
        while self._next:
            yield self.named()
            self._step()
