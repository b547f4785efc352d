"""What other rooms may use of promises."""

from samdrift.operations.promises.commands.agreeing import agree_deadline, exclude, strike_pause
from samdrift.operations.promises.commands.changing import recalculate_running, retarget
from samdrift.operations.promises.commands.history import (
    PastPause,
    PastStanding,
    PastWork,
    import_promises,
)
from samdrift.operations.promises.commands.loading import NO_PROMISE, Standing, Subject, standing_of
from samdrift.operations.promises.commands.running import (
    Opening,
    PauseReason,
    open_many,
    open_promises,
    pause,
    reach,
    reclassify,
    reopen,
    resume,
    void,
)
from samdrift.operations.promises.events import PromisesRecalculated
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries.columns import (
    ClockPicture,
    Segment,
    explanation,
    open_pauses_to_end,
    pauses_of,
    pictures,
    promises_of,
    promises_of_many,
)
from samdrift.operations.promises.queries.moments import Around, around
from samdrift.operations.promises.queries.warnings import share_used_at
from samdrift.operations.promises.registry import (
    PastCase,
    SubjectKind,
    WaitTold,
    Wanted,
    register_past_work,
    register_subject_kind,
)
from samdrift.operations.promises.rules import BETWEEN_REOPENINGS

__all__ = [
    "BETWEEN_REOPENINGS",
    "NO_PROMISE",
    "Around",
    "ClockPicture",
    "Opening",
    "PastCase",
    "PastPause",
    "PastStanding",
    "PastWork",
    "Pause",
    "PauseReason",
    "Promise",
    "PromisesRecalculated",
    "Segment",
    "Standing",
    "Subject",
    "SubjectKind",
    "WaitTold",
    "Wanted",
    "agree_deadline",
    "around",
    "exclude",
    "explanation",
    "import_promises",
    "open_many",
    "open_pauses_to_end",
    "open_promises",
    "pause",
    "pauses_of",
    "pictures",
    "promises_of",
    "promises_of_many",
    "reach",
    "recalculate_running",
    "reclassify",
    "register_past_work",
    "register_subject_kind",
    "reopen",
    "resume",
    "retarget",
    "share_used_at",
    "standing_of",
    "strike_pause",
    "void",
]
