"""Who may decide, and what comes of it."""

WAITING, APPROVED, REJECTED, WITHDRAWN = "waiting", "approved", "rejected", "withdrawn"
KINDS = ("budget", "security")
# What deciding a step of each kind takes.
PERMISSION = {"budget": "approvals.decide_budget", "security": "approvals.decide_security"}


def after(state: str, *, yes: bool) -> str | None:
    """The state after a decision, or None when it was decided or withdrawn before."""
    return (APPROVED if yes else REJECTED) if state == WAITING else None


def is_own(decider: int | None, requested_by: int | None) -> bool:
    """Whether somebody would decide on what the same person asked for: roles do not matter, the person does."""
    return decider is None or decider == requested_by


def needs_approval(rule: str, *, above_minor: int | None, amount_minor: int | None) -> str:
    """The kind of approval a request type asks for at this amount, or "" when none is needed.

    Args:
        rule: none, budget or security, as the type says.
        above_minor: Budget approval begins above this amount; None: whatever it costs.
        amount_minor: The estimate, or None when nobody knows yet: then somebody decides.
    """
    if rule == "security":
        return "security"
    if rule == "budget" and (above_minor is None or amount_minor is None or amount_minor > above_minor):
        return "budget"
    return ""
