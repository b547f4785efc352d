"""The official rules: whether they are there, and what they say of a document. A process of its own asks them."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORKER = Path(__file__).with_name("official_worker.py")


class NoRules(Exception):
    """The official rules cannot be asked: `reason` is folder (not set, or not there) or library (not installed)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Failed:
    """A rule a document does not keep; `fatal` ones stop it, the others are warnings."""

    rule: str
    flag: str
    text: str

    @property
    def fatal(self) -> bool:
        """Whether the document may not be sent."""
        return self.flag != "warning"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules said: which were asked, in their versions, and which are not kept."""

    rules: tuple[str, ...]
    failed: tuple[Failed, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing fatal was found."""
        return bool(self.rules) and not any(one.fatal for one in self.failed)


class Official:
    """The rules in a running process; `check` asks them of one document after another."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def check(self, content: bytes, format_: str, *, schema: bool = True) -> Verdict:
        """What the rules of a format (peppol, oioubl) say of a document; without its schema only of a piece of one."""
        assert self.process.stdin is not None
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return Verdict((), (Failed("UNREADABLE", "fatal", "The document is not written in UTF-8."),))
        asked = json.dumps({"xml": text, "format": format_, "schema": schema})
        try:
            self.process.stdin.write(asked + "\n")
            self.process.stdin.flush()
            answer = _answer(self.process)
        except BrokenPipeError as gone:
            raise NoRules("library") from gone
        failed = tuple(Failed(*one) for one in answer["failed"])
        return Verdict(tuple(answer["rules"]), failed)


@contextmanager
def official(folder: Path | None, python: str) -> Iterator[Official]:
    """The rules of a folder, asked through an interpreter that has the libraries.

    Raises:
        NoRules: There is no folder, or the interpreter has not the libraries.
    """
    if folder is None or not (folder / "rules").is_dir() or not (folder / "xsd").is_dir():
        raise NoRules("folder")
    # The interpreter is the operator's own setting, the script ours.
    command = [python, "-I", str(WORKER), str(folder)]
    try:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8",
        )  # fmt: skip
    except OSError as missing:
        raise NoRules("library") from missing
    try:
        _answer(process)
        yield Official(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def _answer(process: "subprocess.Popen[str]") -> dict[str, list[str]]:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            answer: dict[str, list[str]] = json.loads(line)
            return answer
    raise NoRules("library")
