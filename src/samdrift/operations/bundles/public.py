"""What other rooms and doors may use of bundles."""

from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.events import BundleMade
from samdrift.operations.bundles.registry import Billed, register_billed

__all__ = ["Billed", "BundleMade", "register_billed", "write_bundle"]
