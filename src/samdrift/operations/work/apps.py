"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

PROBLEMS = ("OPS-M", "SVC-L", "SVC-E", "CTR-P", "CTR-C", "LOC-FM", "LOC-INS", "AUD")
SPEAKERS = {
    **dict.fromkeys(("OPS-M", "SVC-L", "SD-AG", "SD-LEAD", "CTR-P", "CTR-C", "LOC-FM", "LOC-INS"), "all"),
    "SVC-E": "assigned", "SUB": "assigned",
}  # fmt: skip
FIRMS = ("OPS-M", "SVC-L", "CTR-P", "CTR-C", "LOC-FM", "SEC-OFF", "AUD")
MONEY = ("OPS-M", "CTR-P", "CTR-C", "LOC-FM", "BUD", "DIST-MGT", "FIN-C", "FIN-P", "AUD")


class WorkConfig(AppConfig):
    name = "samdrift.operations.work"
    label = "work"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.operations.approvals.public import Subject, register_subject
        from samdrift.operations.promises.public import SubjectKind, register_subject_kind
        from samdrift.operations.requests.public import (
            Panel,
            register_hand_out,
            register_keep_up,
            register_panel,
            register_restrict,
        )
        from samdrift.operations.work.commands import promising
        from samdrift.operations.work.commands.giving import hand_out, keep_up
        from samdrift.operations.work.commands.imported import WorkIntake
        from samdrift.operations.work.commands.quoting import quote_decided
        from samdrift.operations.work.commands.restricting import restrict_orders
        from samdrift.operations.work.queries import quotes_for_approval, sees_order
        from samdrift.operations.work.queries.comments import sees_comment
        from samdrift.operations.work.queries.table import TABLE_FIELDS, rows_of_table, table_choices
        from samdrift.operations.work.queries.tallied import register_tallies
        from samdrift.operations.work.registry import register_skills
        from samdrift.operations.work.web import told
        from samdrift.operations.work.web.pages import panel_of
        from samdrift.operations.workforce.public import missing_skills
        from samdrift.registers.estate.public import TableKeeper, register_table
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_tallies()
        register_table(
            TableKeeper(
                "work", WorkIntake, rows_of_table, table_choices, TABLE_FIELDS, asks=("site", "kind"),
                defaults=("site", "kind", "line"),
            )
        )  # fmt: skip
        register_subject(Subject("work.quote", quote_decided, quotes_for_approval))
        named = {promising.named(kind): word for kind, word in told.KIND_WORDS.items()}
        register_subject_kind(SubjectKind(promising.KIND, named))
        register_skills("workforce", missing_skills)
        register_hand_out("work.orders", hand_out)
        register_keep_up("work.orders", keep_up)
        register_restrict("work.orders", restrict_orders)
        register_panel(Panel("work.orders", "work/panel.html", panel_of, position=20))
        file_owner("work.workorder", visible=sees_order)
        file_owner("work.ordercomment", visible=sees_comment)
        everywhere = ("SD-AG", "SD-LEAD", "OPS-M", "SVC-L", "CTR-C", "CTR-P", "AUD", "LOC-FM", "LOC-INS", "DIST-MGT")
        readers = {**dict.fromkeys((*everywhere, "REQ-P", "SEC-OFF"), "all"), "SVC-E": "assigned", "SUB": "assigned"}
        doers = {"SVC-E": "assigned", "SUB": "assigned"}
        register_permissions(
            (
                Permission("work.view", _("See work orders"), readers),
                Permission("work.do", _("Accept, do and finish work orders"), doers),
                Permission(
                    "work.interrupt", _("Refuse, pause, go on with and fail work orders"), {"SVC-E": "assigned"}
                ),
                Permission("work.plan", _("Make and change work orders"), {"SD-AG": "all", "OPS-M": "all"}),
                Permission("work.dispatch", _("Give work orders, and plan failed ones anew"), {"OPS-M": "all"}),
                Permission("work.write_checklists", _("Write checklists"), {"OPS-M": "all", "SVC-L": "all"}),
                Permission("work.set_share", _("Say how many orders are verified"), {"CTR-C": "all"}),
                Permission("work.quote", _("Offer extra work at a price"), {"OPS-M": "all", "CTR-P": "all"}),
                Permission("work.charge", _("Charge for extra work"), {"OPS-M": "all", "FIN-P": "all"}),
                Permission("work.view_quotes", _("See offers of extra work"), dict.fromkeys(MONEY, "all")),
                Permission("work.view_problems", _("See recurring defects"), dict.fromkeys(PROBLEMS, "all")),
                Permission("work.solve_problems", _("Work on recurring defects"), {"OPS-M": "all", "SVC-L": "all"}),
                Permission("work.comment", _("Comment on work orders"), SPEAKERS),
                Permission("work.view_prices", _("See what work comes to"), dict.fromkeys(MONEY, "all")),
                Permission("work.hand_over", _("Give work to subcontractors, and make their links"), {"OPS-M": "all"}),
                Permission("work.view_companies", _("See subcontractors and their links"), dict.fromkeys(FIRMS, "all")),
                Permission("work.clear_companies", _("Clear companies for sites"), {"SEC-OFF": "all"}),
                Permission("work.cancel", _("Cancel work orders"), {"OPS-M": "all", "LOC-FM": "all"}),
                Permission("work.rework", _("Send finished work back"), {"LOC-INS": "all", "OPS-M": "all"}),
                Permission("work.import", _("Bring in work from elsewhere or long ago"), {"CTR-C": "all"}),
                Permission("work.begin", _("Begin work one finds on the spot"), doers),
                Permission(
                    "work.review",
                    _("Decide about work done without signal after it was cancelled or given away"),
                    {"OPS-M": "all", "SVC-L": "all", "SD-LEAD": "all"},
                ),
                Permission("work.verify", _("Verify finished work"), {"LOC-FM": "all", "LOC-INS": "all"}),
            )
        )
