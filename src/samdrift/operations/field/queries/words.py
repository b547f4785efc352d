"""Sentences the phone shows about what became of a piece."""

from django.utils.translation import gettext as _

from samdrift.operations.field.registry import piece_kind


def conflict_words(review: str, *, kept: bool) -> str:
    """Why a piece did not go as the phone thought, and what became of it."""
    why = {
        "done_after_cancelling": _("The order was cancelled while you had no signal."),
        "done_after_reassigning": _("The order was given to somebody else while you had no signal."),
        "done_twice": _("The order was finished by somebody else while you had no signal."),
    }.get(review, _("The order changed while you had no signal."))
    return f"{why} {_('What you did is kept, and your leader looks at it.')}" if kept else why


def review_word(review: str) -> str:
    """The same for whoever decides."""
    return {
        "done_after_cancelling": _("Worked on after it had been cancelled"),
        "done_after_reassigning": _("Worked on after it had been given to somebody else"),
        "done_twice": _("Finished after somebody else had finished it"),
    }.get(review, _("Worked on without signal"))


def kind_word(kind: str) -> str:
    """What a queued piece is called."""
    further = piece_kind(kind)
    if further is not None:
        return str(further.word)
    return {
        "accept": _("Accepted"), "refuse": _("Refused"), "start": _("Started"), "scan": _("Scanned at the place"),
        "make_safe": _("Made safe"), "pause": _("Put on hold"), "resume": _("Went on"), "time": _("Time"),
        "material": _("Material"), "photo": _("Photo"), "step": _("Checklist step"), "finish": _("Finished"),
        "fail": _("Could not be done"), "new": _("New work on the spot"), "report": _("Reported to the desk"),
        "report_photo": _("Photo"),
    }.get(kind, kind)  # fmt: skip


def note_word(kind: str) -> str:
    """What a note about a place is called."""
    return {
        "key": _("Key"), "access": _("Getting in"), "clearance": _("Clearance"), "hazard": _("Hazard"),
        "route": _("Way"),
    }.get(kind, kind)  # fmt: skip
