"""What a column of a table is: the field it fills, what people call it and what stands in it."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "number", "whole", "date", "moment", "yes_no", "latitude", "longitude"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its headers (small letters and digits only) and what stands in it."""

    field: str
    headers: tuple[str, ...]
    type: Type = "text"
    required: bool = False
    unique: bool = False


def text_column(field: str, *headers: str, required: bool = False, unique: bool = False) -> Column:
    """A column of texts, known by its field's name and by others."""
    return Column(field, (field.replace("_", ""), *headers), "text", required, unique)


def typed(field: str, type_: Type, *headers: str, required: bool = False) -> Column:
    """A column of numbers, days, moments or degrees."""
    return Column(field, (field.replace("_", ""), *headers), type_, required)
