"""What other rooms may use of promises."""

from samdrift.operations.promises.commands import (
    NO_PROMISE,
    PauseReason,
    Standing,
    Subject,
    open_promises,
    pause,
    reach,
    reopen,
    resume,
    retarget,
    void,
)
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries import (
    ClockPicture,
    Segment,
    explanation,
    open_pauses_to_end,
    pauses_of,
    pictures,
    promises_of,
)

__all__ = [
    "NO_PROMISE",
    "ClockPicture",
    "Pause",
    "PauseReason",
    "Promise",
    "Segment",
    "Standing",
    "Subject",
    "explanation",
    "open_pauses_to_end",
    "open_promises",
    "pause",
    "pauses_of",
    "pictures",
    "promises_of",
    "reach",
    "reopen",
    "resume",
    "retarget",
    "void",
]
