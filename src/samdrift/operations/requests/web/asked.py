"""The list's filters as a question to the same list, where it is grouped, kept, followed and taken along."""

from django.http import QueryDict

from samdrift.foundation.datasets.public import Question, Where, in_order
from samdrift.operations.requests.queries.lists import Filters
from samdrift.operations.requests.queries.names import Names
from samdrift.operations.requests.rules import states

GROUPS = {
    "open": (("open", "yes"),), "ended": (("open", "no"),), "resolved": (("state", states.RESOLVED),),
    "new": (("open", "yes"), ("state", states.SUBMITTED), ("state", states.AWAITING_APPROVAL),
            ("state", states.SUBMITTED_APPROVED)),
    "under_way": (("open", "yes"), ("state", states.TRIAGED), ("state", states.ASSIGNED),
                  *(("state", state) for state in sorted(states.UNDER_WAY))),
    "all": (),
}  # fmt: skip


def question_of(filters: Filters, query: QueryDict, known: Names) -> str:
    """The short address of the same question; what only the list knows, such as whose clock is late, stays behind."""
    asked: dict[str, set[str]] = {}
    for column, value in GROUPS.get(filters.group, ()):
        asked.setdefault(column, set()).add(value)
    site = known.sites.get(filters.site or 0)
    plain = {
        "state": filters.state, "line": filters.line, "type": filters.request_type, "channel": filters.channel,
        "priority": str(filters.priority or ""), "site": site[0] if site else "",
        "assignee": "me" if filters.assignee == "me" else "",
    }  # fmt: skip
    asked |= {column: {value} for column, value in plain.items() if value}
    where = [Where(column=column, test="in", values=tuple(sorted(values))) for column, values in asked.items()]
    since, until = (query.get(end, "") if getattr(filters, end) else "" for end in ("since", "until"))
    if since or until:
        where.append(Where(column="received", test="range", values=(since, until)))
    return Question(dataset="requests", where=in_order(where), words=filters.text.strip()).as_query()
