"""Journeys of people through the running house, in a browser: a scan becomes a kept promise."""
