"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

BOTH = ("CTR-C", "CTR-P", "FIN-C", "FIN-P", "STEER-C", "STEER-P", "AUD")
DISTRICT = ("BUD", "LOC-FM", "DIST-MGT")


class SavingsConfig(AppConfig):
    name = "samdrift.partnership.savings"
    label = "savings"

    def ready(self) -> None:
        from samdrift.operations.bundles.public import register_behind
        from samdrift.partnership.savings.queries.bundled import saved_in
        from samdrift.partnership.savings.queries.yardsticks import baseline_of_units, budget_of_units
        from samdrift.partnership.savings.web import told
        from samdrift.partnership.scaling.public import register_yardstick
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_behind("savings", saved_in)
        register_yardstick("budget", budget_of_units)
        register_yardstick("baseline", baseline_of_units)
        readers = dict.fromkeys((*BOTH, *DISTRICT), "all")
        budgets = dict.fromkeys((*DISTRICT, "CTR-C", "FIN-C", "AUD"), "all")
        register_permissions(
            (
                Permission("savings.view", _("See baselines, savings and what was verified"), readers),
                Permission(
                    "savings.propose", _("Propose baselines and initiatives that save"),
                    dict.fromkeys(("CTR-C", "CTR-P", "DIST-MGT"), "all"),
                ),
                Permission(
                    "savings.agree", _("Agree to the other party's baselines and schemes"),
                    dict.fromkeys(("CTR-C", "CTR-P"), "all"),
                ),
                Permission("savings.verify", _("Verify what was saved"), {"FIN-C": "all"}),
                Permission(
                    "savings.reject", _("Reject an initiative that saves nothing"),
                    dict.fromkeys(("FIN-C", "CTR-C"), "all"),
                ),
                Permission(
                    "savings.settle", _("Calculate, sign and dispute settlements"),
                    dict.fromkeys(("FIN-C", "FIN-P"), "all"),
                ),
                Permission(
                    "savings.approve", _("Approve settlements"), dict.fromkeys(("STEER-C", "STEER-P"), "all")
                ),
                Permission("savings.view_budgets", _("See budgets"), budgets),
                Permission("savings.write_budgets", _("Set and move budgets"), {"FIN-C": "all"}),
                Permission(
                    "savings.commit", _("Note and release what is promised of a budget"),
                    dict.fromkeys(("BUD", "FIN-C"), "all"),
                ),
                Permission(
                    "savings.view_open_book", _("See the provider's open book of cost"),
                    dict.fromkeys(("CTR-C", "CTR-P", "FIN-C", "FIN-P", "AUD"), "all"),
                ),
                Permission(
                    "savings.write_open_book", _("Publish the open book of cost"),
                    dict.fromkeys(("CTR-P", "FIN-P"), "all"),
                ),
            )
        )  # fmt: skip
