"""The documentation is complete and its links lead somewhere."""

import ast
import doctest
import re
from pathlib import Path

import pytest

from samdrift.doors.cli import COMMANDS, built

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTING = re.compile(r"(?:SAMDRIFT_[A-Z_]+|TEST_DATABASE_URL|DATABASE_URL|CHROMIUM|CI)")
OURS_ALONE = {"SAMDRIFT_TEST_ONLY", "SAMDRIFT_TEST_TALLY"}  # how `./samdrift test` talks to its own tests
LOOKS = {"get", "pop", "setdefault", "getenv", "_flag", "number"}


def code_files():
    yield ROOT / "samdrift"
    for path in (ROOT / "src").rglob("*.py"):
        if "tests" not in path.parts:
            yield path


def settings_read_by(path):
    """The names of environment variables that a file reads: arguments of `get(…)` and keys in `environ[…]`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found = node.args[:2] if name in LOOKS else []
        elif isinstance(node, ast.Subscript):
            found = [node.slice]
        else:
            continue
        for argument in found:
            if isinstance(argument, ast.Constant) and SETTING.fullmatch(str(argument.value)):
                yield argument.value


def test_every_setting_is_in_the_reference_and_nothing_else():
    read = {name for path in code_files() for name in settings_read_by(path)} - OURS_ALONE
    described = set(
        re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text("utf-8"), re.MULTILINE)
    )
    assert described == read


def test_every_command_is_in_the_reference_and_nothing_else():
    text = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    described = set(re.findall(r"^\| `\./samdrift ([\w-]+)", text, re.MULTILINE))
    assert described == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert built(command) != bool(re.search(rf"^\| `\./samdrift {name}\b.*not built yet", text, re.MULTILINE)), name


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page):
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", sorted((ROOT / "docs/decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_says_situation_decision_otherwise_and_rules(page):
    text = page.read_text("utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    for part in ("Situation", "Decision", "What would go wrong otherwise", "Rules that follow"):
        assert f"## {part}\n" in text or f"**{part}.**" in text, part


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_worked_examples_give_what_they_say(page):
    text = page.read_text("utf-8")
    if ">>> " in text:
        example = doctest.DocTestParser().get_doctest(
            re.sub(r"^```.*$", "", text, flags=re.MULTILINE), {}, page.name, str(page), 0
        )
        result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
        assert result.failed == 0


def test_every_room_has_its_page():
    rooms = {
        path.parent.name
        for floor in ("registers", "operations")
        for path in ROOT.glob(f"src/samdrift/{floor}/*/apps.py")
    }
    pages = {path.stem for path in (ROOT / "docs/rooms").glob("*.md")}
    assert rooms <= pages, f"without a page in docs/rooms: {sorted(rooms - pages)}"
