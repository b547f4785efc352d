"""Makes the room known to Django and its permissions to the roles."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

WORKERS = (
    "SVC-E", "SVC-L", "OPS-M", "SD-AG", "SD-LEAD", "CTR-P", "LOS-H", "FLT-C", "KIT-M", "BO-ICT", "BO-FIN", "BO-PAY",
    "BO-HR", "FIN-P", "HR-P", "LANE-LEAD", "BUDDY", "SUB", "OH-CLIN", "OH-ADM",
)  # fmt: skip
LEADERS = ("OPS-M", "SVC-L", "SD-LEAD")


class WorkforceConfig(AppConfig):
    name = "samdrift.operations.workforce"
    label = "workforce"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.operations.workforce.commands.imported import ShiftsIntake, SkillsIntake
        from samdrift.operations.workforce.commands.keys import keys_still_held
        from samdrift.operations.workforce.queries import tables
        from samdrift.operations.workforce.queries.notes import sees_note
        from samdrift.operations.workforce.queries.skills import sees_qualification
        from samdrift.registers.estate.public import TableKeeper, register_table
        from samdrift.registers.parties.public import Permission, register_permissions, register_tie

        file_owner("workforce.qualification", visible=sees_qualification)
        file_owner("workforce.roundnote", visible=sees_note)
        register_tie("workforce.keys", keys_still_held)
        register_table(
            TableKeeper(
                "shifts", ShiftsIntake, tables.shifts_of_table, tables.table_choices, tables.SHIFT_FIELDS, options=()
            )
        )
        register_table(
            TableKeeper(
                "skills", SkillsIntake, tables.skills_of_table, tables.table_choices, tables.SKILL_FIELDS,
                asks=("code",), defaults=("code",), options=(),
            )
        )  # fmt: skip
        own, lead = dict.fromkeys(WORKERS, "own"), dict.fromkeys(LEADERS, "all")
        mates = dict.fromkeys(("SVC-E", "SUB", "LOS-H", "FLT-C", "KIT-M", "LANE-LEAD"), "assigned")
        plans = lead | dict.fromkeys(("CTR-P", "SD-AG", "SD-LEAD", "HR-P"), "all")
        security = {"SEC-OFF": "all"}
        callers = dict.fromkeys((*WORKERS, "LOC-FM", "CTR-C", "SEC-OFF", "AUD"), "all")
        alerts = dict.fromkeys(("OPS-M", "SVC-L", "CTR-P", "SD-AG", "SD-LEAD", "LOC-FM", "CTR-C", "AUD"), "all")
        register_permissions(
            (
                Permission("workforce.view", _("See who works when"), own | mates | plans),
                Permission("workforce.plan", _("Write shifts and name substitutes"), lead),
                Permission("workforce.ask", _("Ask for an absence or a swap, work alone with a timer"), own | lead),
                Permission(
                    "workforce.view_absence", _("See absences with their kind"), own | lead | {"HR-P": "all"}
                ),
                Permission("workforce.answer_absence", _("Answer who asks to be away"), lead),
                Permission(
                    "workforce.view_skills", _("See skills, qualifications and clearances of people"),
                    own | lead | security | dict.fromkeys(("HR-P", "SD-AG", "SD-LEAD"), "all"),
                ),
                Permission("workforce.grant_skills", _("Write down skills and qualifications"), lead | {"HR-P": "all"}),
                Permission("workforce.grant_clearance", _("Write down and withdraw clearances"), security),
                Permission("workforce.view_keys", _("See who holds which key"), own | lead | security),
                Permission("workforce.hand_keys", _("Hand out keys and take them back"), lead | security),
                Permission("workforce.read_notes", _("Read what matters at a place"), dict.fromkeys(WORKERS, "all")),
                Permission(
                    "workforce.write_notes", _("Write down what matters at a place"),
                    lead | dict.fromkeys(("SVC-E", "KIT-M", "LOS-H"), "all"),
                ),
                Permission("workforce.view_on_call", _("See who is on call"), callers),
                Permission(
                    "workforce.plan_on_call", _("Write the rosters of who is on call"),
                    {"OPS-M": "all", "SD-LEAD": "all"},
                ),
                Permission(
                    "workforce.view_alerts", _("See alerts of the people on call"),
                    alerts | {"SVC-E": "assigned", "SUB": "assigned"},
                ),
                Permission(
                    "workforce.take_alerts", _("Take an alert"),
                    dict.fromkeys(("OPS-M", "SVC-L", "CTR-P"), "all")
                    | dict.fromkeys(("SVC-E", "SUB", "SD-AG", "SD-LEAD"), "assigned"),
                ),
                Permission(
                    "workforce.watch_lone", _("See who works alone"),
                    own | lead | dict.fromkeys(("SD-AG", "SD-LEAD"), "all"),
                ),
            )
        )  # fmt: skip
