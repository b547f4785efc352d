"""The frame around a page as values: who is signed in, where they can go, language and theme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import LazyObject
from django.utils.translation import get_language, pgettext

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "samdrift_theme"
LANGUAGES = (("en", "English"), ("da", "Dansk"), ("sv", "Svenska"))
MESSAGE_TONES = {"success": "ok", "error": "danger", "warning": "warn", "info": "info", "debug": "neutral"}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One address in the navigation; `badge` counts what waits there; `phone` puts it on the phone's bottom bar."""

    label: str
    url: str
    icon: str
    active: bool = False
    badge: int | None = None
    phone: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Addresses that belong together; the first group usually has no label. A folded one opens by its label."""

    label: str
    items: Sequence[NavItem]
    folded: bool = False

    @property
    def has_here(self) -> bool:
        """Whether the page one is on is among them."""
        return any(item.active for item in self.items)

    @property
    def waiting(self) -> int:
        """How much waits behind all of them."""
        return sum(item.badge or 0 for item in self.items)


@dataclass(frozen=True, slots=True)
class Employment:
    """One employment the person may act for."""

    key: str
    label: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What just happened, in a tone: ok, info, warn, danger, neutral."""

    text: str
    tone: str = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Everything shell/base.html shows besides the page itself. Empty defaults draw a page for a stranger."""

    language: str = "en"
    theme: str = "auto"
    path: str = "/"
    nav: Sequence[NavGroup] = ()
    person: str = ""
    role: str = ""
    party_side: str = ""
    community: str = ""
    employments: Sequence[Employment] = ()
    messages: Sequence[Message] = ()
    search_url: str = ""
    search_text: str = ""
    unread: int = 0
    urls: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    @property
    def languages(self) -> Sequence[tuple[str, str]]:
        """The languages on offer, each named in itself."""
        return LANGUAGES

    @property
    def theme_class(self) -> str:
        """The class <html> carries; none when the device decides."""
        return "" if self.theme == "auto" else f"theme-{self.theme}"

    @property
    def bottom(self) -> Sequence[NavItem]:
        """At most four addresses for the phone's bottom bar; the fifth place opens the whole navigation."""
        items = [item for group in self.nav for item in group.items]
        chosen = [item for item in items if item.phone] or items
        return chosen[:4]


def address(name: str) -> str:
    """The address of a named page, or nothing while no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def theme_of(request: HttpRequest) -> str:
    """The theme kept in the cookie; anything else counts as the device's choice."""
    kept = request.COOKIES.get(THEME_COOKIE, "auto")
    return kept if kept in THEMES else "auto"


def shell_messages(request: HttpRequest) -> list[Message]:
    """Django's messages for this request in our tones."""
    if not hasattr(request, "_messages"):
        return []
    return [Message(str(one.message), MESSAGE_TONES.get(one.level_tag, "info")) for one in get_messages(request)]


def shell_for(request: HttpRequest, *, nav: Iterable[NavGroup] = (), **who: Any) -> Shell:
    """The frame of one request. `who`: person, role, party_side, community, employments, search_text, unread."""
    urls = {
        "home": "/",
        "language": address("shell:language"),
        "theme": address("shell:theme"),
        "employment": address("account:employment"),
        "sign_in": address("account:sign_in"),
        "sign_out": address("account:sign_out"),
        "account": address("account:page"),
        "notices": address("notices:list"),
    }
    return Shell(
        language=(get_language() or "en")[:2],
        theme=theme_of(request),
        path=request.get_full_path(),
        nav=tuple(nav),
        messages=shell_messages(request),
        search_url=address("search"),
        urls=urls,
        **who,
    )


def plain_shell(shell: object) -> object:
    """The frame itself instead of what works it out when first asked: templates ask it hundreds of times."""
    if isinstance(shell, LazyObject):
        bool(shell)
        return shell.__dict__["_wrapped"]
    return shell


def default_shell() -> Shell:
    """The frame when there is no request at hand, as on the page of an unexpected error."""
    return Shell(language=(get_language() or "en")[:2], urls={"home": "/"})


def theme_labels() -> Sequence[tuple[str, str, str]]:
    """The themes on offer: value, label, icon."""
    # With a context: the word for light on a page is not the word for the lamp that is out.
    return (
        ("light", pgettext("appearance", "Light"), "sun"),
        ("dark", pgettext("appearance", "Dark"), "moon"),
        ("auto", pgettext("appearance", "Automatic"), "theme"),
    )
