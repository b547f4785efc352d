"""The first page after signing in is the work of the person's role."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from samdrift.doors.pages.navigation import GROUPS, page_address
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import public as rounds

# The pages to try. Whoever has several roles gets the first that fits: what waits for their hands, then what they
# answer for from widest to narrowest (those pages lead on to what waits there), then what waits for their word.
FIRST_PAGE: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"SVC-E", "SUB"}), ("work:mine",)),
    (frozenset({"SD-AG", "SD-LEAD"}), ("desk:inbox", "desk:queue", "requests:list")),
    (frozenset({"OPS-M"}), ("insight:operations", "work:list", "requests:list")),
    (frozenset({"SVC-L"}), ("work:list", "work:mine", "requests:list")),
    (frozenset({"CTR-C", "CTR-P"}), ("insight:contracts", "requests:list")),
    (frozenset({"STEER-C", "STEER-P"}), ("insight:contracts", "savings:overview")),
    (frozenset({"FIN-C", "FIN-APPR"}), ("invoicing:list", "requests:list")),
    (frozenset({"FIN-P"}), ("savings:overview",)),
    (frozenset({"LOC-FM", "DIST-MGT"}), ("insight:districts", "scaling:districts", "requests:list")),
    (frozenset({"BUD", "SEC-OFF"}), ("approvals:list", "requests:list")),
    (frozenset({"LOC-INS"}), ("work:list", "requests:list")),
    (frozenset({"JOIN"}), ("joining:list",)),
    (frozenset({"AUD"}), ("insight:audit", "events:list", "requests:list")),
    (frozenset({"DPO"}), ("events:list", "requests:list")),
    (frozenset({"UNIT-ADM"}), ("estate:sites", "parties:people")),
    (frozenset({"ADMIN"}), ("parties:people", "estate:sites")),
    (frozenset({"REQ-P", "USR"}), ("requests:mine", "requests:new")),
)


def first_page(scope: Scope) -> str:
    """The address of the page a person's work begins on, or "" when there is none they may open."""
    roles = set(scope.roles)
    wanted = [name for those, names in FIRST_PAGE if roles & those for name in names]
    return next((page_address(name) for name in (*wanted, *LINES) if _opens(scope, name)), "")


def home(request: ScopedRequest) -> HttpResponse:
    """On to the person's round or work, or a page that says what is to be done to have some."""
    scope = request.scope
    address = page_address("rounds:app") if rounds.has_round(scope, now()) else first_page(scope)
    return redirect(address) if address else render(request, "account/no_work.html", {})


# Every page of the navigation: where nothing is said for a role, the first that it may open will do.
LINES = {line.page: line for _label, lines in GROUPS for line in lines if line.permissions}


def _opens(scope: Scope, name: str) -> bool:
    return name in LINES and bool(page_address(name)) and any(map(scope.may, LINES[name].permissions))
