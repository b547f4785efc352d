"""What other rooms announce: the page on which a call-off's exit packs are made."""

_exit_page: list[str] = []


def register_exit_page(address: str) -> None:
    """Let a call-off's page lead to its exit packs; the address takes the uid of its contract."""
    _exit_page[:] = [address]


def exit_page() -> str:
    """The name of that address, or "" where no room makes packs."""
    return _exit_page[0] if _exit_page else ""
