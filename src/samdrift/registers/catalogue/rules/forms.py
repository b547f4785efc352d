"""Forms as versioned JSON Schema: what is asked, when a question appears, and what is wrong with the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LANGUAGES = ("en", "da", "sv")
KINDS = ("text", "long_text", "number", "choice", "yes_no", "date", "time")
_JSON_TYPES = {"number": "number", "yes_no": "boolean"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    Attributes:
        shown_when: (question, answers) that make it appear, or None: always.
        longest: Characters allowed in a text.
    """

    code: str
    kind: str
    label: Mapping[str, str]
    hint: Mapping[str, str]
    required: bool
    choices: tuple[tuple[str, Mapping[str, str]], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 2000
    shown_when: tuple[str, frozenset[str]] | None = None


def questions_of(schema: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of a form in the order they are asked.

    The schema is JSON Schema (2020-12) of one object; our words are `x-order` on the object and `x-kind`, `x-label`,
    `x-hint`, `x-choices` (value → texts) and `x-shown-when` ({"question": …, "is": […]}) on each property.
    """
    properties: Mapping[str, Any] = schema.get("properties", {})
    order = schema.get("x-order") or list(properties)
    required = set(schema.get("required", ()))
    return tuple(_question(code, properties[code], required=code in required) for code in order if code in properties)


def _question(code: str, written: Mapping[str, Any], *, required: bool) -> Question:
    condition = written.get("x-shown-when")
    return Question(
        code=code,
        kind=written.get("x-kind", "text"),
        label=written.get("x-label", {}),
        hint=written.get("x-hint", {}),
        required=required,
        choices=tuple((value, texts) for value, texts in written.get("x-choices", {}).items()),
        minimum=written.get("minimum"),
        maximum=written.get("maximum"),
        longest=written.get("maxLength", 2000),
        shown_when=(condition["question"], frozenset(map(str, condition["is"]))) if condition else None,
    )


def shown(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked, given the other answers."""
    if question.shown_when is None:
        return True
    other, wanted = question.shown_when
    return _as_text(answers.get(other)) in wanted


def checked(schema: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers as they are kept, and what is wrong by question: required, number, too_small, too_large, too_long,
    choice, yes_no, date or time. Answers to questions that are not asked are left out.
    """
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions_of(schema):
        if not shown(question, kept):
            continue
        raw = given.get(question.code)
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if question.required:
                wrong[question.code] = "required"
            continue
        value, problem = _read(question, raw)
        if problem:
            wrong[question.code] = problem
        else:
            kept[question.code] = value
    return kept, wrong


def _read(question: Question, raw: Any) -> tuple[Any, str]:
    readers = {"number": _number, "choice": _choice, "yes_no": _yes_no, "date": _date, "time": _time}
    return readers.get(question.kind, _text)(question, raw)


def _text(question: Question, raw: Any) -> tuple[Any, str]:
    text = str(raw).strip()
    return (text, "") if len(text) <= question.longest else (None, "too_long")


def _number(question: Question, raw: Any) -> tuple[Any, str]:
    try:
        value = float(str(raw).replace(",", "."))
    except ValueError:
        return None, "number"
    if value != value or value in (float("inf"), float("-inf")):
        return None, "number"
    if question.minimum is not None and value < question.minimum:
        return None, "too_small"
    if question.maximum is not None and value > question.maximum:
        return None, "too_large"
    return (int(value) if value.is_integer() else value), ""


def _choice(question: Question, raw: Any) -> tuple[Any, str]:
    return (raw, "") if raw in {value for value, _texts in question.choices} else (None, "choice")


def _yes_no(_question: Question, raw: Any) -> tuple[Any, str]:
    text = _as_text(raw)
    return (text == "true", "") if text in ("true", "false") else (None, "yes_no")


def _date(_question: Question, raw: Any) -> tuple[Any, str]:
    try:
        return date.fromisoformat(str(raw)).isoformat(), ""
    except ValueError:
        return None, "date"


def _time(_question: Question, raw: Any) -> tuple[Any, str]:
    hours, _colon, minutes = str(raw).partition(":")
    right = hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60 and len(minutes) == 2
    return (f"{int(hours):02}:{minutes}", "") if right else (None, "time")


def _as_text(value: Any) -> str:
    if value in (True, "true", "on", "1", "yes"):
        return "true"
    if value in (False, "false", "off", "0", "no"):
        return "false"
    return str(value)


def unpublishable(schema: Mapping[str, Any]) -> list[str]:
    """What keeps a form from being published: a missing language, an unknown kind, a condition on a later question."""
    found: list[str] = []
    earlier: set[str] = set()
    for question in questions_of(schema):
        texts: Iterable[Mapping[str, str]] = (question.label, *(texts for _value, texts in question.choices))
        if any(not text.get(language) for text in texts for language in LANGUAGES):
            found.append(f"{question.code}: every text is needed in en, da and sv")
        if question.kind not in KINDS:
            found.append(f"{question.code}: there is no kind of question called {question.kind}")
        if question.kind == "choice" and not question.choices:
            found.append(f"{question.code}: a choice needs something to choose from")
        if question.shown_when and question.shown_when[0] not in earlier:
            found.append(f"{question.code}: it depends on {question.shown_when[0]}, which is not asked before it")
        earlier.add(question.code)
    return found
