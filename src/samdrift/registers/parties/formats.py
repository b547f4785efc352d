"""Tables of people and units, as they come out of a directory or a spreadsheet, read into plain values.

An empty cell says nothing: what is known of a person or unit already stays as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

LANGUAGES = ("en", "da", "sv")
PEOPLE_COLUMNS = (
    "email", "given_name", "family_name", "organisation", "unit", "title", "language", "work_phone", "external_id",
    "roles", "starts_on", "ends_on",
)  # fmt: skip
UNIT_COLUMNS = (
    "code", "parent", "organisation", "name_en", "name_da", "name_sv", "kind", "cost_centre", "starts_on", "ends_on",
)  # fmt: skip
Row = TypeVar("Row")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
CODE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a table of people; without an organisation it is the unit's."""

    line: int
    email: str
    given_name: str
    family_name: str
    organisation: str = ""
    unit: str = ""
    title: str = ""
    language: str = ""
    work_phone: str = ""
    external_id: str = ""
    roles: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a table of units; `parent` is a code. `name` has "en", and other languages where they are given."""

    line: int
    code: str
    parent: str
    organisation: str
    name: Mapping[str, str]
    kind: str = ""
    cost_centre: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: a code the reader's language has a sentence for."""

    line: int
    column: str
    code: str  # missing, email, language, twice, day, long, and those of the plans
    given: str = ""


@dataclass(slots=True)
class Table(Generic[Row]):
    """The rows that could be read, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_people(lines: Iterable[Mapping[str, object]]) -> Table[PersonRow]:
    """People from lines of a table, one a line, an e-mail once; unknown columns are passed over.

    Args:
        lines: Cells by column; `line` says which line of the file it is, counted from 2 where it does not.
    """
    table: Table[PersonRow] = Table()
    seen: set[str] = set()
    for number, line in _numbered(lines):
        cell = {name: _text(line.get(name)) for name in PEOPLE_COLUMNS}
        email = cell["email"].lower()
        faults = _missing(number, cell, ("email", "given_name", "family_name"))
        if email and not (_EMAIL.fullmatch(email) and len(email) <= 254):
            faults.append(Fault(number, "email", "email", email))
        if email in seen:
            faults.append(Fault(number, "email", "twice", email))
        language = cell["language"].lower()
        if language and language not in LANGUAGES:
            faults.append(Fault(number, "language", "language", language))
        days, wrong = _days(number, line, cell)
        faults += wrong
        table.faults.extend(faults)
        seen.add(email)
        if not faults:
            table.rows.append(_person(number, {**cell, "email": email, "language": language}, days))
    return table


def _person(number: int, cell: dict[str, str], days: dict[str, date | None]) -> PersonRow:
    return PersonRow(
        line=number, email=cell["email"], given_name=cell["given_name"][:80], family_name=cell["family_name"][:80],
        organisation=cell["organisation"], unit=cell["unit"], title=cell["title"][:120], language=cell["language"],
        work_phone=cell["work_phone"][:32], external_id=cell["external_id"][:120],
        roles=tuple(cell["roles"].upper().replace(",", " ").split()), **days,
    )  # fmt: skip


def read_units(lines: Iterable[Mapping[str, object]]) -> Table[UnitRow]:
    """Units from lines of a table, each code once; `lines` as in `read_people`."""
    table: Table[UnitRow] = Table()
    seen: set[str] = set()
    for number, line in _numbered(lines):
        cell = {name: _text(line.get(name)) for name in UNIT_COLUMNS}
        faults = _missing(number, cell, ("code", "name_en"))
        if cell["code"] in seen:
            faults.append(Fault(number, "code", "twice", cell["code"]))
        if len(cell["code"]) > CODE_LENGTH:
            faults.append(Fault(number, "code", "long", cell["code"]))
        days, wrong = _days(number, line, cell)
        faults += wrong
        table.faults.extend(faults)
        seen.add(cell["code"])
        if not faults:
            name = {code: cell[f"name_{code}"][:160] for code in LANGUAGES if cell[f"name_{code}"]}
            rest = (cell["kind"][:24], cell["cost_centre"][:32])
            named = (number, cell["code"], cell["parent"], cell["organisation"], name)
            row = UnitRow(*named, *rest, starts_on=days["starts_on"], ends_on=days["ends_on"])
            table.rows.append(row)
    return table


def _numbered(lines: Iterable[Mapping[str, object]]) -> Iterable[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(lines, start=2):  # line 1 holds the names of the columns
        told = line.get("line")
        yield (told if isinstance(told, int) else number), line


def _missing(number: int, cell: Mapping[str, str], columns: Sequence[str]) -> list[Fault]:
    return [Fault(number, column, "missing") for column in columns if not cell[column]]


def _days(
    number: int, line: Mapping[str, object], cell: Mapping[str, str]
) -> tuple[dict[str, date | None], list[Fault]]:
    days = {name: _day(line.get(name)) for name in ("starts_on", "ends_on")}
    return days, [Fault(number, name, "day", cell[name]) for name, day in days.items() if cell[name] and day is None]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()[:250]


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None
