from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.estate.formats.model import Limits, RefusedFile
from samdrift.registers.estate.formats.tables import KINDS, read_table
from samdrift.registers.estate.formats.tables.cells import day, number, uses_decimal_comma
from samdrift.registers.estate.tests.formats.shared import shared


@pytest.fixture
def table(tmp_path):
    def read(kind, content, encoding="utf-8", **more):
        path = tmp_path / "table.csv"
        path.write_bytes(content.encode(encoding))
        return read_table(kind, path, **more)

    return read


@pytest.mark.parametrize(
    "content",
    [
        "site,building,number,name,area_m2,bookable\nP1,A,1.01,Cell,9.5,no\n",
        "Ejendomsnr;Bygning;Rumnr;Rumnavn;Areal;Kan bookes\nP1;A;1.01;Cell;9,5;nej\n",
        "Platskod\tByggnad\tRumsnummer\tRumsnamn\tYta (m²)\tBokningsbar\nP1\tA\t1.01\tCell\t9,5\tnej\n",
    ],
)
def test_a_table_is_read_in_three_languages(table, content):
    found = table("spaces", content)
    assert found.rows[0].values == {
        "site": "P1",
        "building": "A",
        "number": "1.01",
        "name": "Cell",
        "area_m2": Decimal("9.5"),
        "bookable": False,
    }
    assert found.ignored == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_danish_letters_survive_every_usual_encoding(table, encoding):
    found = table("sites", "kode;navn;by\n1;Ærø Å-gård;Ølby\n", encoding)
    assert found.rows[0].values["name"] == "Ærø Å-gård"
    assert found.encoding == encoding


def test_rows_that_cannot_be_used_are_told_with_their_number(table):
    found = table("people", "email,given name,family name\na@x.dk,Asta,Aa\n,Bo,Bo\nA@X.DK,Carla,Cc\n")
    assert [row.number for row in found.rows] == [2]
    assert [finding.sentence for finding in found.findings] == [
        "Row 3: “email” is empty. The row was left out.",
        "Row 4: “A@X.DK” already stands in row 2. The row was left out.",
    ]


def test_a_table_without_a_needed_column_is_refused(table):
    with pytest.raises(RefusedFile, match="lacks the column “number”"):
        table("spaces", "site,colour\n1,red\n")


def test_an_unknown_kind_is_refused(table):
    with pytest.raises(RefusedFile, match="is not a kind of table"):
        table("wishes", "a\n1\n")


def test_a_column_can_be_chosen_by_hand(table):
    found = table("sites", "x,y\n1,Huset\n", mapping={"y": "name"})
    assert found.rows[0].values == {"name": "Huset"}


def test_wrong_numbers_days_and_places_are_told_and_left_out(table):
    found = table("assets", "site;tag;installed;condition\nP;T1;31-03-2024;2\nP;T2;32-03-2024;good\n")
    assert found.rows[0].values["installed_on"] == date(2024, 3, 31)
    assert found.rows[1].values == {"site": "P", "tag": "T2"}
    assert {finding.code for finding in found.findings} == {"row_not_a_date", "row_not_a_number"}


def test_a_national_grid_is_not_taken_for_degrees(table):
    found = table("sites", "name,GeoX,GeoY,CoordinateReferenceSystem\nPark,518072,103649,OSGB36\nHal,12.5,55.6,WGS84\n")
    assert "latitude" not in found.rows[0].values
    assert found.rows[1].values["latitude"] == Decimal("55.6")


def test_a_workbook_is_a_table_too(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "table.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, ["Kode", "Navn", "Areal"])
    page.write_row(1, 0, ["1", "Huset", 12.5])
    book.close()
    found = read_table("sites", tmp_path / "table.xlsx")
    assert found.rows[0].values == {"code": "1", "name": "Huset", "area_m2": Decimal("12.5")}


@pytest.mark.parametrize("content", ["", "\0\0\0binary", "\n\n\n"])
def test_what_is_no_table_is_refused(table, content):
    with pytest.raises(RefusedFile):
        table("sites", content)


def test_too_many_rows_are_refused(table):
    with pytest.raises(RefusedFile, match="more than 3 rows"):
        table("sites", "name\n" + "a\n" * 9, limits=Limits(rows=3))


@pytest.mark.shared
def test_a_council_register_becomes_sites():
    found = read_table("sites", shared("assets", "trafford_land_and_building_assets.csv"))
    assert (len(found.rows), found.row_count) == (608, 608)
    assert sum(row.values.get("area_m2", 0) for row in found.rows) == Decimal("137070.37")
    assert sum("external_id" not in row.values for row in found.rows) == 336
    assert sum("energy_label" in row.values for row in found.rows) == 60


@pytest.mark.parametrize(
    ("said", "comma", "meant"),
    [
        ("1.234,56", True, "1234.56"),
        ("1 234,5 m²", True, "1234.5"),
        ("1,234.56", False, "1234.56"),
        ("1,234", False, "1234"),
        ("12,5", False, "12.5"),
        ("-3", False, "-3"),
    ],
)
def test_numbers_are_read_as_meant(said, comma, meant):
    assert number(said, decimal_comma=comma) == Decimal(meant)


@given(st.decimals(min_value=0, max_value=999_999, places=2))
def test_a_danish_column_keeps_its_values(value):
    danish = f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert uses_decimal_comma([danish], ";")
    assert number(danish, decimal_comma=True) == value


@given(st.text(max_size=30))
def test_no_text_upsets_the_cells(said):
    number(said, decimal_comma=True)
    number(said, decimal_comma=False)
    day(said)


@given(st.binary(max_size=400), st.sampled_from(sorted(KINDS)))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw, kind):
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_bytes(raw)
    try:
        read_table(kind, path)
    except RefusedFile as refused:
        assert refused.sentence  # noqa: PT017
