"""Sheets of labels: the document is sound, says the right words, and its symbols can be read."""

import io
import random
import shutil
import subprocess
import tracemalloc

import pytest
from PIL import Image

from samdrift.registers.tags.formats.codes import grouped, new_codes
from samdrift.registers.tags.formats.label import SHEETS, Label, Layout, arrange
from samdrift.registers.tags.formats.label_pdf import symbol_paths, write_labels
from samdrift.registers.tags.formats.qr import symbols
from samdrift.registers.tags.tests.pages import Document, decoded, painted, words

ADDRESS = "https://samdrift.example"
SHEET = SHEETS["a4-3x8"]


def codes(count, seed=1):
    return new_codes(count, random.Random(seed).randbytes)


def labels(count, **kept):
    return [Label(code, "da", f"Mødelokale {place}", "Station Nord", **kept) for place, code in enumerate(codes(count))]


def written(batch, layout):
    out = io.BytesIO()
    result = write_labels(batch, layout, out)
    assert result.bytes == len(out.getvalue())
    return result, Document(out.getvalue())


def test_every_label_stands_once_in_its_order():
    result, document = written(labels(50), Layout(SHEET, ADDRESS))
    assert (result.labels, result.pages, result.shortened) == (50, 3, 0)
    pages = document.pages()
    assert [page.count(b"BT\n") for page in pages] == [24, 24, 2]
    shown = [text for page in pages for text in words(page) if text.count("-") == 2]
    assert shown == [grouped(code) for code in codes(50)]


def test_a_label_says_code_place_site_prompt_and_logo():
    _, document = written(labels(1), Layout(SHEET, ADDRESS, logo="Samdrift (FM)"))
    assert words(document.pages()[0])[1:] == ["Mødelokale 0", "Station Nord", "Scan for at melde", "Samdrift (FM)"]


def test_a_secured_place_is_named_nowhere_in_the_document():
    batch = [Label(code, "sv", "Arresten ÅÄÖ", "Station City", secured=True) for code in codes(3)]
    _, document = written(batch, Layout(SHEET, ADDRESS))
    assert words(document.pages()[0])[1::2] == ["Skanna för att anmäla"] * 3
    assert len(words(document.pages()[0])) == 6


def test_danish_and_swedish_letters_arrive_in_the_fonts_encoding():
    batch = [Label(codes(1)[0], "sv", "Rød æble på Åen", "Älvsjö växel é")]
    _, document = written(batch, Layout(SHEET, ADDRESS))
    page = document.pages()[0]
    assert b"(R\xf8d \xe6ble p\xe5 \xc5en)" in page
    assert b"(\xc4lvsj\xf6 v\xe4xel \xe9)" in page


def test_a_half_used_sheet_is_used_up():
    result, document = written(labels(3), Layout(SHEET, ADDRESS, first_place=22))
    assert result.pages == 2
    first, second = document.pages()
    for page, place in ((first, 22), (second, 0)):
        x, y = SHEET.corner_mm(place)
        assert page.startswith(f"q 1 0 0 1 {x * 72 / 25.4:.2f} {(297 - y) * 72 / 25.4:.2f} cm".encode())
    assert (first.count(b"BT\n"), second.count(b"BT\n")) == (2, 1)


def test_a_roll_has_one_label_a_page_in_many_nodes():
    result, document = written(labels(450), Layout(SHEETS["roll-50x30"], ADDRESS))
    assert result.pages == 450
    assert len(document.pages()) == 450


def test_a_name_too_long_is_counted_as_shortened():
    batch = [
        Label(code, "en", "A very long name of a place that nobody could ever read on a wall " * 2) for code in codes(2)
    ]
    result, document = written(batch, Layout(SHEETS["a4-5x13"], ADDRESS))
    assert result.shortened == 2
    assert words(document.pages()[0])[2].endswith("…")


def test_the_same_batch_gives_the_same_bytes():
    first, second = io.BytesIO(), io.BytesIO()
    write_labels(labels(60), Layout(SHEET, ADDRESS), first)
    write_labels(iter(labels(60)), Layout(SHEET, ADDRESS), second)
    assert first.getvalue() == second.getvalue()


def test_an_empty_batch_is_refused():
    with pytest.raises(ValueError, match="no label"):
        write_labels([], Layout(SHEET, ADDRESS), io.BytesIO())


