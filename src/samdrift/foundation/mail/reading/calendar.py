"""Invitations: what a calendar part says in words, so that it is not lost on who reads the mail."""

import re

LONGEST = 200_000
_WANTED = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "DESCRIPTION")
_ESCAPED = {"\\n": "\n", "\\N": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}


def invitation_words(text: str) -> str:
    """The invitation's own words: what, when (as written), where; "" when there is no event in it."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text[:LONGEST])
    inside = re.search(r"BEGIN:VEVENT\r?\n(.*?)END:VEVENT", unfolded, re.DOTALL)
    if inside is None:
        return ""
    found: dict[str, str] = {}
    for line in inside[1].splitlines():
        head, _colon, value = line.partition(":")
        name, _semicolon, params = head.partition(";")
        if name in _WANTED and value.strip():
            zone = re.search(r"TZID=\"?([^;\":]+)", params)
            found.setdefault(name, _plain(value) + (f" ({zone[1]})" if zone else ""))
    if not found.get("SUMMARY"):
        return ""
    when = " – ".join(_moment(found[name]) for name in ("DTSTART", "DTEND") if name in found)
    return "\n".join(filter(None, [found["SUMMARY"], when, found.get("LOCATION"), found.get("DESCRIPTION")]))


def _plain(value: str) -> str:
    return re.sub(r"\\[nN,;\\]", lambda mark: _ESCAPED[mark[0]], value).strip()


def _moment(value: str) -> str:
    return re.sub(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}Z?)?", _shown, value)


def _shown(found: "re.Match[str]") -> str:
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day} {found[4]}:{found[5]}" if found[4] else day
