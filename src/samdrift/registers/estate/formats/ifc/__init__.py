"""Reads IFC building models (IFC2x3, IFC4, IFC4.3) into plain values."""

from samdrift.registers.estate.formats.ifc.meshing import meshes
from samdrift.registers.estate.formats.ifc.reader import read_ifc, read_model
from samdrift.registers.estate.formats.ifc.sections import sections

__all__ = ["meshes", "read_ifc", "read_model", "sections"]
