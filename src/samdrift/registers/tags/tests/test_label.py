"""What a label shows, and that it fits its paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.tags.formats.fonts import ELLIPSIS, fitted, literal, printable, width_pt
from samdrift.registers.tags.formats.label import (
    POINTS_A_MM,
    PROMPTS,
    SHEETS,
    SMALLEST_MODULE_MM,
    Label,
    Layout,
    Sheet,
    arrange,
    roll,
)

CODE = "7K3M9QX2DAQ"


def test_a_label_of_a_secured_place_names_no_place():
    label = Label(CODE, "da", "Arresten, celle 4", "Station City", secured=True)
    assert (label.shown_title, label.shown_site) == ("", "")
    assert label.prompt == "Scan for at melde"
    assert label.readable == "7K3M9-QX2DA-Q"


def test_a_label_speaks_the_language_of_its_site():
    assert [Label(CODE, language).prompt for language in ("en", "da", "sv")] == list(PROMPTS.values())
    with pytest.raises(ValueError, match="'fi'"):
        Label(CODE, "fi")


@pytest.mark.parametrize("code", ["7K3M9QX2DAT", "7k3m9qx2das", "7K3M9-QX2DA-Q", ""])
def test_only_a_whole_code_gets_on_a_label(code):
    with pytest.raises(ValueError, match="not a tag's code"):
        Label(code, "en")


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("modules", [25, 29])
def test_on_every_paper_the_quiet_zone_is_free_and_everything_is_on_the_label(name, modules):
    sheet = SHEETS[name]
    at = arrange(sheet, modules)
    quiet = 4 * at.module_mm
    right, bottom = at.symbol_x_mm + modules * at.module_mm + quiet, at.symbol_y_mm + modules * at.module_mm + quiet
    assert at.module_mm >= SMALLEST_MODULE_MM
    assert at.symbol_x_mm >= quiet
    assert at.symbol_y_mm >= quiet
    assert right <= sheet.label_width_mm
    for line in (at.code, *at.lines):
        top = line.baseline_mm - 0.72 * line.size_pt / POINTS_A_MM
        assert top >= bottom - 0.01 or line.x_mm >= right - 0.01
        assert line.baseline_mm + 0.22 * line.size_pt / POINTS_A_MM <= sheet.label_height_mm
        assert line.x_mm + line.width_mm <= sheet.label_width_mm


@pytest.mark.parametrize("name", SHEETS)
def test_on_every_paper_the_prompt_and_the_code_fit_whole(name):
    at = arrange(SHEETS[name], 29)
    assert width_pt("7K3M9-QX2DA-Q", "C", at.code.size_pt) <= at.code.width_mm * POINTS_A_MM
    for prompt in PROMPTS.values():
        rows, _ = fitted(prompt, "B", sizes_pt=(4.5,), room_pt=at.lines[2].width_mm * POINTS_A_MM, rows=1)
        assert rows == [prompt]


def test_a_symbol_too_small_to_read_is_refused():
    with pytest.raises(ValueError, match="Use a larger label"):
        arrange(roll(20.0, 12.0), 29)


@pytest.mark.parametrize(
    "change",
    [{"columns": 0}, {"label_width_mm": 80.0}, {"left_mm": 30.0}, {"top_mm": -1.0}, {"pitch_y_mm": 20.0}, {"rows": 9}],
)
def test_a_sheet_that_cannot_be_is_refused(change):
    sheet = SHEETS["a4-3x8"]
    kept = {name: getattr(sheet, name) for name in Sheet.__slots__}
    with pytest.raises(ValueError):
        Sheet(**{**kept, **change})


def test_labels_are_counted_by_rows():
    sheet = SHEETS["a4-3x8"]
    assert sheet.labels_a_page == 24
    assert sheet.corner_mm(4) == (sheet.left_mm + sheet.pitch_x_mm, sheet.top_mm + sheet.pitch_y_mm)


def test_a_layout_needs_an_address_and_a_place_on_the_page():
    with pytest.raises(ValueError):
        Layout(SHEETS["a4-3x8"], "samdrift")
    with pytest.raises(ValueError, match="0 to 23"):
        Layout(SHEETS["a4-3x8"], "https://samdrift.example", first_place=24)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mødelokale æøåäöé ÆØÅÄÖÉ", "Mødelokale æøåäöé ÆØÅÄÖÉ"),
        ("Ga\u030ard", "Gård"),
        ("Łódź Gdańsk", "Lódz Gdansk"),
        ("Škoda Žiga", "Škoda Žiga"),
        ("日本 1", "?? 1"),
        ("a\tb\r\nc\0d", "a b c d"),
        ("a\u200bb\u202ec", "abc"),
        ("½ m² – ”rum”", "½ m² – ”rum”"),
        ("ﬁlial", "filial"),
    ],
)
def test_letters_stay_or_degrade_to_something_readable(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_whatever_is_printable_can_be_encoded_and_measured(text):
    shown = printable(text)
    shown.encode("cp1252")
    assert width_pt(shown, "R", 10) >= 0
    assert printable(shown) == shown


def test_brackets_in_a_name_do_not_end_the_text():
    assert literal("Rum (3) \\ å") == b"(Rum \\(3\\) \\\\ \xe5)"


@given(st.text(max_size=80), st.integers(1, 3), st.floats(20, 200))
def test_a_fitted_text_fits(text, rows, room_pt):
    shown, size = fitted(text, "B", sizes_pt=(9.0, 6.0, 4.5), room_pt=room_pt, rows=rows)
    assert len(shown) <= rows
    assert all(width_pt(row, "B", size) <= room_pt for row in shown)


def test_a_long_name_shrinks_then_breaks_then_is_cut():
    def fit(text, rows):
        return fitted(text, "R", sizes_pt=(9.0, 4.5), room_pt=50.0, rows=rows)

    assert fit("Kantine", 1) == (["Kantine"], 9.0)
    assert fit("Stort mødelokale", 1) == (["Stort mødelokale"], 4.5)
    assert fit("Stort mødelokale", 2) == (["Stort", "mødelokale"], 9.0)
    rows, size = fit("Stort mødelokale i den gamle fløj", 1)
    assert size == 4.5
    assert rows[0].startswith("Stort mødelokale")
    assert rows[0].endswith(ELLIPSIS)
