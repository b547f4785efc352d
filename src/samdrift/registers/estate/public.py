"""What other rooms may use of the estate."""

from samdrift.registers.estate.models import Asset, Building, Site, Space, Storey

__all__ = ["Asset", "Building", "Site", "Space", "Storey"]
