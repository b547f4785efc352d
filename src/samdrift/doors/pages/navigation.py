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
    """One address: its URL name, what it is called, who sees it (a permission, or "" for everybody signed in)."""

    page: str
    label: str | Promise
    icon: str
    permissions: tuple[str, ...] = ()  # any of them
    phone: bool = False
    overview: bool = False  # for people who look after others' work, not for those who only ask for help
    badge: str = ""  # the key under which a room reports what waits here


ONLY_ASKING = frozenset({"USR", "REQ-P", "CIT"})

GROUPS: tuple[tuple[str | Promise, tuple[Line, ...]], ...] = (
    (
        "",
        (
            Line("work:mine", _("My work"), "work", ("work.start", "work.accept"), phone=True, badge="work"),
            Line("requests:new", _("Ask for help"), "add", ("requests.report",), phone=True),
            Line("requests:mine", _("My requests"), "request", ("requests.report",), phone=True),
        ),
    ),
    (
        _("Operations"),
        (
            Line("desk:inbox", _("Service desk"), "desk", ("requests.triage",), phone=True, badge="desk"),
            Line("desk:queue", _("Service desk"), "desk", ("requests.triage",), phone=True, badge="desk"),
            Line("requests:list", _("Requests"), "inbox", ("requests.view",), phone=True, overview=True),
            Line("requests:board", _("Board"), "board", ("requests.view",), overview=True),
            Line("work:list", _("Work orders"), "tool", ("work.view",), overview=True),
            Line("work:board", _("Plan"), "calendar", ("work.dispatch", "work.assign"), overview=True),
            Line(
                "approvals:list",
                _("Approvals"),
                "check-circle",
                ("approvals.view", "approvals.decide_budget", "approvals.decide_security"),
                badge="approvals",
            ),
            Line("promises:list", _("Promises"), "promise", ("promises.view",), overview=True),
        ),
    ),
    (
        _("Registers"),
        (
            Line("estate:sites", _("Sites"), "site", ("estate.view",), phone=True, overview=True),
            Line("tags:list", _("QR tags"), "qr", ("tags.view",), overview=True),
            Line(
                "catalogue:list", _("Service catalogue"), "book", ("catalogue.view", "catalogue.write"), overview=True
            ),
            Line("contracts:list", _("Contracts"), "contract", ("contracts.view",), overview=True),
            Line("parties:people", _("People and units"), "users", ("parties.view_people",), overview=True),
        ),
    ),
    (
        _("Administration"),
        (
            Line("estate:imports", _("Imports"), "import", ("estate.import", "estate.write")),
            Line("parties:tokens", _("API tokens"), "key", ("parties.manage_tokens",)),
            Line("events:list", _("Open book"), "history", ("events.view",), overview=True),
            Line("jobs:list", _("Background jobs"), "robot", ("jobs.view",)),
        ),
    ),
)


@cache
def page_address(name: str) -> str:
    """The address of a page, or "" while no room offers it; addresses do not change while we run."""
    return address(name)


def navigation(request: HttpRequest, scope: Scope, waiting: Mapping[str, int] | None = None) -> list[NavGroup]:
    """The navigation of the person who asks; `waiting` says how much waits behind a line."""
    groups = []
    for label, lines in GROUPS:
        items = [item for line in lines if (item := _item(request, scope, line, waiting or {}))]
        if items:
            groups.append(NavGroup(str(label), _only_longest_active(items)))
    return groups


def _item(request: HttpRequest, scope: Scope, line: Line, waiting: Mapping[str, int]) -> NavItem | None:
    if line.permissions and not any(map(scope.may, line.permissions)):
        return None
    if line.overview and ONLY_ASKING.issuperset(scope.roles):
        return None
    url = page_address(line.page)
    if not url:
        return None
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return NavItem(str(line.label), url, line.icon, active=here, badge=waiting.get(line.badge), phone=line.phone)


def _only_longest_active(items: list[NavItem]) -> list[NavItem]:
    """Of /requests/ and /requests/board/ only the more exact one is where one is."""
    active = max((item for item in items if item.active), key=lambda item: len(item.url), default=None)
    return [replace(item, active=item is active) for item in items]
