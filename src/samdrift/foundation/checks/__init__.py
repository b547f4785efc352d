"""Nightly checks: what must always hold, counted again, with a page that says when, how much and what was found."""
