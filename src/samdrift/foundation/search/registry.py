"""Which kinds of things can be found, and by which permission."""

permission_for: dict[str, str] = {}
everywhere_kinds: set[str] = set()


def searchable(kind: str, *, permission: str, everywhere: bool = False) -> None:
    """Let things of `kind` be found by whoever may use `permission` on them. Called by a room at start-up.

    Args:
        everywhere: They are the whole community's and lie nowhere, like articles: whoever may use the permission
            anywhere finds them, however narrow the grant; owner and data class still hold.
    """
    known = permission_for.get(kind)
    if known not in (None, permission):
        raise RuntimeError(f"{kind!r} is found by {known!r} already.")
    permission_for[kind] = permission
    if everywhere:
        everywhere_kinds.add(kind)
