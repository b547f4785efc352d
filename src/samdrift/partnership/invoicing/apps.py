"""Makes the room known to Django, its permissions to the roles and its files to the gate (domain.md §4.3)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

READERS = (
    "BUD", "LOC-FM", "DIST-MGT", "CTR-C", "CTR-P", "FIN-C", "FIN-APPR", "FIN-P", "OPS-M", "STEER-C", "STEER-P", "AUD",
)  # fmt: skip


class InvoicingConfig(AppConfig):
    name = "samdrift.partnership.invoicing"
    label = "invoicing"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.operations.bundles.public import register_behind, register_billed
        from samdrift.partnership.invoicing.commands.issuing import KIND
        from samdrift.partnership.invoicing.queries.bundled import billed_in, extra_in, late_in
        from samdrift.partnership.invoicing.queries.first_time import queried_or_rejected, right_first_time
        from samdrift.partnership.invoicing.queries.late import charges_of_month
        from samdrift.partnership.invoicing.queries.reading import may_open
        from samdrift.partnership.invoicing.queries.sent import sent_months
        from samdrift.partnership.invoicing.registry import register_charges
        from samdrift.partnership.invoicing.web import told
        from samdrift.partnership.performance.public import FigureSource, register_source
        from samdrift.registers.contracts.public import register_settled
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_settled(sent_months)
        register_billed(billed_in)
        register_source(
            "invoice.right",
            FigureSource(
                word=_("The invoices of the month"), count=right_first_time, against=queried_or_rejected, per_unit=True,
                page="invoicing:page",
            ),
        )  # fmt: skip
        register_behind("invoicing", extra_in)
        register_behind("invoicing late", late_in)
        register_charges("late", charges_of_month)
        file_owner(KIND, visible=may_open)
        register_permissions(
            (
                Permission("invoicing.view", _("See invoices"), dict.fromkeys(READERS, "all")),
                Permission("invoicing.issue", _("Make, send and credit invoices"), {"FIN-P": "all"}),
                Permission(
                    "invoicing.agree",
                    _("Propose and agree on what months already invoiced come to more"),
                    {"FIN-P": "all", "FIN-C": "all", "CTR-P": "all", "CTR-C": "all"},
                ),
                Permission("invoicing.match", _("Match, query and send back invoices"), {"FIN-C": "all"}),
                Permission(
                    "invoicing.accept", _("Accept what an invoice names as delivered"), {"LOC-FM": "all", "BUD": "all"}
                ),
                Permission("invoicing.approve", _("Approve invoices for payment"), {"FIN-APPR": "all"}),
                Permission("invoicing.pay", _("Make payment files"), {"FIN-C": "all", "FIN-APPR": "all"}),
                Permission("invoicing.write_seller", _("Write who sends invoices"), {"FIN-P": "all"}),
                Permission("invoicing.write_buyer", _("Write whom invoices go to"), {"FIN-C": "all", "CTR-C": "all"}),
            )
        )
