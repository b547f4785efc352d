"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

EVERYBODY = (
    "USR", "REQ-P", "BUD", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "FIN-C", "SEC-OFF", "SD-AG", "SD-LEAD", "OPS-M",
    "SVC-L", "SVC-E", "SUB", "CTR-P", "AUD", "STEER-C", "STEER-P", "UNIT-ADM",
)  # fmt: skip
# Case workers see the clocks of the cases they are named on, which this reach alone would not open.
BACK = ("BO-ICT", "BO-FIN", "BO-PAY", "BO-HR", "OH-CLIN", "OH-ADM", "HR-C")


WATCHERS = dict.fromkeys(("SD-AG", "SD-LEAD", "OPS-M", "CTR-C", "CTR-P", "LOC-FM", "AUD"), "all")

TRIERS = dict.fromkeys(("CTR-C", "CTR-P", "AUD"), "all")


class PromisesConfig(AppConfig):
    name = "samdrift.operations.promises"
    label = "promises"

    def ready(self) -> None:
        from samdrift.operations.promises import followers  # noqa: F401
        from samdrift.operations.promises.queries.tallied import register_tallies
        from samdrift.operations.promises.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_tallies()
        meaning = _("See what was promised about work one may see")
        register_permissions(
            (
                Permission("promises.view", meaning, dict.fromkeys(EVERYBODY, "all") | dict.fromkeys(BACK, "own")),
                Permission("promises.watch", _("Watch promises and pauses of the whole contract"), WATCHERS),
                Permission("promises.rehearse", _("Try promise rules on past work"), TRIERS),
                Permission("promises.import", _("Bring in the clocks of past work"), {"CTR-C": "all"}),
            )
        )
