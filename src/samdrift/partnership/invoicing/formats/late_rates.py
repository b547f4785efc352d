"""The dated table of rates of interest for late payment: what is shipped, and what an operator adds."""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from samdrift.kernel.late_payment import BadRates, Rate, rates_from

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "late_payment_rates.csv"
KEPT_AS = "late-payment-rates.csv"
COLUMNS = ("country", "from_day", "reference_percent", "source")
LARGEST_BYTES = 1 << 20


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table of rates; commas or semicolons between cells.

    Raises:
        BadRates: It is no such table.
    """
    if path.stat().st_size > LARGEST_BYTES:
        raise BadRates(f"{path.name} is larger than a table of rates can be")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadRates(f"{path.name} is no text in UTF-8") from wrong
    lines = text.splitlines()
    if not lines:
        raise BadRates(f"{path.name} is empty")
    rows = list(csv.DictReader(lines, delimiter=";" if ";" in lines[0] else ","))
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise BadRates(f"{path.name} begins with a row of {', '.join(COLUMNS)}")
    return rows


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Keep a table, whole or not at all."""
    fresh = path.with_suffix(".new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    fresh.replace(path)


def rates_at(folder: Path) -> dict[str, tuple[Rate, ...]]:
    """Every rate that is known: those that are shipped and those the operator keeps in the data folder.

    Raises:
        BadRates: The operator's table cannot be used.
    """
    own = folder / KEPT_AS
    return _read(own, own.stat().st_mtime_ns if own.is_file() else 0)


@lru_cache(maxsize=8)
def _read(own: Path, changed: int) -> dict[str, tuple[Rate, ...]]:
    return rates_from([*rows_of(SHIPPED), *(rows_of(own) if changed else ())])
