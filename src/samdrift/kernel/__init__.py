"""Pure rules: no Django, no database, no clock. The other party runs this floor alone."""
