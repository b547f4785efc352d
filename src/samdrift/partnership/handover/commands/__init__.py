"""Making packs, and handing them over."""
