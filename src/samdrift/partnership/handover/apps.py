"""Makes the room known to Django, its permissions to the roles, its files to the gate, and its pages to contracts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

OFFICES = ("CTR-C", "CTR-P", "JOIN")


class HandoverConfig(AppConfig):
    name = "samdrift.partnership.handover"
    label = "handover"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.partnership.handover.commands.making import KIND
        from samdrift.partnership.handover.queries.packs import may_open
        from samdrift.partnership.handover.web import told
        from samdrift.partnership.joining.public import register_exit_page
        from samdrift.registers.contracts.public import TermsPage, register_terms_page
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        file_owner(KIND, visible=may_open)
        register_terms_page(TermsPage("handover:list", _("Exit packs"), "handover.view", "package"))
        register_exit_page("handover:list")
        offices = dict.fromkeys(OFFICES, "all")
        register_permissions(
            (
                Permission(
                    "handover.view", _("Read a contract's exit packs and take them along"), offices | {"AUD": "all"}
                ),
                Permission("handover.make", _("Let exit packs of a contract be made"), offices),
                Permission("handover.confirm", _("Confirm the handover of an exit pack, for one's party"), offices),
            )
        )
