"""What states, moves, channels and refusals are called; translated when shown."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "submitted": _("Submitted"),
    "awaiting_approval": _("Awaiting approval"),
    "submitted_approved": _("Approved"),
    "triaged": _("Confirmed"),
    "assigned": _("Assigned"),
    "in_progress": _("In progress"),
    "on_hold": _("On hold"),
    "made_safe": _("Made safe"),
    "resolved": _("Resolved"),
    "closed": _("Closed"),
    "cancelled": _("Cancelled"),
    "duplicate": _("Duplicate"),
    "declined": _("Declined"),
    "rejected": _("Not approved"),
}

GROUPS = {
    "open": _("Open"),
    "new": _("New"),
    "under_way": _("Under way"),
    "resolved": _("Resolved"),
    "ended": _("Ended"),
    "all": _("All"),
}

CHANNELS = {
    "qr": _("QR code"),
    "web": _("Web page"),
    "phone": _("Phone"),
    "mail": _("E-mail"),
    "counter": _("Counter"),
    "chat": _("Chat"),
    "api": _("Another system"),
    "app": _("App"),
}

TABLE_FIELDS = {
    "number": _("Number in the other system"), "title": _("Title"), "description": _("Description"),
    "request_type": _("Type"), "opened_at": _("Received"), "acknowledged_at": _("Confirmed"),
    "started_at": _("Work begun"), "resolved_at": _("Resolved"), "closed_at": _("Closed"), "due_at": _("Deadline"),
    "status": _("Status"), "state": _("Status"), "channel": _("Channel"), "priority": _("Priority"),
    "site": _("Site"), "place": _("Where, in words"), "latitude": _("Latitude"), "longitude": _("Longitude"),
    "requester": _("Who asked"), "requester_email": _("E-mail of who asked"), "system": _("Other system"),
}  # fmt: skip

ENTITLEMENTS = {
    "included": _("Included"),
    "extra": _("Extra"),
    "out_of_scope": _("Out of scope"),
}

CLOCKS = {
    "acknowledge": _("Acknowledge"),
    "attend": _("Attend"),
    "make_safe": _("Make safe"),
    "complete": _("Complete"),
}

# Why clocks stand though nobody put the work on hold.
PAUSES_BY_ITSELF = {
    "resolved_until_reopened": _("it counted as resolved"),
    "customer_approval": _("an approval is awaited"),
}

VISIBILITIES = {
    "all": _("Everybody on this request"),
    "customer": _("Only the customer’s side"),
    "provider": _("Only the provider’s side"),
}

REFUSALS = {
    "ended": _("This request has ended (%(state)s), so this can no longer be done with it."),
    "not_resolved": _("This request is not resolved yet, so it can neither be confirmed nor reopened."),
    "resolved": _("This request is already resolved. Reopen it first if something is left to do."),
    "not_yet_approved": _("This request still waits for an approval; nothing can be done with it before that."),
    "not_started": _("Work on this request has not started yet (%(state)s). Start it first."),
    "already": _("This was already done: the request is at “%(state)s”."),
    "only_urgent": _("Only requests of priority P1 and P2 are made safe; finish this one instead."),
    "not_possible": _("This cannot be done while the request is at “%(state)s”."),
}


FORM_FAULTS = {
    "required": _("Please answer this."),
    "number": _("Please write a number."),
    "choice": _("Please choose one of the answers."),
    "yes_no": _("Please answer yes or no."),
    "too_long": _("This is too long. Please say it in fewer words."),
    "too_small": _("This number is too small."),
    "too_large": _("This number is too large."),
    "date": _("Please give a date."),
    "time": _("Please give a time, such as 14:30."),
}


EVIDENCE = {
    "photo": _("a photo"),
    "reading": _("a reading"),
    "signature": _("a signature"),
    "scan": _("a scan of the tag"),
}


def evidence_word(code: str) -> str:
    """What a kind of evidence is called in the active language."""
    return str(EVIDENCE.get(code, code))


def state_word(state: str) -> str:
    """What a state is called in the active language."""
    return str(STATES.get(state, state))


def refusal_sentence(code: str, state: str) -> str:
    """A refusal as a whole sentence in the active language."""
    return str(REFUSALS[code]) % {"state": state_word(state)}
