"""What other rooms and doors may use of bundles."""

from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.events import BundleMade

__all__ = ["BundleMade", "write_bundle"]
