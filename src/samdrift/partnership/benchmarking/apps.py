"""Makes the room known to Django, and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OFFICES = ("CTR-C", "CTR-P")
READ = (*OFFICES, "STEER-C", "STEER-P", "FIN-C", "FIN-P", "AUD")


class BenchmarkingConfig(AppConfig):
    name = "samdrift.partnership.benchmarking"
    label = "benchmarking"

    def ready(self) -> None:
        from samdrift.partnership.benchmarking.queries import datasets  # noqa: F401
        from samdrift.partnership.benchmarking.web import told
        from samdrift.registers.contracts.public import TermsPage, register_terms_page
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_terms_page(
            TermsPage("benchmarking:terms", _("How costs are benchmarked"), "benchmarking.view", "chart")
        )
        register_permissions(
            (
                Permission(
                    "benchmarking.view", _("Read benchmark packs and what the market pays"), dict.fromkeys(READ, "all")
                ),
                Permission(
                    "benchmarking.write",
                    _("Make benchmark packs, state what the market pays, and answer for one's party"),
                    dict.fromkeys(OFFICES, "all"),
                ),
            )
        )