def test_outlines_are_drawn_only_when_asked_for():
    plain, tried = (written(labels(1), Layout(SHEET, ADDRESS, outlines=wish))[1].pages()[0] for wish in (False, True))
    assert (plain.count(b"re S\n"), tried.count(b"re S\n")) == (0, 1)


def test_the_path_of_a_symbol_covers_exactly_its_dark_modules():
    modules = symbols("HTTPS://SAMDRIFT.EXAMPLE/Q/").modules(codes(5))
    for drawn, path in zip(modules, symbol_paths(modules), strict=True):
        image = painted(b"1 0 0 1 0 0 cm\n" + path + b"f\n", 25 * 25.4 / 72, 25 * 25.4 / 72, dpi=72)
        seen = [[image.getpixel((x, 24 - y)) == 0 for x in range(25)] for y in range(25)]
        assert seen == (drawn == 1).tolist()


@pytest.mark.parametrize("name", SHEETS)
def test_every_module_is_painted_where_the_arrangement_says(name):
    layout = Layout(SHEETS[name], ADDRESS)
    last = layout.sheet.labels_a_page - 1
    _, document = written(labels(last + 1), layout)
    image = labels_of(document.pages()[0], layout.sheet, 254)[last]
    at, drawn = arrange(layout.sheet, 25), layout.symbols.modules(codes(last + 1))[last]
    for row in range(25):
        for column in range(25):
            x = (at.symbol_x_mm + (column + 0.5) * at.module_mm) * 10
            y = (at.symbol_y_mm + (row + 0.5) * at.module_mm) * 10
            assert (image.getpixel((int(x), int(y))) == 0) == bool(drawn[row, column])


def labels_of(page, sheet, dpi):
    """The painted page, cut into its labels."""
    image = painted(page, sheet.page_width_mm, sheet.page_height_mm, dpi)
    return [cut(image, sheet, place, dpi) for place in range(sheet.labels_a_page)]


def cut(image, sheet, place, dpi):
    x, y = (length / 25.4 * dpi for length in sheet.corner_mm(place))
    width, height = (length / 25.4 * dpi for length in (sheet.label_width_mm, sheet.label_height_mm))
    return image.crop((round(x), round(y), round(x + width), round(y + height)))


needs_zbar = pytest.mark.skipif(not shutil.which("zbarimg"), reason="zbarimg is missing: apt install zbar-tools")


@needs_zbar
@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("address", [ADDRESS, "https://samdrift.example/drift"])
def test_painted_labels_can_be_read(name, address, tmp_path):
    layout = Layout(SHEETS[name], address)
    count = min(layout.sheet.labels_a_page, 12)
    _, document = written(labels(count), layout)
    # 200 dpi is a poor printer; what can be read there can be read on a wall.
    read = [decoded(image, tmp_path) for image in labels_of(document.pages()[0], layout.sheet, 200)[:count]]
    assert read == [[layout.address(code)] for code in codes(count)]


@needs_zbar
@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm is missing: apt install poppler-utils")
def test_another_programs_rendering_can_be_read(tmp_path):
    layout = Layout(SHEET, ADDRESS, logo="Samdrift")
    batch = labels(24)
    with (tmp_path / "labels.pdf").open("wb") as out:
        write_labels(batch, layout, out)
    command = [shutil.which("pdftoppm"), "-r", "200", "-png", "labels.pdf", "sheet"]
    subprocess.run(command, cwd=tmp_path, check=True)
    image = Image.open(next(tmp_path.glob("sheet*.png")))
    read = [decoded(cut(image, SHEET, place, 200), tmp_path) for place in range(24)]
    assert read == [[layout.address(label.code)] for label in batch]


class Nowhere:
    def write(self, some):
        return len(some)


@pytest.mark.slow
def test_thirty_five_thousand_labels_fit_in_little_memory():
    batch = (Label(code, "da", f"Rum {place}", "Station") for place, code in enumerate(codes(35_000)))
    layout = Layout(SHEET, ADDRESS)
    tracemalloc.start()
    result = write_labels(batch, layout, Nowhere())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.labels == 35_000
    assert result.pages == 1_459
    assert result.bytes < 25_000_000
    assert peak < 300_000_000
