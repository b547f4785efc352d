"""What this room announces: facts with ids and codes, never names or texts."""

from samdrift.operations.requests.events.asking import (
    RequestApproved,
    RequestAwaitingApproval,
    RequestRejected,
    RequestSubmitted,
)
from samdrift.operations.requests.events.base import RequestEvent, RequestMoved
from samdrift.operations.requests.events.bringing_in import RequestBroughtIn, RequestToldAnew
from samdrift.operations.requests.events.cases import (
    CaseMemberEnded,
    CaseMemberNamed,
    ClinicalRequestRead,
    RequestRestricted,
)
from samdrift.operations.requests.events.corrections import RequestReceivedAtCorrected, RequestRedacted
from samdrift.operations.requests.events.endings import (
    RequestAppealed,
    RequestAppealGranted,
    RequestAppealRefused,
    RequestCancelled,
    RequestClosed,
    RequestDeclineAsked,
    RequestDeclined,
    RequestReopened,
)
from samdrift.operations.requests.events.merging import (
    RequestMerged,
    RequestPutUnder,
    RequestSeparated,
    RequestSplit,
    RequestWitnessed,
)
from samdrift.operations.requests.events.progress import (
    RequestArrived,
    RequestMadeSafe,
    RequestPutOnHold,
    RequestResolved,
    RequestResumed,
    RequestStarted,
)
from samdrift.operations.requests.events.talk import (
    RequestCommented,
    RequesterAnswered,
    RequesterAsked,
    RequestPictured,
    RequestRated,
)
from samdrift.operations.requests.events.triage import (
    RequestAssigned,
    RequestDangerDismissed,
    RequestLowerPriorityAsked,
    RequestLowerPriorityRefused,
    RequestPlaceConfirmed,
    RequestPriorityConfirmed,
    RequestTriaged,
    RequestTypeConfirmed,
)

__all__ = [
    "CaseMemberEnded",
    "CaseMemberNamed",
    "ClinicalRequestRead",
    "RequestAppealGranted",
    "RequestAppealRefused",
    "RequestAppealed",
    "RequestApproved",
    "RequestArrived",
    "RequestAssigned",
    "RequestAwaitingApproval",
    "RequestBroughtIn",
    "RequestCancelled",
    "RequestClosed",
    "RequestCommented",
    "RequestDangerDismissed",
    "RequestDeclineAsked",
    "RequestDeclined",
    "RequestEvent",
    "RequestLowerPriorityAsked",
    "RequestLowerPriorityRefused",
    "RequestMadeSafe",
    "RequestMerged",
    "RequestMoved",
    "RequestPictured",
    "RequestPlaceConfirmed",
    "RequestPriorityConfirmed",
    "RequestPutOnHold",
    "RequestPutUnder",
    "RequestRated",
    "RequestReceivedAtCorrected",
    "RequestRedacted",
    "RequestRejected",
    "RequestReopened",
    "RequestResolved",
    "RequestRestricted",
    "RequestResumed",
    "RequestSeparated",
    "RequestSplit",
    "RequestStarted",
    "RequestSubmitted",
    "RequestToldAnew",
    "RequestTriaged",
    "RequestTypeConfirmed",
    "RequestWitnessed",
    "RequesterAnswered",
    "RequesterAsked",
]
