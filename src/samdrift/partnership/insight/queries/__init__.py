"""Every read of this room: `tell` is the only way to a number."""

from samdrift.partnership.insight.queries.telling import compare, remembering, tell, whole

__all__ = ["compare", "remembering", "tell", "whole"]
