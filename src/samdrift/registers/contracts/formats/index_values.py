"""Published values of an index from a table: month, value, published on, standing, new base, value on the old base."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from samdrift.kernel.indexation import FINAL, PROVISIONAL, Value

MONTH_LENGTH = 7


class UnreadableRow(ValueError):
    """A row that is no value: `number` says which, counted from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Row {number} is no value.")
        self.number = number


def read_values(text: str) -> list[Value]:
    """The values of a table whose cells are parted by semicolons or tabs.

    A first row of words is passed over. Decimals have a point or a comma.

    Raises:
        UnreadableRow: A row holds no month, value and day of publication.
    """
    return list(_values(text))


def _values(text: str) -> Iterator[Value]:
    for number, row in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in row.replace("\t", ";").split(";")]
        if not any(cells) or (number == 1 and not cells[0][:1].isdigit()):
            continue
        try:
            yield _value(cells + [""] * 6)
        except (ValueError, InvalidOperation) as wrong:
            raise UnreadableRow(number) from wrong


def _value(cells: list[str]) -> Value:
    month, value, published, standing, reference, old = cells[:6]
    if standing.lower() not in ("", FINAL, PROVISIONAL):
        raise ValueError(standing)
    return Value(
        date.fromisoformat(f"{month[:MONTH_LENGTH]}-01"), _number(value), date.fromisoformat(published),
        status=standing.lower() or FINAL, reference=reference[:24], old_value=_number(old) if old else None,
    )  # fmt: skip


def _number(cell: str) -> Decimal:
    found = Decimal(cell.replace(" ", "").replace(",", "."))
    if not found.is_finite() or not 0 < found < 10**7:
        raise ValueError(cell)
    return found.quantize(Decimal("0.0001"))
