"""Makes the room known to Django and announces what may be done in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DESK = ("SD-AG", "SD-LEAD", "OPS-M")


class DeskConfig(AppConfig):
    name = "samdrift.operations.desk"
    label = "desk"

    def ready(self) -> None:
        from samdrift.foundation.mail.public import register_receiver
        from samdrift.operations.desk.commands.mail_in import take_mail
        from samdrift.operations.desk.commands.restricting import restrict_contacts
        from samdrift.operations.desk.queries.on_request import about_request
        from samdrift.operations.desk.queries.outages import issues_at
        from samdrift.operations.desk.web import told
        from samdrift.operations.requests.public import (
            Panel,
            register_known_issues,
            register_panel,
            register_restrict,
        )
        from samdrift.registers.parties.public import Permission, register_permissions

        measured_by = dict.fromkeys(("SD-LEAD", "OPS-M", "CTR-C", "CTR-P", "AUD"), "all")
        watched_by = dict.fromkeys(("CTR-C", "CTR-P", "AUD"), "all")
        told.register()
        register_known_issues("desk.outages", issues_at)
        register_panel(Panel("desk.about", "desk/on_request.html", about_request, position=60))
        register_receiver(take_mail)
        register_restrict("desk.contacts", restrict_contacts)
        register_permissions(
            (
                Permission("desk.view", _("See the desk's queue and its contacts."), dict.fromkeys(DESK, "all")),
                Permission("mail.view", _("Read mails that came in."), dict.fromkeys(DESK, "all")),
                Permission(
                    "mail.hand_in", _("Hand in mails that arrived elsewhere."), {"ADMIN": "all", "SD-LEAD": "all"}
                ),
                Permission("desk.take", _("Take a report on behalf of somebody."), dict.fromkeys(DESK, "all")),
                Permission("desk.import", _("Bring in contacts from elsewhere or long ago."), {"CTR-C": "all"}),
                Permission("desk.measure", _("See what the desk's months come to."), measured_by),
                Permission("desk.watch", _("See signs that promises are kept on paper."), watched_by),
                Permission(
                    "desk.declare", _("Declare outages and known issues."), dict.fromkeys((*DESK, "SVC-L"), "all")
                ),
                Permission(
                    "desk.write_answers",
                    _("Write the answers the desk gives often."),
                    dict.fromkeys(("SD-LEAD", "OPS-M"), "all"),
                ),
                Permission(
                    "desk.lead", _("See the live board of the desk."), dict.fromkeys(("SD-LEAD", "OPS-M"), "all")
                ),
                Permission("desk.set_up", _("Set up the desk's queues."), dict.fromkeys(("SD-LEAD", "OPS-M"), "all")),
                Permission("desk.audit", _("Correct how a contact ended."), dict.fromkeys(("SD-LEAD", "OPS-M"), "all")),
            )
        )
