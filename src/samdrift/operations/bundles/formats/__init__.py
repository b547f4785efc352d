"""How a bundle is written."""
