"""Which kinds of things can be found, and by which permission."""

permission_for: dict[str, str] = {}


def searchable(kind: str, *, permission: str) -> None:
    """Let things of `kind` be found by whoever may use `permission` on them. Called by a room at start-up."""
    known = permission_for.get(kind)
    if known not in (None, permission):
        raise RuntimeError(f"{kind!r} is found by {known!r} already.")
    permission_for[kind] = permission
