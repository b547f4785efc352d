"""Reads and writes COBie 2.4 workbooks (the handover sheets of a building)."""

from samdrift.registers.estate.formats.cobie.book import CobieBook, CobieJob
from samdrift.registers.estate.formats.cobie.reader import read_cobie
from samdrift.registers.estate.formats.cobie.writer import write_cobie

__all__ = ["CobieBook", "CobieJob", "read_cobie", "write_cobie"]
