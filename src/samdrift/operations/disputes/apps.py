"""Makes the room known to Django, its permissions to the roles and its panel to the request's page."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "samdrift.operations.disputes"
    label = "disputes"

    def ready(self) -> None:
        from samdrift.operations.disputes.commands.restricting import restrict_proposals
        from samdrift.operations.disputes.web.pages import panel_of
        from samdrift.operations.requests.public import Panel, register_panel, register_restrict
        from samdrift.registers.parties.public import Permission, register_permissions

        register_panel(Panel("disputes.proposals", "disputes/panel.html", panel_of, position=60))
        register_restrict("disputes.proposals", restrict_proposals)
        parties_to_it = dict.fromkeys(("LOC-FM", "CTR-C", "CTR-P", "OPS-M"), "all")
        readers = parties_to_it | dict.fromkeys(("SD-LEAD", "SVC-L", "DIST-MGT", "AUD"), "all")
        register_permissions(
            (
                Permission("disputes.view", _("See what the parties propose to each other"), readers),
                Permission("disputes.propose", _("Propose another deadline, claim relief, contest"), parties_to_it),
                Permission("disputes.answer", _("Answer what the other party proposes"), parties_to_it),
            )
        )
