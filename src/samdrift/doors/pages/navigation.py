"""Where a signed-in person can go: one table, narrowed by what they may do and by which rooms are there.

A line shows when its page exists and the person has the permission somewhere; the page itself checks again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
    permission: str = ""
    phone: bool = False
    badge: str = ""  # the key under which a room reports what waits here


GROUPS: tuple[tuple[str | Promise, tuple[Line, ...]], ...] = (
    (
        "",
        (
            Line("home", _("Today"), "home", phone=True),
            Line("work:mine", _("My work"), "work", "work.start", phone=True, badge="work"),
            Line("requests:new", _("Ask for help"), "add", "requests.submit", phone=True),
            Line("requests:mine", _("My requests"), "request", "requests.submit", phone=True),
        ),
    ),
    (
        _("Operations"),
        (
            Line("desk:queue", _("Service desk"), "desk", "requests.triage", phone=True, badge="desk"),
            Line("requests:list", _("Requests"), "inbox", "requests.see", phone=True),
            Line("requests:board", _("Board"), "board", "requests.see"),
            Line("work:list", _("Work orders"), "tool", "work.see"),
            Line("approvals:list", _("Approvals"), "check-circle", "approvals.decide", badge="approvals"),
            Line("promises:list", _("Promises"), "promise", "promises.see"),
        ),
    ),
    (
        _("Registers"),
        (
            Line("estate:sites", _("Sites"), "site", "estate.see"),
            Line("tags:list", _("QR tags"), "qr", "tags.see"),
            Line("catalogue:list", _("Service catalogue"), "book", "catalogue.see"),
            Line("contracts:list", _("Contracts"), "contract", "contracts.see"),
            Line("parties:people", _("People and units"), "users", "parties.see"),
        ),
    ),
    (
        _("Administration"),
        (
            Line("estate:import", _("Import a model"), "import", "estate.import"),
            Line("api_tokens", _("API tokens"), "key", "tokens.issue"),
            Line("events:list", _("Open book"), "history", "events.see"),
            Line("jobs:list", _("Jobs"), "robot", "jobs.see"),
        ),
    ),
)


def navigation(request: HttpRequest, scope: Scope, waiting: Mapping[str, int] | None = None) -> list[NavGroup]:
    """The navigation of the person who asks; `waiting` says how much waits behind a line."""
    groups = []
    for label, lines in GROUPS:
        items = [item for line in lines if (item := _item(request, scope, line, waiting or {}))]
        if items:
            groups.append(NavGroup(str(label), _only_longest_active(items)))
    return groups


def _item(request: HttpRequest, scope: Scope, line: Line, waiting: Mapping[str, int]) -> NavItem | None:
    if line.permission and not scope.may(line.permission):
        return None
    url = address(line.page)
    if not url:
        return None
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return NavItem(str(line.label), url, line.icon, active=here, badge=waiting.get(line.badge), phone=line.phone)


def _only_longest_active(items: list[NavItem]) -> list[NavItem]:
    """Of /requests/ and /requests/board/ only the more exact one is where one is."""
    active = max((item for item in items if item.active), key=lambda item: len(item.url), default=None)
    return [
        item
        if not item.active or item is active
        else NavItem(item.label, item.url, item.icon, badge=item.badge, phone=item.phone)
        for item in items
    ]
