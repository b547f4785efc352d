"""Real handover workbooks, hostile ones, and our own export read back."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from samdrift.registers.estate.formats.cobie import read_cobie, write_cobie
from samdrift.registers.estate.formats.cobie.sheets import COLUMNS
from samdrift.registers.estate.formats.diff import difference, items
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.model import BimSpace, BimStorey, BuildingModel, Limits, RefusedFile
from samdrift.registers.estate.tests.formats.shared import facts, shared

FACTS = facts("cobie")
BOOKS = sorted(FACTS) or [pytest.param("", marks=pytest.mark.skip(reason="no data beside"))]
HANDOVER = "2012-03-23-Duplex-Handover.xlsx"
NOON = datetime(2025, 3, 3, 12, 0)  # noqa: DTZ001  (COBie moments carry no zone)


def workbook(path, sheets):
    """A workbook with the given rows by sheet; the first row names the columns."""
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return path


@pytest.mark.shared
@pytest.mark.parametrize("name", BOOKS)
def test_rows_and_references_agree_with_another_count(name):
    book = read_cobie(shared("cobie", name))
    fact = FACTS[name]
    assert book.sheets == {sheet: found["rows"] for sheet, found in fact.items() if sheet != "_integrity"}
    assert book.dangling == sum(fact["_integrity"].values())


@pytest.mark.shared
def test_zone_rows_are_members_not_zones():
    book = read_cobie(shared("cobie", HANDOVER))
    assert book.sheets["Zone"] == 20
    assert sorted(len(zone.space_keys) for zone in book.model.zones) == [10, 10]
    assert len(book.model.systems) == 10


@pytest.mark.shared
def test_the_workbook_and_the_model_of_one_handover_are_the_same_building():
    book = read_cobie(shared("cobie", HANDOVER)).model
    model = read_ifc(shared("bim", "2012-03-23-Duplex-Handover.ifc"))
    assert {space.name: space.area_m2 for space in book.spaces} == {space.name: space.area_m2 for space in model.spaces}
    changes = difference(items(model), items(book))
    assert {item.kind for item in (*changes.added, *changes.removed)} <= {"system"}
    assert not any(change.area_change_m2 for change in changes.changed)


@pytest.mark.shared
def test_warranty_serial_and_jobs_are_read():
    book = read_cobie(shared("cobie", HANDOVER))
    bath = next(asset for asset in book.model.assets if asset.name == "Bath/Shower-1")
    assert (bath.serial, bath.installed_on, bath.tag) == ("VACA689", date(2010, 4, 18), "")
    yearly = [job for job in book.jobs if job.rrule == "FREQ=YEARLY;INTERVAL=1"]
    assert len(book.jobs) == 94
    assert yearly
    assert all(job.type_key for job in book.jobs)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", BOOKS)
def test_an_exported_workbook_reads_back_to_the_same_facts(name, tmp_path):
    book = read_cobie(shared("cobie", name))
    contact = book.rows["Contact"][0]["email"] if book.sheets["Contact"] else "nobody@example.org"
    path = tmp_path / "export.xlsx"
    path.write_bytes(write_cobie(book.model, created_by=contact, created_on=NOON, carried=book.rows))
    again = read_cobie(path)
    extra = 0 if book.sheets["Contact"] else 1
    assert again.sheets == {**book.sheets, "Contact": book.sheets["Contact"] + extra}
    assert again.dangling == book.dangling
    assert again.model.area_m2 == book.model.area_m2
    assert difference(items(book.model), items(again.model)).is_empty


def test_a_formula_in_a_name_is_exported_as_text(tmp_path):
    model = BuildingModel(
        schema="IFC4",
        source_hash="",
        storeys=(BimStorey(key="S", name='=HYPERLINK("http://evil.example","x")'),),
        spaces=(BimSpace(key="R", name="@SUM(1+1)", storey_key="S", area_m2=Decimal("1.5")),),
    )
    raw = write_cobie(model, created_by="asta@example.org", created_on=NOON)
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheets = b"".join(packed.read(name) for name in packed.namelist() if "worksheets/sheet" in name)
        assert b"<f>" not in sheets
        assert not [name for name in packed.namelist() if "hyperlink" in name]
    path = tmp_path / "export.xlsx"
    path.write_bytes(raw)
    assert read_cobie(path).model.spaces[0].name == "@SUM(1+1)"


def test_a_room_on_an_unknown_floor_is_read_and_told(tmp_path):
    path = workbook(
        tmp_path / "book.xlsx",
        {"Floor": [["Name"], ["1"]], "Space": [["Name", "FloorName"], ["A1", "1"], ["A2", "2"], ["", "1"]]},
    )
    book = read_cobie(path)
    assert book.dangling == 1
    assert [space.storey_key for space in book.model.spaces] == ["Floor:1", ""]
    sentences = [finding.sentence for finding in book.model.findings]
    assert "Sheet “Space”, row 3: “2” in column FloorName is not found in sheet “Floor”." in sentences
    assert "Sheet “Space”, row 4: the row has no name and was left out." in sentences


def test_names_are_compared_without_regard_to_case_and_columns_found_by_header(tmp_path):
    path = workbook(
        tmp_path / "book.xlsx",
        {"floor": [["", "Name"], ["", "Stue"]], "SPACE": [["NetArea", "", "FloorName", "Name"], [12.5, "", "STUE", 7]]},
    )
    space = read_cobie(path).model.spaces[0]
    assert (space.name, space.storey_key, space.area_m2) == ("7", "Floor:Stue", Decimal("12.500"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"Name;Floor\n", "not_workbook"),
        (b"PK\x03\x04 not really", "workbook_broken"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, code):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        read_cobie(path)
    assert refused.value.code == code


def test_a_workbook_of_something_else_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="none of the COBie sheets"):
        read_cobie(workbook(tmp_path / "book.xlsx", {"Budget": [["Amount"], [1]]}))


def changed(tmp_path, change):
    """A good workbook whose parts went through `change(name, bytes)`."""
    path = workbook(tmp_path / "book.xlsx", {"Floor": [["Name"], ["1"]], "Space": [["Name"], ["A"]]})
    other = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            target.writestr(entry, change(entry, source.read(entry)))
    return other


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    path = changed(tmp_path, lambda name, raw: raw + b" " * 9_000_000 if name.endswith("sheet1.xml") else raw)
    assert path.stat().st_size < 100_000
    with pytest.raises(RefusedFile) as refused:
        read_cobie(path, Limits(unpacked_bytes=5_000_000))
    assert refused.value.code == "unpacks_too_large"


def test_external_entities_are_refused(tmp_path):
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    path = changed(tmp_path, lambda name, raw: evil + raw.partition(b"?>")[2] if "sharedStrings" in name else raw)
    with pytest.raises(RefusedFile) as refused:
        read_cobie(path)
    assert refused.value.code == "workbook_dtd"


def test_one_far_cell_does_not_ask_for_terabytes(tmp_path):
    path = changed(tmp_path, lambda name, raw: raw.replace(b'r="A2"', b'r="XFD1048576"'))
    with pytest.raises(RefusedFile) as refused:
        read_cobie(path)
    assert refused.value.code in {"too_many_rows", "too_many_columns"}


def test_every_sheet_begins_with_its_key():
    assert {columns[0] for columns in COLUMNS.values()} == {"Name", "Email"}


@pytest.mark.shared
def test_damaged_workbooks_are_read_or_refused_and_nothing_else(tmp_path):
    from random import Random

    random, raw = Random(7), shared("cobie", "BlankColumns.xlsx").read_bytes()
    path = tmp_path / "damaged.xlsx"
    for _ in range(60):
        damaged = bytearray(raw)
        for _ in range(random.choice((1, 20, 400))):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        path.write_bytes(damaged[: random.randrange(len(raw)) if random.random() < 0.3 else None])
        try:
            read_cobie(path)
        except RefusedFile as refused:
            assert refused.sentence  # noqa: PT017


def test_a_sheet_of_unfinished_cells_is_looked_through_quickly(tmp_path):
    from time import process_time

    path = changed(tmp_path, lambda name, raw: raw + b"<c " * 1_000_000 if name.endswith("sheet1.xml") else raw)
    start = process_time()
    with pytest.raises(RefusedFile):
        read_cobie(path)
    assert process_time() - start < 20  # it took hours when a tag was looked for past the next one
