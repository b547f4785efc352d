"""Work orders for other systems and for phones: the same commands as the pages."""

# Both files offer under the same addresses, so they share one router.
from samdrift.operations.work.api.steering import router

__all__ = ["router"]
