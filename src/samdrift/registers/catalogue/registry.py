"""Where one asks for something: announced at start-up by the room that takes requests, which stands above this one."""

_ask_pages: list[str] = []


def register_ask_page(name: str) -> None:
    """Say the name of the page that takes `type` and `text` in its address; a second one stops the start-up."""
    if _ask_pages and _ask_pages != [name]:
        raise ValueError("Where one asks for something is announced twice.")
    _ask_pages[:] = [name]


def ask_page() -> str:
    """The name of that page, or "" where nothing can be asked for."""
    return _ask_pages[0] if _ask_pages else ""
