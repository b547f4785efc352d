"""What other rooms may use of promises."""

from samdrift.operations.promises.commands.history import (
    PastPause,
    PastStanding,
    PastWork,
    import_promises,
)
from samdrift.operations.promises.commands.running import (
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
    "PastPause",
    "PastStanding",
    "PastWork",
    "Pause",
    "PauseReason",
    "Promise",
    "Segment",
    "Standing",
    "Subject",
    "explanation",
    "import_promises",
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
