"""Checklists: what a step asks, whether an answer passes, what still is missing, and how steps are written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

KINDS = ("yes_no", "number", "choice", "text", "photo", "signature")
LONGEST = 400
MOST_STEPS = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen; one that `fails` lets a follow-up order be made."""

    code: str
    text: Mapping[str, str]
    fails: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be looked at.

    Attributes:
        low, high: For a number: the limits it passes within, both included; None for no limit.
        choices: For a choice, in order.
        required: Whether the work is done without it.
    """

    key: str
    kind: str
    text: Mapping[str, str]
    required: bool = True
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    choices: tuple[Choice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As a version of a checklist keeps it."""
        told: dict[str, Any] = {
            "key": self.key, "kind": self.kind, "text": dict(self.text), "required": self.required, "unit": self.unit,
            "low": None if self.low is None else str(self.low), "high": None if self.high is None else str(self.high),
        }  # fmt: skip
        told["choices"] = [{"code": one.code, "text": dict(one.text), "fails": one.fails} for one in self.choices]
        return told


def steps_from(rows: Iterable[Mapping[str, Any]]) -> list[Step]:
    """The steps a version keeps, in order."""
    return [
        Step(
            key=row["key"], kind=row["kind"], text=row["text"], required=row.get("required", True),
            low=_decimal(row.get("low")), high=_decimal(row.get("high")), unit=row.get("unit", ""),
            choices=tuple(
                Choice(one["code"], one["text"], bool(one.get("fails"))) for one in row.get("choices") or ()
            ),
        )
        for row in rows
    ]  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer comes to: the value as it is kept, and whether it passes; None where nothing can fail."""

    value: str
    passed: bool | None


def judge(step: Step, given: str) -> Answer | None:
    """What somebody's answer to a step comes to; None when it is no answer to it.

    A number is typed with a comma or a point; a photo is the uid of a file; a signature is the name of whoever signs.
    """
    value = given.strip()[:LONGEST]
    if not value:
        return None
    if step.kind == "yes_no":
        return Answer(value, value == "yes") if value in ("yes", "no") else None
    if step.kind == "number":
        return _number(step, value)
    if step.kind == "choice":
        chosen = next((one for one in step.choices if one.code == value), None)
        return Answer(value, not chosen.fails) if chosen else None
    if step.kind == "photo":
        return Answer(value, None) if _is_uuid(value) else None
    return Answer(value, None)


def _number(step: Step, value: str) -> Answer | None:
    try:
        number = Decimal(value.replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= 10**12:
        return None
    within = (step.low is None or number >= step.low) and (step.high is None or number <= step.high)
    limited = step.low is not None or step.high is not None
    return Answer(str(number), within if limited else None)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def missing_steps(steps: Iterable[Step], answered: Iterable[str]) -> list[Step]:
    """The required steps nobody has answered, in order."""
    have = set(answered)
    return [step for step in steps if step.required and step.key not in have]


class UnreadableStep(ValueError):
    """A line that is no step; it names the line."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def steps_in(text: str) -> list[Step]:
    """The steps somebody wrote, one a line: kind | English | Danish | Swedish | more.

    More is, for a number, its limits and unit ("1.5 – 2.5 bar", either limit may be left out); for a choice, its
    answers separated by semicolons, each in three languages separated by slashes, one that fails with a "!" behind it.
    A "?" behind the kind lets the step be left out.

    Raises:
        UnreadableStep: A line that cannot be read, or there are too many.
    """
    found: list[Step] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        kind = parts[0].removesuffix("?")
        if kind not in KINDS or len(parts) < 4 or not all(parts[1:4]) or len(found) >= MOST_STEPS:
            raise UnreadableStep(number)
        more = parts[4] if len(parts) > 4 else ""
        words = dict(zip(("en", "da", "sv"), parts[1:4], strict=True))
        found.append(_step(number, f"s{len(found) + 1}", kind, words, more, required=not parts[0].endswith("?")))
    if not found:
        raise UnreadableStep(1)
    return found


def _step(line: int, key: str, kind: str, words: Mapping[str, str], more: str, *, required: bool) -> Step:
    if kind == "number":
        low, high, unit = _limits(line, more)
        return Step(key, kind, words, required, low, high, unit)
    if kind == "choice":
        choices = _choices(line, more)
        return Step(key, kind, words, required, choices=choices)
    return Step(key, kind, words, required)


def _limits(line: int, more: str) -> tuple[Decimal | None, Decimal | None, str]:
    if not more:
        return None, None, ""
    bounds, dash, rest = more.replace("–", "..").partition("..")
    if not dash:
        return None, None, more[:12]
    last, _space, unit = rest.strip().partition(" ")
    try:
        low, high = (Decimal(part.replace(",", ".")) if part.strip() else None for part in (bounds.strip(), last))
    except InvalidOperation:
        raise UnreadableStep(line) from None
    if low is not None and high is not None and low > high:
        raise UnreadableStep(line)
    return low, high, unit.strip()[:12]


def _choices(line: int, more: str) -> tuple[Choice, ...]:
    found = []
    for place, said in enumerate((part.strip() for part in more.split(";") if part.strip()), start=1):
        words = [word.strip() for word in said.removesuffix("!").split("/")]
        if len(words) != 3 or not all(words):
            raise UnreadableStep(line)
        found.append(Choice(f"c{place}", dict(zip(("en", "da", "sv"), words, strict=True)), said.endswith("!")))
    if len(found) < 2:
        raise UnreadableStep(line)
    return tuple(found)


def written(steps: Sequence[Step]) -> str:
    """Steps as somebody would write them, for the next version."""
    return "\n".join(_line(step) for step in steps)


def _line(step: Step) -> str:
    more = ""
    if step.kind == "number" and (step.low is not None or step.high is not None):
        more = f"{'' if step.low is None else step.low}..{'' if step.high is None else step.high} {step.unit}".rstrip()
    elif step.kind == "number":
        more = step.unit
    elif step.kind == "choice":
        more = "; ".join(
            "/".join(one.text.get(code, "") for code in ("en", "da", "sv")) + ("!" if one.fails else "")
            for one in step.choices
        )
    parts = [
        step.kind + ("" if step.required else "?"),
        *(step.text.get(code, "") for code in ("en", "da", "sv")),
        more,
    ]
    return " | ".join(parts).rstrip(" |")
