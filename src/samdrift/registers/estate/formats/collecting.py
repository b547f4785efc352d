"""Collects findings without drowning the reader: at most so many of a kind, then a count."""

from collections import Counter

from samdrift.registers.estate.formats.findings import Finding, Level


class Findings:
    """Findings in the order they were made, at most `per_code` of each code."""

    def __init__(self, per_code: int) -> None:
        self._per_code = per_code
        self._found: list[Finding] = []
        self._count: Counter[str] = Counter()
        self._level: dict[str, Level] = {}

    def add(self, level: Level, code: str, object_key: str = "", **params: object) -> None:
        """Note one finding; the params fill the sentence of its code."""
        self._count[code] += 1
        self._level[code] = level
        if self._count[code] <= self._per_code:
            texts = {name: str(value) for name, value in params.items()}
            self._found.append(Finding(level, code, object_key, texts))

    def all(self) -> tuple[Finding, ...]:
        """Every finding kept, then one line for each code of which more were met."""
        more = [
            Finding(self._level[code], "more_findings", "", {"code": code, "count": str(count - self._per_code)})
            for code, count in self._count.items()
            if count > self._per_code
        ]
        return (*self._found, *more)
