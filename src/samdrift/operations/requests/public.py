"""What other rooms may use of service requests."""

from samdrift.operations.requests.commands.appeals import appeal, grant_appeal, refuse_appeal
from samdrift.operations.requests.commands.assign import assign_request, take_request
from samdrift.operations.requests.commands.corrections import correct_received_at
from samdrift.operations.requests.commands.endings import (
    agree_to_decline,
    ask_to_decline,
    cancel,
    confirm_closed,
    mark_duplicate,
    me_too,
    rate,
    reopen,
    reopen_as_agreed,
)
from samdrift.operations.requests.commands.history import PastComment, PastRequest, import_requests
from samdrift.operations.requests.commands.loading import take_standing
from samdrift.operations.requests.commands.merging import put_under, separate, split_off, take_out
from samdrift.operations.requests.commands.numbers import next_number, take_numbers
from samdrift.operations.requests.commands.pictures import add_photo
from samdrift.operations.requests.commands.progress import (
    arrive,
    make_safe,
    put_on_hold,
    resolve,
    resolve_at_once,
    resume,
    start,
)
from samdrift.operations.requests.commands.submit import Ask, Submitted, submit_request, submit_within
from samdrift.operations.requests.commands.talk import add_comment, answer_question, ask_requester
from samdrift.operations.requests.commands.triage import (
    agree_to_lower_priority,
    confirm_place,
    confirm_priority,
    confirm_type,
    keep_priority,
    triage,
)
from samdrift.operations.requests.events import (
    RequestAssigned,
    RequestCancelled,
    RequestClosed,
    RequestDeclined,
    RequesterAnswered,
    RequesterAsked,
    RequestMadeSafe,
    RequestMerged,
    RequestPriorityConfirmed,
    RequestPutOnHold,
    RequestPutUnder,
    RequestRated,
    RequestReopened,
    RequestResolved,
    RequestResumed,
    RequestSeparated,
    RequestSplit,
    RequestStarted,
    RequestSubmitted,
    RequestTriaged,
    RequestTypeConfirmed,
)
from samdrift.operations.requests.models import Comment, ServiceRequest, Witness
from samdrift.operations.requests.queries.access import may, moves_for
from samdrift.operations.requests.queries.alike import likely_duplicates
from samdrift.operations.requests.queries.corrected import types_corrected
from samdrift.operations.requests.queries.finding import inside_words
from samdrift.operations.requests.queries.lists import (
    Filters,
    my_requests,
    open_counts_by_space,
    open_requests,
    requests_at,
    requests_in,
)
from samdrift.operations.requests.queries.names import names_of, people_named
from samdrift.operations.requests.queries.places import Place, place_named
from samdrift.operations.requests.queries.promised import Promised, promised
from samdrift.operations.requests.queries.tracked import Tracked, followed, number_and_class
from samdrift.operations.requests.queries.words import CLOCKS, state_word
from samdrift.operations.requests.registry import (
    KnownIssue,
    Panel,
    register_hand_out,
    register_keep_up,
    register_known_issues,
    register_panel,
    register_restrict,
)
from samdrift.operations.requests.rules.numbers import random_number, track_digest, track_token
from samdrift.operations.requests.rules.states import STATES

__all__ = [
    "CLOCKS",
    "STATES",
    "Ask",
    "Comment",
    "Filters",
    "KnownIssue",
    "Panel",
    "PastComment",
    "PastRequest",
    "Place",
    "Promised",
    "RequestAssigned",
    "RequestCancelled",
    "RequestClosed",
    "RequestDeclined",
    "RequestMadeSafe",
    "RequestMerged",
    "RequestPriorityConfirmed",
    "RequestPutOnHold",
    "RequestPutUnder",
    "RequestRated",
    "RequestReopened",
    "RequestResolved",
    "RequestResumed",
    "RequestSeparated",
    "RequestSplit",
    "RequestStarted",
    "RequestSubmitted",
    "RequestTriaged",
    "RequestTypeConfirmed",
    "RequesterAnswered",
    "RequesterAsked",
    "ServiceRequest",
    "Submitted",
    "Tracked",
    "Witness",
    "add_comment",
    "add_photo",
    "agree_to_decline",
    "agree_to_lower_priority",
    "answer_question",
    "appeal",
    "arrive",
    "ask_requester",
    "ask_to_decline",
    "assign_request",
    "cancel",
    "confirm_closed",
    "confirm_place",
    "confirm_priority",
    "confirm_type",
    "correct_received_at",
    "followed",
    "grant_appeal",
    "import_requests",
    "inside_words",
    "keep_priority",
    "likely_duplicates",
    "make_safe",
    "mark_duplicate",
    "may",
    "me_too",
    "moves_for",
    "my_requests",
    "names_of",
    "next_number",
    "number_and_class",
    "open_counts_by_space",
    "open_requests",
    "people_named",
    "place_named",
    "promised",
    "put_on_hold",
    "put_under",
    "random_number",
    "rate",
    "refuse_appeal",
    "register_hand_out",
    "register_keep_up",
    "register_known_issues",
    "register_panel",
    "register_restrict",
    "reopen",
    "reopen_as_agreed",
    "requests_at",
    "requests_in",
    "resolve",
    "resolve_at_once",
    "resume",
    "separate",
    "split_off",
    "start",
    "state_word",
    "submit_request",
    "submit_within",
    "take_numbers",
    "take_out",
    "take_request",
    "take_standing",
    "track_digest",
    "track_token",
    "triage",
    "types_corrected",
]
