"""What stands on a label, and on which sheets and rolls labels are printed."""

from dataclasses import dataclass, replace
from typing import Final

from samdrift.registers.tags.formats.codes import code_from, grouped
from samdrift.registers.tags.formats.qr import QUIET_MODULES, Symbols, address_prefix, symbols

# A label hangs on a wall for years and is read by whoever passes, so it speaks the site's language and not the
# language of the person who prints it; that is why these words are data and not messages.
PROMPTS: Final = {"en": "Scan to report", "da": "Scan for at melde", "sv": "Skanna för att anmäla"}

SMALLEST_MODULE_MM: Final = 0.33
"""Four dots of a 300 dpi printer; below that a worn label is hard to read."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label to print.

    Raises:
        ValueError: The code is not one, or we have no words in that language.
    """

    code: str
    language: str
    """Of the site: en, da or sv."""
    title: str = ""
    """The name of the place; empty on a blank tag that is bound later."""
    site: str = ""
    """The site's name, where it may be shown."""
    secured: bool = False
    """The place is one whose name strangers must not learn: neither name is printed."""

    def __post_init__(self) -> None:
        if code_from(self.code) != self.code:
            raise ValueError(f"{self.code!r} is not a tag's code.")
        if self.language not in PROMPTS:
            raise ValueError(f"Labels speak {', '.join(PROMPTS)}, not {self.language!r}.")

    @property
    def readable(self) -> str:
        """The code as people read it."""
        return grouped(self.code)

    @property
    def prompt(self) -> str:
        """What the label asks its reader to do."""
        return PROMPTS[self.language]

    @property
    def shown_title(self) -> str:
        """The place's name as far as this label may tell it; every format prints this and not `title`."""
        return "" if self.secured else self.title

    @property
    def shown_site(self) -> str:
        """The site's name as far as this label may tell it."""
        return "" if self.secured else self.site


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: a grid of labels on a page, or a roll with one label a page. All lengths in millimetres."""

    page_width_mm: float
    page_height_mm: float
    label_width_mm: float
    label_height_mm: float
    columns: int = 1
    rows: int = 1
    left_mm: float = 0.0
    top_mm: float = 0.0
    pitch_x_mm: float = 0.0
    """From the left edge of one label to that of the next."""
    pitch_y_mm: float = 0.0

    def __post_init__(self) -> None:
        if self.columns < 1 or self.rows < 1 or self.label_width_mm <= 0 or self.label_height_mm <= 0:
            raise ValueError("A sheet has at least one row and one column of labels with a size.")
        if (self.columns > 1 and self.pitch_x_mm < self.label_width_mm) or (
            self.rows > 1 and self.pitch_y_mm < self.label_height_mm
        ):
            raise ValueError("The labels of this sheet overlap.")
        right = self.left_mm + (self.columns - 1) * self.pitch_x_mm + self.label_width_mm
        bottom = self.top_mm + (self.rows - 1) * self.pitch_y_mm + self.label_height_mm
        if (
            min(self.left_mm, self.top_mm) < 0
            or right > self.page_width_mm + 0.01
            or bottom > self.page_height_mm + 0.01
        ):
            raise ValueError("The labels of this sheet do not fit on its page.")

    @property
    def labels_a_page(self) -> int:
        """How many labels a page holds."""
        return self.columns * self.rows

    def corner_mm(self, place: int) -> tuple[float, float]:
        """The upper left corner of the label at a place, counted by rows from 0: from the left, from the top."""
        row, column = divmod(place, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


def roll(width_mm: float, height_mm: float) -> Sheet:
    """A roll: one label a page."""
    return Sheet(width_mm, height_mm, width_mm, height_mm)


def a4(
    columns: int,
    rows: int,
    *,
    label_mm: tuple[float, float],
    corner_mm: tuple[float, float],
    pitch_mm: tuple[float, float],
) -> Sheet:
    """An A4 sheet of labels; every pair is across, then down."""
    return Sheet(210.0, 297.0, *label_mm, columns, rows, *corner_mm, *pitch_mm)


SHEETS: Final = {
    "a4-3x8": a4(3, 8, label_mm=(63.5, 33.9), corner_mm=(7.2, 12.9), pitch_mm=(66.04, 33.9)),
    "a4-4x10": a4(4, 10, label_mm=(45.7, 25.4), corner_mm=(9.7, 21.5), pitch_mm=(48.3, 25.4)),
    "a4-5x13": a4(5, 13, label_mm=(38.1, 21.2), corner_mm=(4.7, 10.7), pitch_mm=(40.6, 21.2)),
    "roll-50x30": roll(50.0, 30.0),
    "roll-62x29": roll(62.0, 29.0),
    "roll-40x60": roll(40.0, 60.0),
}
"""The papers we know by name: common A4 sheets of 24, 40 and 65 labels, and three rolls."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a batch is printed.

    Raises:
        ValueError: The address is none, or the first label is not on the page.
    """

    sheet: Sheet
    base_url: str
    """The installation's address, fixed before the first label is printed: what hangs on the wall stays."""
    logo: str = ""
    """A short text such as the provider's name; empty for none."""
    first_place: int = 0
    """Where on the first page to begin, so that a half-used sheet can be used up."""
    outlines: bool = False
    """Draw the edges of the labels, to try a sheet on plain paper."""

    def __post_init__(self) -> None:
        address_prefix(self.base_url)
        if not 0 <= self.first_place < self.sheet.labels_a_page:
            raise ValueError(f"The first label is one of 0 to {self.sheet.labels_a_page - 1}, not {self.first_place}.")

    @property
    def symbols(self) -> Symbols:
        """The QR symbols of this installation's address."""
        return symbols(address_prefix(self.base_url))

    def address(self, code: str) -> str:
        """What the symbol says."""
        return address_prefix(self.base_url) + code

    def starting_at(self, place: int) -> "Layout":
        """The same, beginning at another place of the first page."""
        return replace(self, first_place=place)


