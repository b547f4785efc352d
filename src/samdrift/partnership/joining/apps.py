"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

RUN = ("CTR-C", "CTR-P")
READ = (*RUN, "FIN-C", "FIN-P", "STEER-C", "STEER-P", "AUD", "JOIN")


class JoiningConfig(AppConfig):
    name = "samdrift.partnership.joining"
    label = "joining"

    def ready(self) -> None:
        from samdrift.operations.bundles.public import register_behind
        from samdrift.partnership.invoicing.public import register_charges
        from samdrift.partnership.joining.queries.bundled import shared_in
        from samdrift.partnership.joining.queries.charges import charges_of_month
        from samdrift.partnership.joining.web import told
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_charges("joining", charges_of_month)
        register_behind("joining", shared_in)
        register_permissions(
            (
                Permission(
                    "joining.view", _("See what a framework offers, its tiers and one's own call-offs"),
                    dict.fromkeys(READ, "all"),
                ),
                Permission("joining.join", _("Join a framework and leave it"), {"JOIN": "all"}),
                Permission(
                    "joining.decide", _("Decide who joins a framework, and sign call-offs"), dict.fromkeys(RUN, "all")
                ),
                Permission(
                    "joining.propose", _("Propose tiers, prices and shared cost of a framework, and accept them"),
                    dict.fromkeys(RUN, "all"),
                ),
            )
        )  # fmt: skip
