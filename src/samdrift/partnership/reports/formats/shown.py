"""A report's data in one language, every value as the text people read: what page, paper and tables lay out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from samdrift.partnership.reports.formats import wording
from samdrift.partnership.reports.formats.spark import spark

Data = Mapping[str, Any]
END = {"number", "share", "money", "minutes"}


def shown(data: Data, language: str) -> dict[str, Any]:
    """The whole report in a language.

    Raises:
        ValueError: It is no language of ours, or the data have a shape this version does not know.
    """
    if language not in wording.LANGUAGES or data["form"] != 1:
        raise ValueError("a report is shown in en, da or sv, from data of form 1")
    words = {name: text[language] for name, text in data["words"].items()}
    own = _Shower(data, language, words)
    return {
        "language": language, "words": words,
        "title": f"{data['title'][language]} – {data['period']['name'][language]}",
        "kind": data["kind"], "facts": own.facts(), "date": data["known_at"][:10],
        "priorities": own.priorities(), "sections": [own.section(one) for one in data["sections"]],
        "changes": own.changes(), "reason": data["reason"], "signed": own.signed(),
        "absent": [{"title": one["title"][language], "why": one["why"][language]} for one in data["absent"]],
        "draft": not data["signed"], "currency": data["contract"]["currency"],
    }  # fmt: skip


class _Shower:
    def __init__(self, data: Data, language: str, words: Mapping[str, str]) -> None:
        self.data, self.language, self.words = data, language, words
        self.currency = data["contract"]["currency"]

    def facts(self) -> list[list[str]]:
        data, one = self.data, self.words
        contract = data["contract"]
        days = (wording.day(data["period"][name], self.language) for name in ("first", "last"))
        found = [
            [one["contract"], f"{contract['code']} · {contract['name'][self.language]}"],
            [one["customer"], contract["customer"][self.language]],
            [one["provider"], contract["provider"][self.language]],
            [one["period"], " – ".join(days)],
            [one["known_at"], wording.moment(data["known_at"], data["zone"], self.language)],
            [one["amounts"], self.currency],
        ]
        return found + ([[one["number"], str(data["number"])]] if data["number"] > 1 else [])

    def priorities(self) -> list[dict[str, Any]]:
        said = self.data["said"]["priorities"]
        found = []
        for side in ("customer", "provider"):
            texts = [one["text"] for one in said if one["side"] == side]
            if texts:
                found.append({"side": self.words[f"{side}_priorities"], "texts": texts})
        return found

    def signed(self) -> list[str]:
        return [
            f"{self.words[one['side'] + '_agreed']} {wording.moment(one['at'], self.data['zone'], self.language)}"
            for one in self.data["signed"]
        ]

    def section(self, section: Data) -> dict[str, Any]:
        said = [
            {
                "side": one["side"], "who": self.words[f"{one['side']}_says"], "text": one["text"],
                "at": wording.moment(one["at"], self.data["zone"], self.language),
            }
            for one in self.data["said"]["comments"] if one["section"] == section["code"]
        ]  # fmt: skip
        return {
            "code": section["code"], "title": section["title"][self.language], "comments": said,
            "blocks": [self.block(one) for one in section["blocks"]],
        }  # fmt: skip

    def block(self, block: Data) -> dict[str, Any]:
        made: dict[str, Any] = getattr(self, f"_{block['type']}")(block)
        return {"type": block["type"]} | made

    def _text(self, block: Data) -> dict[str, Any]:
        return {"text": block["text"][self.language]}

    def _points(self, block: Data) -> dict[str, Any]:
        return {
            "title": self._of(block["title"]),
            "items": [{"text": one["text"][self.language], "to": one["to"]} for one in block["items"]],
        }

    def _lights(self, block: Data) -> dict[str, Any]:
        return {
            "items": [
                {"name": one["name"][self.language], "tone": one["tone"], "word": one["word"][self.language],
                 "reason": one["reason"][self.language]}
                for one in block["items"]
            ]
        }  # fmt: skip

    def _figures(self, block: Data) -> dict[str, Any]:
        return {"items": [self._figure(one) for one in block["items"]]}

    def _figure(self, one: Data) -> dict[str, Any]:
        told = self.value(one["value"], one["kind"], whole=True)
        notes = [] if one["note"] is None else [one["note"][self.language]]
        if one["denominator"] is not None:
            part, whole = (self._count(one[name], one["kind"]) for name in ("numerator", "denominator"))
            notes.append(self.words["part_of"] % {"part": part, "whole": whole})
        if one["n"] is not None and (one["denominator"] is None or Decimal(one["n"]) != Decimal(one["denominator"])):
            notes.append(f"n = {wording.number(one['n'], self.language)}")
        trend = self.trend(one["trend"], one["name"][self.language], one["kind"])
        return {
            "name": one["name"][self.language], "value": told, "notes": notes, "to": one["to"], "trend": trend,
            "ask": one.get("ask", ""),
            "words": self._of(one["words"]), "spark": trend["spark"] if trend else "",
        }  # fmt: skip

    def _count(self, value: Any, kind: str) -> str:
        return wording.money(int(Decimal(value)), self.language, whole=True) if kind == "money" else wording.number(
            value, self.language
        )  # fmt: skip

    def _table(self, block: Data) -> dict[str, Any]:
        columns = block["columns"]
        heads = [
            {"label": one["label"][self.language], "end": one["kind"] in END, "kind": one["kind"]} for one in columns
        ]
        rows = [
            {"to": one["to"], "strong": one["strong"],
             "cells": [self.cell(cell, column, one["cells"][0]) for cell, column in
                       zip(one["cells"], columns, strict=True)]}
            for one in block["rows"]
        ]  # fmt: skip
        return {
            "code": block["code"],
            "caption": block["caption"][self.language],
            "heads": heads,
            "rows": rows,
            "note": self._of(block["note"]),
        }

    def cell(self, cell: Any, column: Data, head: Any) -> dict[str, Any]:
        """A cell as text, with the tone or the small line it has."""
        kind = column["kind"]
        if kind == "tone" and isinstance(cell, Mapping) and "tone" in cell:
            return {"text": cell["word"][self.language], "tone": cell["tone"]}
        if kind == "trend" and isinstance(cell, list):
            told = self.trend(cell, self._of(head), "number") or {"spark": "", "words": ""}
            return {"text": told["words"], "spark": told["spark"]}
        text = self.value(cell, kind, digits=column["digits"])
        return {"text": text + (column["unit"] and f"\u00a0{column['unit']}" if text != wording.NOTHING else "")}

    def trend(self, months: list[list[Any]], name: str, kind: str) -> dict[str, str] | None:
        """The months as a line and, for who does not see it, in words."""
        if sum(value is not None for _month, value in months) < 2:
            return None
        words = ", ".join(
            f"{wording.month(month, self.language)}: {self.value(value, kind, whole=True, digits=2)}"
            for month, value in months
        )
        values = [None if value is None else Decimal(value) for _month, value in months]
        return {"spark": spark(values, f"{name}. {words}"), "words": words}

    def value(self, value: Any, kind: str, *, digits: int = 0, whole: bool = False) -> str:
        """One value as text; a dash where there is none."""
        if isinstance(value, Mapping):
            return self.words["hidden"] if value.get("hidden") else self._of(value)
        if value is None or value == "":
            return wording.NOTHING
        if kind == "money":
            amount = wording.money(int(Decimal(value)), self.language, whole=whole)
            return f"{self.currency}\u00a0{amount}" if whole else amount
        if kind in WRITERS:
            return str(WRITERS[kind](value, self.language))
        return wording.number(value, self.language, digits or _decimals(value)) if kind in NUMBERS else str(value)

    def changes(self) -> list[dict[str, str]]:
        found = []
        names = {one["code"]: one["title"][self.language] for one in self.data["sections"]}
        for one in self.data["changes"]:
            kind = one["kind"]
            found.append(
                {
                    "section": names.get(one["section"], one["section"]),
                    "place": self._of(one["place"]),
                    "before": self.changed(one["before"], kind),
                    "after": self.changed(one["after"], kind),
                }
            )
        return found

    def changed(self, value: Any, kind: str) -> str:
        """A value of either side of a difference."""
        if kind == "counted" and isinstance(value, list):
            return " / ".join(wording.number(one, self.language) for one in value)
        if kind == "trend" and isinstance(value, list):
            return ", ".join(f"{month[:7]}: {one or wording.NOTHING}" for month, one in value)
        if isinstance(value, Mapping) and "word" in value:
            return str(value["word"][self.language])
        return self.value(value, kind)

    def _of(self, text: Any) -> str:
        if isinstance(text, Mapping):
            return str(text.get(self.language, ""))
        return str(text or "")


WRITERS: dict[str, Any] = {
    "share": wording.share,
    "date": wording.day,
    "minutes": wording.minutes,
    "month": wording.month,
}
NUMBERS = {"number", "count", "score", "m2"}


def _decimals(value: Any) -> int:
    _whole, _mark, part = str(value).partition(".")
    return min(len(part), 2)


def change_shown(one: Data, data: Data, language: str) -> tuple[str, str, str]:
    """A difference in words: where, before, after."""
    own = _Shower(data, language, {name: text[language] for name, text in data["words"].items()})
    return own._of(one["place"]), own.changed(one["before"], one["kind"]), own.changed(one["after"], one["kind"])
