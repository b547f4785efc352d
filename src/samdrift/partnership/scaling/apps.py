"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScalingConfig(AppConfig):
    name = "samdrift.partnership.scaling"
    label = "scaling"

    def ready(self) -> None:
        from samdrift.operations.bundles.public import register_behind
        from samdrift.partnership.scaling.queries.bundled import changed_in
        from samdrift.partnership.scaling.web import told
        from samdrift.registers.contracts import public as contracts
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        contracts.register_terms_page(
            contracts.TermsPage("scaling:terms", _("Notice and thresholds"), "scaling.view", "share")
        )
        register_behind("scaling", changed_in)
        seen = dict.fromkeys(
            ("BUD", "LOC-FM", "DIST-MGT", "CTR-C", "STEER-C", "FIN-C", "OPS-M", "CTR-P", "STEER-P", "FIN-P", "AUD"),
            "all",
        )
        planners = dict.fromkeys(("BUD", "LOC-FM", "DIST-MGT", "CTR-C"), "all")
        register_permissions(
            (
                Permission("scaling.view", _("See changes of service and what they cost"), seen),
                Permission("scaling.plan", _("Work out changes of service and ask for them"), planners),
                Permission(
                    "scaling.approve_local", _("Approve a change of service for the unit"), {"BUD": "all"},
                    delegable=True,
                ),
                Permission(
                    "scaling.approve_contract", _("Approve a change of service for the contract"), {"CTR-C": "all"},
                    delegable=True,
                ),
                Permission(
                    "scaling.approve_steering", _("Approve a change of service for the steering committee"),
                    {"STEER-C": "all"},
                ),
                Permission(
                    "scaling.agree_terms", _("Propose and accept how changes of service are made"),
                    dict.fromkeys(("CTR-C", "CTR-P"), "all"),
                ),
                Permission("scaling.answer", _("Accept a change of service, or say why not"), {"CTR-P": "all"}),
                Permission(
                    "scaling.settle", _("Confirm that a change stands on the invoice"), {"FIN-C": "all", "FIN-P": "all"}
                ),
            )
        )  # fmt: skip
