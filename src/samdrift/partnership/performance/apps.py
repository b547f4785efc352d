"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

STEER = ("STEER-C", "STEER-P")
# Whoever runs the work sees what a missed month costs, too (domain.md §4.3, §6.4).
SEES_CREDITS = ("CTR-C", "CTR-P", "FIN-C", "FIN-P", "AUD", "OPS-M", *STEER)
SEES = (*SEES_CREDITS, "LOC-FM", "LOC-INS", "DIST-MGT", "BUD")
PARTIES = dict.fromkeys(("CTR-C", "CTR-P"), "all")


class PerformanceConfig(AppConfig):
    name = "samdrift.partnership.performance"
    label = "performance"

    def ready(self) -> None:
        from samdrift.operations.bundles.public import register_behind
        from samdrift.partnership.performance.queries.bundled import measured_in
        from samdrift.registers.contracts.public import TermsPage, register_terms_page
        from samdrift.registers.parties.public import Permission, register_permissions

        register_behind("performance", measured_in)
        register_terms_page(
            TermsPage("performance:remedies", _("What missed figures cost"), "performance.view_credits", "money")
        )
        speakers = PARTIES | dict.fromkeys(("LOC-FM", "OPS-M"), "all")
        register_permissions(
            (
                Permission("performance.view", _("See the key figures of a contract"), dict.fromkeys(SEES, "all")),
                Permission(
                    "performance.view_credits", _("See what missed figures cost"), dict.fromkeys(SEES_CREDITS, "all")
                ),
                Permission("performance.comment", _("Say something about a key figure"), speakers),
                Permission("performance.record", _("Record figures counted by hand"), speakers),
                Permission("performance.agree", _("Agree on a month or dispute it, for one's party"), PARTIES),
                Permission(
                    "performance.steer",
                    _("Decide a figure in dispute, as the steering committee"),
                    dict.fromkeys(STEER, "all"),
                ),
                Permission("performance.define", _("Propose and accept what key figures mean"), PARTIES),
                Permission("performance.waive", _("Waive a credit, with a reason"), {"CTR-C": "all"}),
                Permission("performance.waive_large", _("Waive a credit of any size"), {"STEER-C": "all"}),
            )
        )
