"""Labels in ZPL II, the language of common roll printers; the printer draws the symbol itself."""

from collections.abc import Iterable
from typing import BinaryIO, Final

from samdrift.registers.tags.formats.label import POINTS_A_MM, Arrangement, Label, Layout, Line, arrange
from samdrift.registers.tags.formats.qr import Symbols

DOTS_A_MM: Final = {203: 8, 300: 12, 600: 24}
"""Dots along a millimetre at each printer resolution (dpi)."""

_LARGEST_MAGNIFICATION: Final = 10


def write_zpl(labels: Iterable[Label], layout: Layout, out: BinaryIO, *, dpi: int = 203) -> int:
    """Write labels for a roll printer, one format each.

    Args:
        dpi: The printer's resolution: 203, 300 or 600.
    Returns:
        How many labels were written.
    Raises:
        ValueError: A sheet of many labels, an unknown resolution, or a symbol too small to read.
    """
    if layout.sheet.labels_a_page != 1:
        raise ValueError("A roll printer prints one label at a time; choose a roll.")
    if dpi not in DOTS_A_MM:
        raise ValueError(f"A printer has {', '.join(map(str, DOTS_A_MM))} dpi, not {dpi}.")
    symbols = layout.symbols
    at = arrange(layout.sheet, symbols.size)
    count = 0
    for label in labels:
        out.write(_format(label, layout, symbols, at, DOTS_A_MM[dpi]).encode("utf-8"))
        count += 1
    return count


def _format(label: Label, layout: Layout, symbols: Symbols, at: Arrangement, dots: int) -> str:
    """One label."""
    sheet = layout.sheet
    # A module is a whole number of dots; what that leaves over widens the quiet zone evenly.
    dots_a_module = min(_LARGEST_MAGNIFICATION, int(at.module_mm * dots))
    over = (at.module_mm * dots - dots_a_module) * symbols.size / 2
    x, y = round(at.symbol_x_mm * dots + over), round(at.symbol_y_mm * dots + over)
    texts = (label.shown_title, label.shown_site, label.prompt, layout.logo)
    fields = [_field(text, line, dots) for text, line in zip(texts, at.lines, strict=True) if text]
    return "\n".join(
        (
            "^XA^CI28",
            f"^PW{round(sheet.label_width_mm * dots)}^LL{round(sheet.label_height_mm * dots)}^LH0,0",
            # Many printers draw the symbol ten dots lower than told; the quiet zone has room for that.
            f"^FO{x},{y}^BQN,2,{dots_a_module}^FH^FD{symbols.level}A,{escaped(layout.address(label.code))}^FS",
            _field(label.readable, at.code, dots),
            *fields,
            "^XZ\n",
        )
    )


def _field(text: str, line: Line, dots: int) -> str:
    """One text, broken into the rows it may have; the printer cuts off what is too long."""
    height = round(line.size_pt / POINTS_A_MM * dots)
    x, y = round(line.x_mm * dots), round(line.baseline_mm * dots - 0.75 * height)
    block = f"^FB{round(line.width_mm * dots)},{line.rows},0,{'C' if line.centred else 'L'}"
    return f"^FO{x},{y}^A0N,{height},{round(0.85 * height)}{block}^FH^FD{escaped(text)}^FS"


def escaped(text: str) -> str:
    """The text as field data: characters that would be commands are written as their number after an underscore."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "".join(f"_{ord(c):02X}" if c in "^~_\\" else c for c in plain)
