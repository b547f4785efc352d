"""Icons: one sprite, many names. A name that is not in the list is a mistake found when the page is drawn."""

from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup

from samdrift.doors.pages.assets import static

LIST = Path(__file__).resolve().parent.parent / "static/samdrift/icons.txt"


@cache
def names(*, scan_page_only: bool = False) -> frozenset[str]:
    """Every icon name a template may use, or those the scan page's small sprite has."""
    lines = [line.split() for line in LIST.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return frozenset(words[0] for words in lines if not scan_page_only or len(words) > 2)


@cache
def _address() -> str:
    return static("samdrift/icons.svg")


@lru_cache(maxsize=4096)
def icon(name: str, label: str = "", kind: str = "") -> Markup:
    """The icon as SVG: silent for screen readers beside text, or speaking `label` when it stands alone.

    Raises:
        ValueError: No such icon; the names are in static/samdrift/icons.txt.
    """
    if name not in names():
        raise ValueError(f"There is no icon called {name!r}: see static/samdrift/icons.txt")
    classes = f"icon {kind}" if kind else "icon"
    use = Markup('<use href="{}#{}"></use>').format(_address(), name)
    if label:
        return Markup('<svg class="{}" role="img" aria-label="{}">{}</svg>').format(classes, label, use)
    return Markup('<svg class="{}" aria-hidden="true">{}</svg>').format(classes, use)


@cache
def q_icon(name: str) -> Markup:
    """An icon of the scan page. Names come from the catalogue's data, so an unknown one gets a neutral drawing."""
    known = name if name in names(scan_page_only=True) else "report"
    return Markup('<svg aria-hidden="true"><use href="{}#{}"></use></svg>').format(static("samdrift/q.svg"), known)
