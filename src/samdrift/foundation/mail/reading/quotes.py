"""What somebody wrote themselves: without what they quote and without their signature, in three languages."""

import re
from collections.abc import Iterable, Sequence

CUT = "\x02QUOTE\x02"
CUT_END = "\x02END\x02"
"""Stand in text made of HTML where the program itself marked a quotation; many mark only its beginning."""

_MONTHS = r"[a-zæøåäö]{3,9}\.?"
_WROTE = re.compile(
    r"^[>\s*]*("
    r"on\b.{6,200}\bwrote:"
    r"|den\b.{6,200}\bskrev\b.{0,200}:"
    rf"|(man|tir|tis|ons|tor|tors|fre|lør|lör|søn|sön)[a-zøö]*\.?\s.{{6,200}}\bskrev\b.{{0,200}}:"
    rf"|\d{{1,2}}\.?\s{_MONTHS}\s\d{{4}}.{{0,80}}\bskrev\b.{{0,200}}:"
    r"|\d{4}-\d{2}-\d{2}.{0,80}\bskrev\b.{0,200}:"
    r"|.{2,120}\bskrev\s+(den|følgende|följande)\b.{0,120}:"
    r"|.{2,120}\s(wrote|skrev):"
    r")\s*$",
    re.IGNORECASE,
)
_WROTE_BEGINS = re.compile(
    r"^[>\s*]*(on\s.{4,}\d|den\s.{2,}\d|(man|tis|tir|ons|tor|fre|lør|lör|søn|sön)[a-zøö]*\.?\s\d)", re.IGNORECASE
)
_RULE = re.compile(
    r"^\s*[-_*]{3,}\s*(original message|oprindelig (meddelelse|besked)|original(t)?meddelande|"
    r"ursprungligt meddelande|svar(et)? ovenfor|reply above)\s*[-_*]{3,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[>\s*]*(from|fra|från)\s*:\s*\*?\s*\S", re.IGNORECASE)
_NEXT = re.compile(
    r"^[>\s*]*(sent|sendt|skickat|date|dato|datum|to|til|till|subject|emne|ämne)\s*:\s*\*?", re.IGNORECASE
)
_LINE = re.compile(r"^\s*_{10,}\s*$")
_FORWARD = re.compile(
    r"^[>\s*]*([-_]{3,}\s*)?(forwarded message|begin forwarded message|videresendt (meddelelse|besked)|"
    r"start på videresendt besked|vidarebefordra(t|de) (meddelande|brev|mejl)|vidarebefordrat meddelande|"
    r"påbörjat vidarebefordrat meddelande|vidarebefordrat brev)\s*:?\s*[-_]*\s*$",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(r"^\s*(fwd?|vs|vb|wg|videresendt|vidarebefordra[dt])\s*:", re.IGNORECASE)
_PHONE = re.compile(
    r"^\s*(sent from my|sendt fra min|sendt med|skickat från min|skickat från|get outlook for|hent outlook til|"
    r"hämta outlook för|skaffa outlook för|sent from outlook|sendt fra outlook|sendt fra mail|sent from mail)\b",
    re.IGNORECASE,
)
_REGARDS = re.compile(
    r"^\s*(med (venlig|vänlig|bedste|bästa) (hilsen|hilsner|hälsning|hälsningar)|"
    r"(de )?(venlig|bedste|mange) hilsen|venlige hilsner|vänlig(a)? hälsning(ar)?|bästa hälsningar|"
    r"hälsningar|mvh|m\.?v\.?h\.?|dbh|vh|kind regards|best regards|"
    r"best wishes|regards|yours sincerely|many thanks|best)\s*[,.!/]?\s*$",
    re.IGNORECASE,
)
LONGEST_SIGNATURE = 14


def is_forward(subject: str, lines: Sequence[str]) -> bool:
    """Whether somebody passes on what another wrote: then what is quoted is what it is about."""
    return bool(_FORWARD_SUBJECT.match(subject)) or any(_FORWARD.match(line) for line in lines)


def own_words(text: str, subject: str = "") -> str:
    """The writer's own words. When nothing would be left, or it is passed on, everything stays."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if is_forward(subject, lines):
        return _tidy(line for line in lines if line.strip() not in (CUT, CUT_END))
    kept = _without_signature(_without_quotes(lines))
    return _tidy(kept) or _tidy(line for line in lines if line.strip() not in (CUT, CUT_END))


def _tidy(lines: Iterable[str]) -> str:
    joined = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", joined).strip()


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.strip() == CUT and CUT_END in lines[at:]:
            at += lines[at:].index(CUT_END) + 1  # An answer may stand below what it answers.
            continue
        if line.strip() == CUT or _RULE.match(line) or _is_header_block(lines, at):
            return kept
        if length := _attribution(lines, at):
            rest = lines[at + length :]
            if not any(one.lstrip().startswith(">") for one in rest):
                return kept
            at += length  # Quoted line by line: what stands between or below is an answer of one's own.
            continue
        if not line.lstrip().startswith(">"):
            kept.append(line)
        at += 1
    return kept


def _attribution(lines: list[str], at: int) -> int:
    """How many lines from here on say who wrote what follows: programs break that sentence over up to three."""
    if not lines[at].strip() or len(lines[at]) > 400:
        return 0
    if _WROTE.match(lines[at]):
        return 1
    if not _WROTE_BEGINS.match(lines[at]):
        return 0
    for length in (2, 3):
        joined = " ".join(one.strip(" >") for one in lines[at : at + length])
        if _WROTE.match(joined):
            return length
    return 0


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether the heads of a quoted mail begin here: From, then Sent, To or Subject within the next lines."""
    if _LINE.match(lines[at]):
        following = next((one for one in lines[at + 1 : at + 4] if one.strip()), "")
        return bool(_FROM.match(following))
    if not _FROM.match(lines[at]):
        return False
    return sum(1 for one in lines[at + 1 : at + 7] if _NEXT.match(one)) >= 2


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line in {"--", "-- "} or line.strip() == "--":
            return lines[:at]
        if _PHONE.match(line) and len([one for one in lines[at + 1 :] if one.strip()]) <= 2:
            return lines[:at]
        left = [one for one in lines[at + 1 :] if one.strip()]
        if _REGARDS.match(line) and len(left) <= LONGEST_SIGNATURE:
            return lines[:at]
    return lines
