"""Labels as tables and for roll printers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.tags.formats.label import SHEETS, Label, Layout
from samdrift.registers.tags.formats.label_table import COLUMNS, harmless, write_label_table
from samdrift.registers.tags.formats.zpl import escaped, write_zpl

CODE = "7K3M9QX2DAQ"
ADDRESS = "https://samdrift.example"
ROLL = Layout(SHEETS["roll-50x30"], ADDRESS, logo="Samdrift")


def table(*labels):
    out = io.BytesIO()
    assert write_label_table(labels, ROLL, out) == len(labels)
    return out.getvalue()


def zpl(*labels, **options):
    out = io.BytesIO()
    assert write_zpl(labels, ROLL, out, **options) == len(labels)
    return out.getvalue().decode()


def test_the_table_has_what_a_label_shows():
    raw = table(Label(CODE, "da", "Mødelokale; 3", 'Station "Nord"'))
    assert raw.startswith(b"\xef\xbb\xbfcode;")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert rows[1] == [
        CODE, "7K3M9-QX2DA-Q", f"HTTPS://SAMDRIFT.EXAMPLE/Q/{CODE}", "Mødelokale; 3", 'Station "Nord"',
        "Scan for at melde", "da", "Samdrift",
    ]  # fmt: skip


def test_a_secured_place_is_in_no_table_and_on_no_roll():
    label = Label(CODE, "da", "Arresten", "Station City", secured=True)
    assert "Arresten" not in table(label).decode()
    assert "City" not in table(label).decode()
    assert "Arresten" not in zpl(label)
    assert "City" not in zpl(label)


@pytest.mark.parametrize("name", ["=1+1", "+45", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_a_name_cannot_be_a_formula(name):
    assert harmless(name) == "'" + name
    assert f"'{name.strip()}".encode() in table(Label(CODE, "en", name)) or name[0].isspace()


@given(st.text())
def test_no_cell_begins_like_a_formula(name):
    assert not harmless(name).lstrip().startswith(("=", "+", "-", "@"))


def test_the_callers_file_stays_open_even_when_a_label_is_wrong():
    out = io.BytesIO()
    with pytest.raises(ValueError):
        write_label_table((Label(code, "en") for code in (CODE, "wrong")), ROLL, out)
    assert not out.closed


def test_a_roll_printer_gets_size_symbol_and_words():
    printed = zpl(Label(CODE, "sv", "Växel 3", "Älvsjö"))
    assert printed.startswith("^XA^CI28\n^PW400^LL240^LH0,0\n")
    assert f"^FDMA,HTTPS://SAMDRIFT.EXAMPLE/Q/{CODE}^FS" in printed
    assert "^FD7K3M9-QX2DA-Q^FS" in printed
    assert "^FDVäxel 3^FS" in printed
    assert "^FDSkanna för att anmäla^FS" in printed
    assert printed.endswith("^XZ\n")
    assert "^PW600^LL360" in zpl(Label(CODE, "sv"), dpi=300)


def test_the_printers_symbol_stays_within_its_quiet_zone():
    for dpi, dots in ((203, 8), (300, 12), (600, 24)):
        head = next(line for line in zpl(Label(CODE, "en"), dpi=dpi).splitlines() if "^BQN" in line)
        x, y = (int(number) for number in head[3 : head.index("^BQN")].split(","))
        module = int(head[head.index("^BQN,2,") + 7 : head.index("^FH")])
        assert min(x, y) >= 4 * module
        assert y + (25 + 4) * module + 10 <= 30 * dots


@given(st.text())
def test_a_name_cannot_be_a_printers_command(name):
    assert not set(escaped(name)) & set("^~\\\n\r")


def test_what_is_no_roll_or_no_printer_is_refused():
    with pytest.raises(ValueError, match="choose a roll"):
        write_zpl([], Layout(SHEETS["a4-3x8"], ADDRESS), io.BytesIO())
    with pytest.raises(ValueError, match="203, 300, 600"):
        write_zpl([], ROLL, io.BytesIO(), dpi=96)
