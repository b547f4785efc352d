"""What is approved here: rooms to the right announce their subjects and hear of the decision at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import Scope


@dataclass(frozen=True, slots=True)
class Shown:
    """What an approver reads of a subject: what it is, where, when it is promised for, and where to read all of it."""

    title: str
    address: str
    where: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that can be approved.

    Attributes:
        kind: As rows name it: requests.request.
        decided: Called in the deciding transaction: (scope, subject_uid, yes, at). So the two never disagree.
        show: (scope, subject_uids) → for each what the approver reads, as far as the scope may.
    """

    kind: str
    decided: Callable[[Scope, UUID, bool, datetime], None]
    show: Callable[[Scope, list[UUID]], dict[UUID, Shown]]


_subjects: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """Make a kind known; one announced twice stops the start-up."""
    if subject.kind in _subjects:
        raise ValueError(f"Approvals of {subject.kind} are announced twice.")
    _subjects[subject.kind] = subject


def subject_of(kind: str) -> Subject:
    """The subject that was announced under `kind`."""
    return _subjects[kind]
