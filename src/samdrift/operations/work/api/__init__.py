"""Work orders for other systems and for phones: the same commands as the pages."""

# All files offer under the same addresses, so they share one router; importing one is offering what it has.
from samdrift.operations.work.api import checking, commenting, linking, pricing, problems, quoting, steering
from samdrift.operations.work.api.doing import router

__all__ = ["checking", "commenting", "linking", "pricing", "problems", "quoting", "router", "steering"]
