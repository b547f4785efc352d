"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READERS = (
    "CTR-P", "OPS-M", "SVC-L", "SD-LEAD", "FIN-P", "STEER-P", "CTR-C", "LOC-FM", "DIST-MGT", "BUD", "FIN-C", "STEER-C",
    "AUD",
)  # fmt: skip
NOTERS = ("CTR-P", "OPS-M", "SVC-L", "SD-AG", "SD-LEAD", "LOC-FM", "CTR-C")


class AddOnsConfig(AppConfig):
    name = "samdrift.partnership.addons"
    label = "addons"

    def ready(self) -> None:
        from samdrift.operations.field.public import PieceKind, register_pieces
        from samdrift.operations.requests.public import Panel, register_panel
        from samdrift.operations.work.public import OrderDoor, register_order_door
        from samdrift.partnership.addons.commands.pieces import note_piece
        from samdrift.partnership.addons.queries.terms import CODES
        from samdrift.partnership.addons.rules import USUAL
        from samdrift.partnership.addons.web import told
        from samdrift.registers.contracts.public import TermsPage, register_terms_page
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        # Material needs what it cost, which a phone does not ask for.
        taps = tuple((one.code, CODES[one.code], one.icon) for one in USUAL if one.measure != "cost")
        register_pieces(PieceKind("add_on", _("Beyond the contract"), note_piece, taps, "handshake", "addons.note"))
        register_panel(Panel("addons.note", "addons/panel.html", told.panel_of, position=80))
        register_order_door(OrderDoor("addons:note", _("Done beyond the contract"), "add", "addons.note"))
        register_terms_page(TermsPage("addons:terms", _("Add-ons"), "addons.view", "add"))
        register_permissions(
            (
                Permission(
                    "addons.view", _("See what was done beyond the contract"),
                    {**dict.fromkeys(READERS, "all"), "SVC-E": "own", "SD-AG": "own"},
                ),
                Permission(
                    "addons.note", _("Note what was done beyond the contract"),
                    {**dict.fromkeys(NOTERS, "all"), "SVC-E": "own"},
                ),
                Permission(
                    "addons.decide", _("Decide about what was done beyond the contract"),
                    dict.fromkeys(("CTR-P", "CTR-C", "LOC-FM"), "all"),
                ),
                Permission(
                    "addons.agree_terms", _("Propose and accept how add-ons are handled"),
                    dict.fromkeys(("CTR-C", "CTR-P"), "all"),
                ),
            )
        )  # fmt: skip
