"""Reads tables (CSV, Excel) of sites, buildings, storeys, spaces, assets, people and units."""

from samdrift.registers.estate.formats.tables.columns import KINDS
from samdrift.registers.estate.formats.tables.reader import Table, TableRow, read_table

__all__ = ["KINDS", "Table", "TableRow", "read_table"]
