"""Makes the room known to Django, its permissions to the roles, and its pieces and page to phones."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READERS = ("OPS-M", "SVC-L", "SD-LEAD", "CTR-P", "CTR-C", "LOC-FM", "LOC-INS", "AUD")
LEADERS = ("OPS-M", "SVC-L")
GOERS = ("SVC-E", "SUB")
PHONE_FILES = ("samdrift/css/round.css", "samdrift/js/round/model.js", "samdrift/js/round/app.js")


class RoundsConfig(AppConfig):
    name = "samdrift.operations.rounds"
    label = "rounds"

    def ready(self) -> None:
        from samdrift.operations.field.public import Shell, register_part, register_pieces, register_shell
        from samdrift.operations.rounds.commands.pieces import KINDS
        from samdrift.operations.rounds.queries.colouring import COLOURINGS
        from samdrift.operations.rounds.queries.phone import rounds_part
        from samdrift.operations.rounds.queries.tallied import register_tallies
        from samdrift.operations.rounds.web import told
        from samdrift.registers.estate.public import register_colouring
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_tallies()
        for colouring in COLOURINGS:
            register_colouring(colouring)
        register_pieces(*KINDS)
        register_part("rounds", rounds_part)
        register_shell(Shell("/field/round/", PHONE_FILES))
        readers, leaders = dict.fromkeys(READERS, "all"), dict.fromkeys(LEADERS, "all")
        own = dict.fromkeys(GOERS, "assigned")
        nearby = dict.fromkeys(("BUDDY", "LANE-LEAD"), "assigned")
        register_permissions(
            (
                Permission(
                    "rounds.view", _("See rounds, how far they are and the proof of each room"), readers | own | nearby
                ),
                Permission("rounds.do", _("Go a round: say what is done and what is left out"), own),
                Permission("rounds.plan", _("Make and change rounds"), leaders),
                Permission("rounds.answer", _("Answer whoever asks for help on a round"), leaders | own | nearby),
            )
        )