@dataclass(frozen=True, slots=True)
class Line:
    """Where one line of text stands on a label, in millimetres from the label's upper left corner."""

    x_mm: float
    baseline_mm: float
    width_mm: float
    size_pt: float
    centred: bool
    bold: bool = False
    rows: int = 1
    """Into how many rows a long text may be broken."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where things stand on a label: lengths in millimetres from its upper left corner."""

    module_mm: float
    symbol_x_mm: float
    """The symbol's own corner, inside its quiet zone."""
    symbol_y_mm: float
    code: Line
    lines: tuple[Line, Line, Line, Line]
    """Title, site, prompt, logo."""


EDGE_MM: Final = 1.0
"""Kept free along the edges, where the die cuts."""

POINTS_A_MM: Final = 72 / 25.4
_CODE_EMS: Final = 13 * 0.6
"""Width of XXXXX-XXXXX-X in a typewriter face."""


def arrange(sheet: Sheet, modules: int) -> Arrangement:
    """Where things stand on the labels of a sheet.

    A wide label has its symbol on the left and its words on the right, a tall one its words below. The code
    in letters stands right under the symbol on both.

    Args:
        modules: Along a side of the symbol, without the quiet zone.
    Raises:
        ValueError: The symbol's modules would be too small to read.
    """
    width, height = sheet.label_width_mm, sheet.label_height_mm
    wide = width >= 1.25 * height
    side = min(height - 2 * EDGE_MM - 2.4, 0.52 * width) if wide else min(width - 2 * EDGE_MM, 0.62 * height)
    module = side / (modules + 2 * QUIET_MODULES)
    if module < SMALLEST_MODULE_MM:
        raise ValueError(
            f"On a label of {width} × {height} mm this address makes modules of {module:.2f} mm; "
            f"at least {SMALLEST_MODULE_MM} mm can be read. Use a larger label or a shorter address."
        )
    left = EDGE_MM if wide else (width - side) / 2
    quiet = QUIET_MODULES * module
    code_pt = min(9.0, 0.94 * side * POINTS_A_MM / _CODE_EMS)
    below = EDGE_MM + side + code_pt * 0.72 / POINTS_A_MM
    code = Line(left, below, side, code_pt, centred=True, bold=True)
    top = (height - side) / 2 if wide else below
    lines = _beside(sheet, left + side) if wide else _below(sheet, top)
    return Arrangement(module, left + quiet, EDGE_MM + quiet, code, lines)


def _beside(sheet: Sheet, x: float) -> tuple[Line, Line, Line, Line]:
    """The words to the right of the symbol, spread over the label's height."""
    height = sheet.label_height_mm
    room = sheet.label_width_mm - x - EDGE_MM
    size = min(9.0, max(5.0, height * 0.26))
    return (
        Line(x, EDGE_MM + 0.13 * height, room, size, centred=False, bold=True, rows=2),
        Line(x, EDGE_MM + 0.40 * height, room, size * 0.85, centred=False),
        Line(x, 0.69 * height, room, size * 0.9, centred=False, bold=True),
        Line(x, height - 1.6 * EDGE_MM, room, size * 0.8, centred=False),
    )


def _below(sheet: Sheet, top: float) -> tuple[Line, Line, Line, Line]:
    """The words under the code, centred."""
    step = (sheet.label_height_mm - EDGE_MM - top) / 4
    room = sheet.label_width_mm - 2 * EDGE_MM
    size = min(9.0, step * POINTS_A_MM * 0.78)
    return (
        Line(EDGE_MM, top + step * 0.9, room, size, centred=True, bold=True),
        Line(EDGE_MM, top + step * 1.85, room, size * 0.85, centred=True),
        Line(EDGE_MM, top + step * 2.85, room, size * 0.9, centred=True, bold=True),
        Line(EDGE_MM, top + step * 3.8, room, size * 0.8, centred=True),
    )
