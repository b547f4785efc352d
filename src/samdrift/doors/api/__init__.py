"""The API, version 1: the same commands and queries as the pages, for other systems."""

from samdrift.doors.api.root import api, api_addresses

__all__ = ["api", "api_addresses"]
