"""HTML mails as text: what a person would read, with the places marked where programs begin to quote."""

import re
from html.parser import HTMLParser

from samdrift.foundation.mail.reading.quotes import CUT, CUT_END

LONGEST = 2_000_000
_SILENT = {"style", "script", "head", "title", "template", "noscript"}
_BREAKS = {
    "br",
    "p",
    "div",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "blockquote",
    "hr",
    "pre",
}
_QUOTES_BY_ID = {"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container", "reply-intro"}
_QUOTES_BY_CLASS = {
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "moz-cite-prefix",
    "yahoo_quoted",
    "protonmail_quote",
}
_OUTLOOK_RULE = re.compile(r"border-top:\s*solid\s+#(e1e1e1|b5c4df)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent: list[str] = []
        self.cited = 0  # how deep in blockquotes that quote
        self.blocks: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
            return
        given = {name: (value or "") for name, value in attrs}
        quotes = _begins_quote(tag, given)
        if tag == "blockquote":
            self.blocks.append(quotes)
            self.cited += quotes
        if quotes:
            self.parts.append(f"\n{CUT}\n")
        elif tag in _BREAKS:
            self.parts.append("\n- " if tag == "li" else "\n")
        elif tag == "td":
            self.parts.append(" ")
        if tag == "img" and given.get("alt"):
            self.parts.append(f" [{given['alt'][:80]}] ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            while self.silent and self.silent.pop() != tag:
                pass
        elif tag == "blockquote" and self.blocks and self.blocks.pop():
            self.cited -= 1
            self.parts.append("\n" if self.cited else f"\n{CUT_END}\n")
        elif tag in _BREAKS and tag not in {"br", "hr"}:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n\xa0]+", " ", data))


def _begins_quote(tag: str, given: dict[str, str]) -> bool:
    if tag == "blockquote":
        return given.get("type", "").lower() == "cite" or "gmail" in given.get("class", "")
    if tag != "div":
        return False
    classes = set(given.get("class", "").lower().split())
    by_name = given.get("id", "").lower() in _QUOTES_BY_ID or bool(classes & _QUOTES_BY_CLASS)
    return by_name or bool(_OUTLOOK_RULE.search(given.get("style", "")))


def text_of_html(markup: str) -> str:
    """The text of an HTML mail. Broken markup gives what can be read of it; it never raises."""
    reader = _Reader()
    try:
        reader.feed(markup[:LONGEST])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass  # What was read so far is kept; the whole mail is kept anyway.
    text = "".join(reader.parts)
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
