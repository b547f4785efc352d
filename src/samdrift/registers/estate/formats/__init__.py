"""Foreign building formats (IFC, COBie, tables) as plain values: no Django, no database, no clock."""
