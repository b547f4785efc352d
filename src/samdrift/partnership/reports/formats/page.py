"""A report as HTML: the parts a page of ours shows, and a whole document that stands alone.

A document is laid out by the look its report was frozen with, so that it comes out letter for letter the same for ever:
a new look is a new entry of `LOOKS`, and the old ones stay (tests hold their fingerprints).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from samdrift.partnership.reports.formats.shown import shown
from samdrift.partnership.reports.formats.wording import NOTHING, number


@dataclass(frozen=True, slots=True)
class Look:
    """How documents are laid out.

    Attributes:
        style: The style sheet beside this file.
        rows: How many rows of a long table a phone shows before it is asked for all; 0 is all of them. Paper has all.
    """

    style: str
    rows: int


LOOKS = {1: Look("report-1.css", 0), 2: Look("report-2.css", 5)}
NEWEST = max(LOOKS)
FEW_MORE = 2  # so many rows more are shown at once: nobody presses for two
Shown = Mapping[str, Any]
TONES = {"ok": "ok", "warn": "warn", "danger": "danger", "neutral": "neutral"}


def document(data: Mapping[str, Any], language: str, template: int = NEWEST) -> str:
    """The whole report as one file without anything from elsewhere, in the look of its template.

    Raises:
        KeyError: There is no such template.
    """
    look = LOOKS[template]
    told = laid_out(shown(data, language), look)
    words = told["words"]
    style = Path(__file__).with_name(look.style).read_text(encoding="utf-8")
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_e(told['title'])}</title><style>{style}</style></head><body><main>",
        f"<h1>{_e(told['title'])}</h1>", facts(told), signed(told),
        f'<nav aria-label="{_e(words["contents"])}"><h2>{_e(words["contents"])}</h2><ol>',
        "".join(f'<li><a href="#{_e(one["code"])}">{_e(one["title"])}</a></li>' for one in told["sections"]),
        "</ol></nav>", priorities(told),
        *(
            f'<section id="{_e(one["code"])}"><h2>{_e(one["title"])}</h2>{blocks(one, told)}{comments(one)}</section>'
            for one in told["sections"]
        ),
        f'<section id="appendix"><h2>{_e(words["appendix"])}</h2>{appendix(told)}</section></main></body></html>',
    ]  # fmt: skip
    return "".join(parts)


def laid_out(told: dict[str, Any], look: Look = LOOKS[NEWEST]) -> dict[str, Any]:
    """What is shown, with how many rows a phone is given at once: only data that have the words for the rest."""
    return told | {"rows": look.rows if "all_rows" in told["words"] else 0}


def facts(told: Shown) -> str:
    """What the report is about, as terms and values."""
    return f'<dl class="defs">{_each("<dt>{}</dt><dd>{}</dd>", told["facts"])}</dl>'


def signed(told: Shown) -> str:
    """Who agreed on it and when; that it is a draft where nobody did."""
    if not told["signed"]:
        return f'<p class="muted">{_e(told["words"]["draft"])}</p>'
    return f'<ul class="stack tight">{_each("<li>{}</li>", ([one] for one in told["signed"]))}</ul>'


def priorities(told: Shown) -> str:
    """What each side put first."""
    found = []
    for one in told["priorities"]:
        lines = _each("<li>{}</li>", ([text] for text in one["texts"]))
        found.append(f'<div class="report-side"><h3>{_e(one["side"])}</h3><ol>{lines}</ol></div>')
    head = f"<h2>{_e(told['words']['priorities'])}</h2>"
    return f'<section>{head}<div class="report-sides">{"".join(found)}</div></section>' if found else ""


def comments(section: Shown) -> str:
    """What both sides say of a section."""
    found = [
        f'<div class="report-comment {_e(one["side"])}"><p class="strong">{_e(one["who"])} '
        f'<span class="muted small">{_e(one["at"])}</span></p><p class="pre">{_e(one["text"])}</p></div>'
        for one in section["comments"]
    ]
    return f'<div class="report-comments">{"".join(found)}</div>' if found else ""


def blocks(section: Shown, told: Shown) -> str:
    """What a section tells."""
    return "".join(BLOCKS[one["type"]](one, told) for one in section["blocks"])


def appendix(told: Shown) -> str:
    """What a correction changes, and what could not be told."""
    words, parts = told["words"], []
    if told["reason"] or told["changes"]:
        parts.append(f"<h3>{_e(words['changes'])}</h3><p>{_e(told['reason'])}</p>")
        heads = [words[name] for name in ("section", "place", "before", "after")]
        rows = ([one["section"], one["place"], one["before"], one["after"]] for one in told["changes"])
        parts.append(_plain_table(words["changes"], heads, rows))
    if told["absent"]:
        lines = ([f"{one['title']}: {one['why']}"] for one in told["absent"])
        parts.append(f"<h3>{_e(words['absent'])}</h3><ul>{_each('<li>{}</li>', lines)}</ul>")
    parts.append(f'<p class="muted small">{_e(words["method"])}</p>')
    return "".join(parts)


def _plain_table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(heads)
    body = "".join(
        "<tr>" + "".join(f'<td data-label="{_e(name)}">{_e(cell)}</td>' for name, cell in zip(names, row, strict=True))
        + "</tr>"
        for row in rows
    )  # fmt: skip
    head = "".join(f'<th scope="col">{_e(name)}</th>' for name in names)
    return _boxed(caption, f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>")


def _boxed(caption: str, inside: str, note: str = "", fold: str = "") -> str:
    under = f'<p class="muted small">{_e(note)}</p>' if note else ""
    return (
        f'<div class="report-table"><h3>{_e(caption)}</h3>{fold}<div class="table-box" tabindex="0" role="region" '
        f'aria-label="{_e(caption)}"><table class="table cards"><caption class="sr">{_e(caption)}</caption>{inside}'
        f"</table></div>{under}</div>"
    )


def _table(block: Shown, told: Shown) -> str:
    heads = "".join(
        f'<th scope="col"{_class("end wraps" if one["end"] else "wraps")}>{_e(one["label"])}</th>'
        for one in block["heads"]
    )
    fold = _fold(block, told)
    body = "".join(_row(one, block["heads"], told, at, folded=fold != "") for at, one in enumerate(block["rows"]))
    return _boxed(block["caption"], f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody>", block["note"], fold)


def _fold(block: Shown, told: Shown) -> str:
    """The box that shows all rows of a long table on a phone; without scripts, and nowhere else to be seen."""
    most, count = told.get("rows", 0), len(block["rows"])
    if not most or count <= most + FEW_MORE:
        return ""
    name = f"all-{block['code']}"
    words = told["words"]["all_rows"] % {"count": number(count, told["language"])}
    return (
        f'<input class="report-all" type="checkbox" id="{_e(name)}">'
        f'<label class="report-all-label" for="{_e(name)}">{_e(words)}</label>'
    )


def _row(row: Shown, heads: list[Shown], told: Shown, at: int, *, folded: bool) -> str:
    made = []
    for place, (cell, head) in enumerate(zip(row["cells"], heads, strict=True)):
        inside = _cell(cell)
        if place == 0 and row["to"]:
            inside = f'<a href="{_e(row["to"])}">{inside}</a>'
        classes = " ".join(
            name
            for name, on in (
                ("end nowrap num", head["end"]),
                ("strong", row["strong"]),
                ("nowrap", head["kind"] == "date"),
                ("blank", bool(told.get("rows")) and place > 0 and inside == NOTHING),
            )
            if on
        )
        tag = 'th scope="row"' if place == 0 else "td"
        made.append(f'<{tag}{_class(classes)} data-label="{_e(head["label"])}">{inside}</{tag[:2]}>')
    rest = folded and at >= told["rows"] and not row["strong"]
    return f"<tr{_class('rest' if rest else '')}>{''.join(made)}</tr>"


def _cell(cell: Shown) -> str:
    if "tone" in cell:
        return f'<span class="chip {TONES.get(cell["tone"], "neutral")}"><span>{_e(cell["text"])}</span></span>'
    if "spark" in cell:
        return f'{cell["spark"]}<span class="sr">{_e(cell["text"])}</span>' if cell["spark"] else "–"
    return _e(cell["text"])


def _figures(block: Shown, told: Shown) -> str:
    return f'<div class="grid tiles">{"".join(_tile(one, told) for one in block["items"])}</div>'


def _tile(one: Shown, told: Shown) -> str:
    tag, to = ("a", f' href="{_e(one["to"])}"') if one["to"] else ("div", "")
    notes = "".join(f'<span class="tile-note">{_e(note)}</span>' for note in one["notes"])
    words = f'<span class="tile-note muted">{_e(one["words"])}</span>' if one["words"] else ""
    tile = (
        f'<{tag} class="tile"{to}><span class="tile-label">{_e(one["name"])}</span>'
        f'<span class="tile-value">{_e(one["value"])}</span>{one["spark"]}{notes}{words}</{tag}>'
    )
    if not one["ask"] or "ask" not in told["words"]:
        return tile
    asks = f'{_e(told["words"]["ask"])}<span class="sr">: {_e(one["name"])}</span>'
    return f'<div class="report-tile">{tile}<a class="report-ask small" href="{_e(one["ask"])}">{asks}</a></div>'


def _lights(block: Shown, told: Shown) -> str:
    return '<ul class="report-lights">' + "".join(
        f'<li><span class="chip {TONES.get(one["tone"], "neutral")}"><span>{_e(one["word"])}</span></span> '
        f'<span><span class="strong">{_e(one["name"])}</span><br>{_e(one["reason"])}</span></li>'
        for one in block["items"]
    ) + "</ul>"  # fmt: skip


def _points(block: Shown, told: Shown) -> str:
    lines = "".join(
        f'<li><a href="{_e(one["to"])}">{_e(one["text"])}</a></li>' if one["to"] else f"<li>{_e(one['text'])}</li>"
        for one in block["items"]
    )
    head = f"<h3>{_e(block['title'])}</h3>" if block["title"] else ""
    return f'{head}<ul class="report-points">{lines}</ul>'


def _text(block: Shown, told: Shown) -> str:
    return f"<p>{_e(block['text'])}</p>"


BLOCKS = {"table": _table, "figures": _figures, "lights": _lights, "points": _points, "text": _text}


def _each(pattern: str, rows: Iterable[Iterable[str]]) -> str:
    return "".join(pattern.format(*(_e(one) for one in row)) for row in rows)


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _e(text: Any) -> str:
    return escape(str(text), quote=True)
