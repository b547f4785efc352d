"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

PRICED = ("CTR-C", "CTR-P", "FIN-C", "FIN-P", "AUD", "LOC-FM", "OPS-M", "DIST-MGT", "BUD")


class ContractsConfig(AppConfig):
    name = "samdrift.registers.contracts"
    label = "contracts"

    def ready(self) -> None:
        from samdrift.registers.contracts.queries import units_covered
        from samdrift.registers.contracts.web import told
        from samdrift.registers.parties.public import Permission, register_contract_units, register_permissions

        register_contract_units(units_covered)
        told.register()
        writers = {"CTR-C": "all"}
        proposers = {"CTR-C": "all", "CTR-P": "all"}
        readers = dict.fromkeys(("CTR-C", "CTR-P", "AUD", "LOC-FM", "OPS-M", "DIST-MGT", "BUD", "SD-AG"), "all")
        register_permissions(
            (
                Permission("contracts.write", _("Record contracts, calendars and SLA policies"), writers),
                Permission(
                    "contracts.propose",
                    _("Propose promise rules and calendars, and accept the other party's"),
                    proposers,
                ),
                Permission("contracts.view_rates", _("See what work is priced at"), dict.fromkeys(PRICED, "all")),
                Permission(
                    "contracts.view_prices",
                    _("See the price book, the volumes and what they come to"),
                    dict.fromkeys((*PRICED, "FIN-APPR", "STEER-C", "STEER-P"), "all"),
                ),
                Permission("contracts.view", _("See the terms of contracts"), readers),
            )
        )
