"""The API, version 1: the same commands and queries as the pages, for other systems."""
