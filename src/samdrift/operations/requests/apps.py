"""Makes the room known to Django, its permissions to the roles, and its approvals and words to search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ASKERS = ("USR", "REQ-P", "BUD", "UNIT-ADM", "LOC-INS", "DIST-MGT", "CTR-C", "SEC-OFF", "SVC-E", "SVC-L", "CTR-P")
DESK = ("SD-AG", "SD-LEAD", "OPS-M")
# Case workers of payroll, HR, ICT, finance and occupational health: they do what their teams are named on.
BACK = ("BO-ICT", "BO-FIN", "BO-PAY", "BO-HR", "OH-CLIN", "OH-ADM")
CASE_WORK = dict.fromkeys(BACK, "assigned")
DOERS = {"SVC-E": "assigned", "SUB": "assigned", "SVC-L": "all", "OPS-M": "all"}


def _all(*roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, "all")


def _own(*roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, "own")


class RequestsConfig(AppConfig):
    name = "samdrift.operations.requests"
    label = "requests"

    def ready(self) -> None:
        from samdrift.foundation.files.public import file_owner
        from samdrift.foundation.search.public import searchable
        from samdrift.operations.approvals.public import Subject, register_subject
        from samdrift.operations.promises.public import SubjectKind, register_past_work, register_subject_kind
        from samdrift.operations.requests import followers  # noqa: F401
        from samdrift.operations.requests.commands.decided import approval_decided
        from samdrift.operations.requests.commands.imported import RequestIntake
        from samdrift.operations.requests.queries.access import sees_request
        from samdrift.operations.requests.queries.colouring import COLOURINGS
        from samdrift.operations.requests.queries.imported import as_told_elsewhere, import_choices
        from samdrift.operations.requests.queries.lists import open_counts_by_space
        from samdrift.operations.requests.queries.pages import words_for_approval
        from samdrift.operations.requests.queries.past import PAST_WAITS, past_requests
        from samdrift.operations.requests.queries.place_panel import of_earlier_rooms, open_here
        from samdrift.operations.requests.queries.table import rows_of_table
        from samdrift.operations.requests.queries.tallied import register_tallies
        from samdrift.operations.requests.queries.words import TABLE_FIELDS
        from samdrift.operations.requests.registry import Panel, register_panel
        from samdrift.operations.requests.web import told
        from samdrift.registers.catalogue.public import register_ask_page
        from samdrift.registers.estate.public import (
            PlacePanel,
            TableKeeper,
            register_colouring,
            register_open_counts,
            register_place_panel,
            register_table,
        )
        from samdrift.registers.parties.public import Permission, register_permissions

        told.register()
        register_tallies()
        register_table(
            TableKeeper(
                "requests", RequestIntake, rows_of_table, import_choices, TABLE_FIELDS,
                asks=("request_type", "site", "status", "channel"), defaults=("request_type", "site", "channel"),
                options=("system", "timezone", "times", "promises"),
            )
        )  # fmt: skip
        register_ask_page("requests:new")
        register_permissions(
            # Whoever decides for somebody must read what it is about.
            Permission(code, meaning, roles, delegable=code == "requests.view")
            for code, meaning, roles in PERMISSIONS
        )
        register_subject_kind(SubjectKind("requests.servicerequest", by_name=False))
        register_panel(Panel("requests.imported", "requests/as_told.html", as_told_elsewhere, position=90))
        register_past_work("requests.servicerequest", past_requests, PAST_WAITS)
        register_subject(Subject("requests.request", approval_decided, words_for_approval))
        searchable("requests.request", permission="requests.view")
        file_owner("requests.servicerequest", visible=sees_request)
        register_open_counts("requests.open", open_counts_by_space)
        for colouring in COLOURINGS:
            register_colouring(colouring)
        register_place_panel(PlacePanel("requests.open", "requests/at_place.html", open_here, position=10))
        register_place_panel(
            PlacePanel("requests.of_earlier_rooms", "requests/of_earlier_rooms.html", of_earlier_rooms, position=80)
        )


# domain.md §4.3, row "Request D1": who may what, and how far. Everybody who asks may speak, answer, confirm and
# withdraw on the own request; whoever reads a unit's or a contract's requests may speak there.
PERMISSIONS = (
    ("requests.import", _("Bring in requests from elsewhere or long ago"), _all("CTR-C")),
    (
        "requests.view", _("See requests"),
        # A unit administrator keeps the places of the unit, and so reads what is open there.
        _own("USR", "HR-C") | dict.fromkeys(("SVC-E", "SUB", *BACK), "assigned")
        | _all("REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "FIN-C", "SEC-OFF", "SVC-L",
             "CTR-P", "AUD", *DESK),
    ),
    (
        "requests.report", _("Report and ask for things"),
        _own(*ASKERS) | _all("REQ-P", "LOC-FM", *DESK),
    ),
    ("requests.triage", _("Confirm type, place and priority"), _all(*DESK) | CASE_WORK),
    ("requests.consent", _("Agree to a lower priority"), _own(*ASKERS) | _all("LOC-FM")),
    ("requests.assign", _("Give requests to teams and people"), _all(*DESK, "SVC-L") | CASE_WORK),
    ("requests.take", _("Take a request oneself"), _all(*DESK) | DOERS | CASE_WORK),
    ("requests.start", _("Begin work and make safe"), DOERS | CASE_WORK),
    ("requests.hold", _("Put requests on hold and let them go on"), _all(*DESK) | DOERS | CASE_WORK),
    ("requests.resolve", _("Say that requests are resolved"), _all(*DESK) | DOERS | CASE_WORK),
    ("requests.ask", _("Ask the requester something"), _all(*DESK) | DOERS | CASE_WORK),
    ("requests.answer", _("Answer for the requester"), _own(*ASKERS) | _all(*DESK, "LOC-FM")),
    (
        "requests.comment", _("Comment on requests"),
        _own("USR", "HR-C") | dict.fromkeys(("SVC-E", "SUB", *BACK), "assigned")
        | _all("REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "SEC-OFF", "SVC-L", "CTR-P",
             *DESK),
    ),
    ("requests.confirm", _("Confirm that requests are done, or reopen them"), _own(*ASKERS) | _all("LOC-FM")),
    ("requests.rate", _("Rate how a request went"), _own(*ASKERS, "LOC-FM", *DESK)),
    (
        "requests.read_ratings", _("Read the stars and words people gave single requests, to answer them"),
        _all("LOC-FM", "SVC-L"),
    ),
    ("requests.cancel", _("Cancel requests"), _own(*ASKERS) | _all("LOC-FM", *DESK)),
    ("requests.merge", _("Mark requests as duplicates"), _all(*DESK)),
    ("requests.decline", _("Find requests out of scope"), _all(*DESK)),
    ("requests.agree_decline", _("Agree that requests are out of scope"), _all("OPS-M", "SD-LEAD")),
    ("requests.decide_appeal", _("Answer appeals of declined requests"), _all("LOC-FM")),
    (
        "requests.name_people", _("Name people on restricted matters, and let them go"),
        _own(*ASKERS) | _all(*DESK) | CASE_WORK,
    ),
    ("requests.redact", _("Take personal words out of requests"), _all(*DESK, "LOC-FM", "DPO") | CASE_WORK),
    ("requests.correct_received", _("Correct when a request was received"), _all("SD-AG", "SD-LEAD")),
    (
        "requests.export", _("Export lists of requests"),
        _all("LOC-FM", "DIST-MGT", "CTR-C", "CTR-P", "FIN-C", "AUD", "SD-LEAD", "OPS-M", "SVC-L"),
    ),
)  # fmt: skip
