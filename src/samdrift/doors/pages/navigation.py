"""Where a signed-in person can go: one table, narrowed by what they may do and by which rooms are there.

A line shows when its page exists and the person has the permission somewhere; the page itself checks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samdrift.doors.pages.shell import NavGroup, NavItem, address
from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """One address: its URL name, what it is called, who sees it."""

    page: str
    label: str | Promise
    icon: str
    permissions: tuple[str, ...] = ()  # any of them
    phone: bool = False
    whole: bool = False  # only for people whose permission reaches the whole community: its machinery has no parts
    overview: bool = False  # only for people whose permission reaches beyond what is theirs
    roles: frozenset[str] = frozenset()  # only for these roles, when any are named
    badge: str = ""  # the key under which a room reports what waits here


AT_WORK = frozenset({"SVC-E", "SVC-L", "SUB"})
CALLS = frozenset({"SVC-E", "SVC-L", "OPS-M", "SD-AG", "SD-LEAD", "CTR-P", "LOC-FM"})
DECIDES = ("approvals.view", "approvals.decide_budget", "approvals.decide_security", "approvals.decide_clinical")
INTERESTS = ("parties.decide_interests", "invoicing.approve", "invoicing.accept")
ASKED = ("requests.export", "work.view", "contracts.view", "estate.view")
IMPORTS = ("estate.import", "parties.manage_people", "parties.manage_units", "requests.import")

SHORT = 12  # lines that a screen shows at once; a longer menu folds its groups
GROUPS: tuple[tuple[str | Promise, tuple[Line, ...]], ...] = (
    (
        "",
        (
            Line("work:mine", _("My work"), "work", ("work.do",), phone=True, badge="work", roles=AT_WORK),
            Line("field:app", _("On the phone, without signal"), "cloud-off", ("work.do",), roles=AT_WORK),
            Line("rounds:app", _("Today's round"), "cleaning", ("rounds.do",), roles=AT_WORK),
            Line("desk:console", _("Console"), "phone", ("desk.take",)),
            Line("desk:inbox", _("Service desk"), "desk", ("desk.view",), phone=True, badge="desk"),
            Line("requests:list", _("Requests"), "inbox", ("requests.view",), phone=True, overview=True),
            Line("requests:board", _("Board"), "board", ("requests.view",), overview=True),
            Line("work:list", _("Work orders"), "tool", ("work.view",), phone=True, overview=True),
            Line("dispatch:board", _("Dispatch"), "route", ("dispatch.view",), overview=True),
            Line("rounds:today", _("Rounds"), "cleaning", ("rounds.view",), overview=True),
            Line("planning:occurrences", _("Planned work"), "calendar", ("planning.view",)),
            Line("workforce:mine", _("My shifts"), "calendar", ("workforce.ask",), phone=True, roles=AT_WORK),
            Line("approvals:list", _("Approvals"), "check-circle", DECIDES, overview=True, badge="approvals"),
            Line("disputes:list", _("Proposals"), "handshake", ("disputes.answer",)),
        ),
    ),
    (
        _("Overview"),
        (
            Line("insight:contracts", _("Contract in view"), "eye", ("insight.view",), overview=True),
            Line("insight:operations", _("Operation today"), "board", ("insight.operate",), overview=True),
            Line("insight:districts", _("Districts"), "chart", ("insight.view",), overview=True),
            Line("insight:map", _("Map"), "map", ("estate.view",)),
            Line("insight:audit", _("Auditor’s room"), "eye", ("insight.audit",), overview=True),
            Line("insight:released", _("Managers’ time"), "clock", ("insight.view",), overview=True),
        ),
    ),
    (
        _("To follow up"),
        (
            Line("work:verify", _("To verify"), "check-circle", ("work.verify",)),
            Line("field:review", _("From phones, to look at"), "help", ("work.review",)),
            Line("work:quotes", _("Extra work"), "document", ("work.view_quotes",)),
            Line("work:companies", _("Subcontractors"), "users", ("work.view_companies",)),
            Line("work:problems", _("Problems"), "alert", ("work.solve_problems",)),
            Line("promises:pauses", _("Long pauses"), "pause", ("promises.watch",)),
        ),
    ),
    (
        _("Shifts and people"),
        (
            Line("workforce:week", _("Who works when"), "users", ("workforce.plan",)),
            Line("workforce:on_call", _("On call"), "phone", ("workforce.view_on_call",), roles=CALLS),
            Line("workforce:alone", _("Who works alone"), "user", ("workforce.watch_lone",), overview=True),
            Line("workforce:notes", _("What matters here"), "info", ("workforce.write_notes",)),
        ),
    ),
    (
        _("Results"),
        (
            Line("desk:month", _("The desk by months"), "chart", ("desk.measure",)),
            Line("desk:indicators", _("Indicators"), "search", ("desk.watch",)),
            Line("ask:lists", _("Ask the data"), "filter", ASKED, overview=True),
        ),
    ),
    (
        _("Contract and money"),
        (
            Line("scaling:districts", _("Districts and prices"), "money", ("scaling.view",)),
            Line("scaling:changes", _("Changes of service"), "list-check", ("scaling.view",)),
            Line("addons:list", _("Add-ons"), "add", ("addons.view",)),
            Line("contracts:list", _("Contracts"), "contract", ("contracts.view",)),
            Line("reports:list", _("Reports"), "document", ("reports.view",)),
            Line("benchmarking:list", _("Benchmarks"), "chart", ("benchmarking.view",)),
            Line("performance:month", _("Key figures"), "chart", ("performance.view",)),
            Line("savings:overview", _("Savings"), "chart", ("savings.view",)),
            Line("invoicing:list", _("Invoices"), "invoice", ("invoicing.view",)),
            Line("savings:budgets", _("Budgets"), "list-check", ("savings.view_budgets",)),
            Line("joining:list", _("Frameworks"), "handshake", ("joining.view",)),
        ),
    ),
    (
        _("For yourself"),
        (
            Line("requests:new", _("Ask for help"), "add", ("requests.report",), phone=True),
            Line("catalogue:help", _("Help"), "book", ("catalogue.read_articles",)),
            Line("requests:mine", _("My requests"), "request", ("requests.report",), phone=True),
        ),
    ),
    (
        _("Registers"),
        (
            Line("estate:sites", _("Sites"), "site", ("estate.view",), phone=True),
            Line("tags:list", _("QR tags"), "qr", ("tags.view",)),
            Line("tags:walk", _("Walk a site"), "scan", ("tags.mount",)),
            Line("catalogue:list", _("Service catalogue"), "book", ("catalogue.view", "catalogue.write")),
            Line("catalogue:articles", _("Articles and scripts"), "edit", ("catalogue.write_articles",)),
            Line("bundles:list", _("Open book of a period"), "package", ("bundles.view",)),
            Line("promises:bench", _("Rules bench"), "filter", ("promises.rehearse",)),
            Line("parties:interests", _("Interests and hospitality"), "eye", INTERESTS),
            Line("parties:people", _("People and units"), "users", ("parties.view_people",), overview=True),
        ),
    ),
    (
        _("Administration"),
        (
            Line("estate:imports", _("Imports"), "import", IMPORTS),
            Line("parties:tokens", _("API tokens"), "key", ("parties.manage_tokens",), overview=True),
            Line("exchange:overview", _("Other systems"), "share", ("exchange.manage",)),
            Line("events:list", _("Open book"), "history", ("events.view",)),
            Line("checks:list", _("Nightly checks"), "list-check", ("checks.view",)),
            Line("jobs:list", _("Background jobs"), "robot", ("jobs.view",), whole=True),
        ),
    ),
)


@cache
def page_address(name: str) -> str:
    """The address of a page, or "" while no room offers it; addresses do not change while we run."""
    return address(name)


def navigation(request: HttpRequest, scope: Scope, waiting: Mapping[str, int] | None = None) -> list[NavGroup]:
    """The navigation of the person who asks; `waiting` says how much waits behind a line.

    A menu longer than a screen is folded to its first group and the one that has the page asked for.
    """
    groups = []
    for label, lines in GROUPS:
        items = [item for line in lines if (item := _item(request, scope, line, waiting or {}))]
        if items:
            groups.append(NavGroup(str(label), items))
    groups = _only_longest_active(groups)
    if sum(len(group.items) for group in groups) <= SHORT:
        return groups
    return [replace(group, folded=bool(group.label) and not group.has_here) for group in groups]


def _item(request: HttpRequest, scope: Scope, line: Line, waiting: Mapping[str, int]) -> NavItem | None:
    if not _is_for(line, scope):
        return None
    url = page_address(line.page)
    if not url:
        return None
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return NavItem(str(line.label), url, line.icon, active=here, badge=waiting.get(line.badge), phone=line.phone)


def _is_for(line: Line, scope: Scope) -> bool:
    if line.roles and not line.roles.intersection(scope.roles):
        return False
    if line.whole:
        return any(scope.allows(permission) for permission in line.permissions)
    return any(
        permission in grant.permissions and (grant.reach == "all" or not line.overview)
        for grant in scope.grants
        for permission in line.permissions
    )


def _only_longest_active(groups: list[NavGroup]) -> list[NavGroup]:
    """Of /requests/ and /requests/mine/, in whichever groups they stand, only the more exact one is where one is."""
    found = [item for group in groups for item in group.items if item.active]
    here = max(found, key=lambda item: len(item.url), default=None)
    return [replace(group, items=[replace(item, active=item is here) for item in group.items]) for group in groups]
