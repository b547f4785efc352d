"""Tables of people and units, as they come out of a directory or a spreadsheet, read into plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

LANGUAGES = ("en", "da", "sv")
PEOPLE_COLUMNS = (
    "email", "given_name", "family_name", "organisation", "unit", "title", "language", "work_phone", "external_id",
    "roles", "starts_on",
)  # fmt: skip
UNIT_COLUMNS = ("code", "parent", "organisation", "name_en", "name_da", "name_sv", "kind", "cost_centre")
Row = TypeVar("Row")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a table of people."""

    line: int
    email: str
    given_name: str
    family_name: str
    organisation: str
    unit: str = ""
    title: str = ""
    language: str = "en"
    work_phone: str = ""
    external_id: str = ""
    roles: tuple[str, ...] = ()
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a table of units; `parent` is a code, "" on top."""

    line: int
    code: str
    parent: str
    organisation: str
    name: Mapping[str, str]
    kind: str = "unit"
    cost_centre: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: a code the reader's language has a sentence for."""

    line: int
    column: str
    code: str  # missing, email, language, twice, day, unknown
    given: str = ""


@dataclass(slots=True)
class Table(Generic[Row]):
    """The rows that could be read, and what is wrong with the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_people(lines: Iterable[Mapping[str, object]]) -> Table[PersonRow]:
    """People from lines of a table, one a line, an e-mail once; unknown columns are passed over."""
    table: Table[PersonRow] = Table()
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):  # line 1 holds the names of the columns
        cell = {name: _text(line.get(name)) for name in PEOPLE_COLUMNS}
        email = cell["email"].lower()
        faults = _missing(number, cell, ("email", "given_name", "family_name", "organisation"))
        if email and not _EMAIL.fullmatch(email):
            faults.append(Fault(number, "email", "email", email))
        if email in seen:
            faults.append(Fault(number, "email", "twice", email))
        language = cell["language"].lower() or "en"
        if language not in LANGUAGES:
            faults.append(Fault(number, "language", "language", language))
        starts_on = _day(line.get("starts_on"))
        if cell["starts_on"] and starts_on is None:
            faults.append(Fault(number, "starts_on", "day", cell["starts_on"]))
        table.faults.extend(faults)
        seen.add(email)
        if not faults:
            cell |= {"email": email, "language": language}
            cell.pop("starts_on")
            roles = tuple(cell.pop("roles").upper().split())
            table.rows.append(PersonRow(number, **cell, roles=roles, starts_on=starts_on))
    return table


def read_units(lines: Iterable[Mapping[str, object]]) -> Table[UnitRow]:
    """Units from lines of a table, each code once."""
    table: Table[UnitRow] = Table()
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        cell = {name: _text(line.get(name)) for name in UNIT_COLUMNS}
        faults = _missing(number, cell, ("code", "organisation", "name_en"))
        if cell["code"] in seen:
            faults.append(Fault(number, "code", "twice", cell["code"]))
        table.faults.extend(faults)
        seen.add(cell["code"])
        if not faults:
            name = {code: cell[f"name_{code}"] or cell["name_en"] for code in LANGUAGES}
            rest = (cell["kind"] or "unit", cell["cost_centre"])
            table.rows.append(UnitRow(number, cell["code"], cell["parent"], cell["organisation"], name, *rest))
    return table


def _missing(number: int, cell: Mapping[str, str], columns: Sequence[str]) -> list[Fault]:
    return [Fault(number, column, "missing") for column in columns if not cell[column]]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()[:250]


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        return None
