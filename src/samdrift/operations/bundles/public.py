"""What other rooms and doors may use of bundles."""

from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.events import BundleMade
from samdrift.operations.bundles.queries.made import ready_of
from samdrift.operations.bundles.registry import Behind, Billed, register_behind, register_billed

__all__ = ["Behind", "Billed", "BundleMade", "ready_of", "register_behind", "register_billed", "write_bundle"]
