"""What other rooms and doors may use of exit packs."""

from samdrift.partnership.handover.commands.confirming import confirm_pack
from samdrift.partnership.handover.commands.making import ask_pack, make_pack, write_to
from samdrift.partnership.handover.events import PackConfirmed, PackHandedOver, PackMade
from samdrift.partnership.handover.models import ExitPack

__all__ = [
    "ExitPack",
    "PackConfirmed",
    "PackHandedOver",
    "PackMade",
    "ask_pack",
    "confirm_pack",
    "make_pack",
    "write_to",
]
