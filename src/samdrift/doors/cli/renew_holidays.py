"""`python -m samdrift.doors.cli.renew_holidays`: writes the kernel's holiday data anew from the `holidays` library.

Review the difference before committing it: a library's mistake becomes a contract's deadline. A name the library uses
and this table does not know stops it, because every day needs its name in English, Danish and Swedish.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

import holidays

import samdrift.kernel

FIRST_YEAR, LAST_YEAR = 2020, 2035
FOLDER = Path(samdrift.kernel.__file__).parent / "holiday_data"

# code: (country, subdivision, the library's category for each of our kinds)
SOURCES: dict[str, tuple[str, str | None, dict[str, str]]] = {
    "DK": ("DK", None, {"public": "public", "agreed": "optional"}),
    "SE": ("SE", None, {"public": "public", "de_facto": "de_facto", "bank": "bank"}),
    "NO": ("NO", None, {"public": "public"}),
    "FI": ("FI", None, {"public": "public"}),
    "GB-ENG": ("GB", "ENG", {"public": "public"}),
    "GB-WLS": ("GB", "WLS", {"public": "public"}),
    "GB-SCT": ("GB", "SCT", {"public": "public"}),
    "GB-NIR": ("GB", "NIR", {"public": "public"}),
}

NAMES: dict[str, tuple[str, str, str]] = {
    "New Year's Day": ("New Year's Day", "Nytårsdag", "Nyårsdagen"),
    "Day after New Year's Day": ("Day after New Year's Day", "Dagen efter nytårsdag", "Dagen efter nyårsdagen"),
    "New Year Holiday": ("New Year Holiday", "Nytårsfridag", "Nyårshelgdag"),
    "Scotland's participation in the FIFA World Cup final": (
        "Scotland in the FIFA World Cup finals", "Skotland ved VM-slutrunden", "Skottland i VM-slutspelet"),
    "Epiphany": ("Epiphany", "Helligtrekonger", "Trettondedag jul"),
    "Saint Patrick's Day": ("Saint Patrick's Day", "Sankt Patricks dag", "Sankt Patriks dag"),
    "Maundy Thursday": ("Maundy Thursday", "Skærtorsdag", "Skärtorsdagen"),
    "Good Friday": ("Good Friday", "Langfredag", "Långfredagen"),
    "Easter Sunday": ("Easter Sunday", "Påskedag", "Påskdagen"),
    "Easter Monday": ("Easter Monday", "2. påskedag", "Annandag påsk"),
    "Great Prayer Day": ("Great Prayer Day", "Store bededag", "Stora bönedagen"),
    "May Day": ("May Day", "1. maj", "Första maj"),
    "Workers' Day": ("Workers' Day (1 May)", "Arbejdernes kampdag (1. maj)", "Arbetarnas dag (1 maj)"),
    "Labor Day": ("Labour Day (1 May)", "Arbejdernes dag (1. maj)", "Arbetarnas dag (1 maj)"),
    "Constitution Day": ("Constitution Day", "Grundlovsdag", "Danmarks grundlagsdag"),
    "Ascension Day": ("Ascension Day", "Kristi himmelfartsdag", "Kristi himmelsfärdsdag"),
    "Day after Ascension Day": (
        "Day after Ascension Day", "Dagen efter Kristi himmelfartsdag", "Dagen efter Kristi himmelsfärdsdag"),
    "Pentecost": ("Whit Sunday", "Pinsedag", "Pingstdagen"),
    "Pentecost Monday": ("Whit Monday", "2. pinsedag", "Annandag pingst"),
    "National Day": ("National Day", "Sveriges nationaldag", "Sveriges nationaldag"),
    "Midsummer Eve": ("Midsummer Eve", "Midsommeraften", "Midsommarafton"),
    "Midsummer Day": ("Midsummer Day", "Midsommerdag", "Midsommardagen"),
    "Battle of the Boyne": ("Battle of the Boyne", "Slaget ved Boyne", "Slaget vid Boyne"),
    "Spring Bank Holiday": ("Spring Bank Holiday", "Forårsbankdag", "Vårens bankhelgdag"),
    "Summer Bank Holiday": ("Summer Bank Holiday", "Sommerbankdag", "Sommarens bankhelgdag"),
    "Late Summer Bank Holiday": ("Late Summer Bank Holiday", "Sensommerbankdag", "Sensommarens bankhelgdag"),
    "All Saints' Day": ("All Saints' Day", "Allehelgensdag", "Alla helgons dag"),
    "Saint Andrew's Day": ("Saint Andrew's Day", "Sankt Andreas' dag", "Sankt Andreas dag"),
    "Independence Day": ("Independence Day", "Finlands uafhængighedsdag", "Självständighetsdagen"),
    "Christmas Eve": ("Christmas Eve", "Juleaftensdag", "Julafton"),
    "Christmas Day": ("Christmas Day", "1. juledag", "Juldagen"),
    "Second Day of Christmas": ("Second Day of Christmas", "2. juledag", "Annandag jul"),
    "Boxing Day": ("Boxing Day", "2. juledag", "Annandag jul"),
    "New Year's Eve": ("New Year's Eve", "Nytårsaftensdag", "Nyårsafton"),
    "Platinum Jubilee of Elizabeth II": (
        "Platinum Jubilee of Elizabeth II", "Elizabeth 2.s platinjubilæum", "Elizabeth II:s platinajubileum"),
    "State Funeral of Queen Elizabeth II": (
        "State Funeral of Queen Elizabeth II", "Dronning Elizabeth 2.s statsbegravelse",
        "Drottning Elizabeth II:s statsbegravning"),
    "Coronation of Charles III": ("Coronation of Charles III", "Charles 3.s kroning", "Charles III:s kröning"),
}  # fmt: skip
OBSERVED = ("{} (substitute day)", "{} (erstatningsdag)", "{} (ersättningsdag)")
NORWAY = {"Constitution Day": ("Constitution Day", "Norges nationaldag", "Norges nationaldag")}


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write every set; the exit status is 2 when a name is missing."""
    FOLDER.mkdir(exist_ok=True)
    for code in SOURCES:
        try:
            text = set_as_json(code)
        except KeyError as unknown:
            stderr.write(f"{code}: no Danish and Swedish for {unknown}; add it to NAMES in {Path(__file__).name}.\n")
            return 2
        (FOLDER / f"{code}.json").write_text(text, "utf-8")
        stdout.write(f"{code}: {text.count(chr(10)) - 8} lines\n")
    return 0


def set_as_json(code: str) -> str:
    """The set as the text of its file: one date a line, so that a change reads as the dates it changes."""
    dates = found_dates(code)
    used = sorted({name for names in dates.values() for name in names[1]})
    table = {key_of(name): translated(name, code) for name in used}
    rows = [
        [day.isoformat(), sorted(kinds, key=("public", "agreed", "de_facto", "bank").index), key_of(names[0])]
        for day, (kinds, names) in sorted(dates.items())
    ]
    lines = [
        "{",
        f'"set": {json.dumps(code)},',
        f'"source": "Python package holidays {version("holidays")} (MIT)",',
        f'"years": [{FIRST_YEAR}, {LAST_YEAR}],',
        '"names": {',
        ",\n".join(f"{json.dumps(key)}: {json.dumps(names, ensure_ascii=False)}" for key, names in table.items()),
        "},",
        '"dates": [',
        ",\n".join(json.dumps(row) for row in rows),
        "]}",
    ]
    return "\n".join(lines) + "\n"


def found_dates(code: str) -> dict[date, tuple[set[str], list[str]]]:
    """Each date of the set with its kinds and its names, the first kind's name first."""
    country, subdivision, categories = SOURCES[code]
    dates: dict[date, tuple[set[str], list[str]]] = {}
    for kind, category in categories.items():
        found = holidays.country_holidays(
            country,
            subdiv=subdivision,
            years=range(FIRST_YEAR, LAST_YEAR + 1),
            categories=(category,),
            language="en_US",
        )
        for day in sorted(found):
            for name in found.get_list(day):
                if "(from 2pm)" not in name:  # half days are a contract's own special days
                    kinds, names = dates.setdefault(day, (set(), []))
                    kinds.add(kind)
                    names.append(name)
    if code == "DK":
        add_danish_bank_days(dates)
    return dates


def add_danish_bank_days(dates: dict[date, tuple[set[str], list[str]]]) -> None:
    """Danish banks also close on the Friday after Ascension, 5 June, 24 and 31 December: the library does not say."""
    for day, (kinds, names) in list(dates.items()):
        if "Ascension Day" in names:
            dates.setdefault(day + timedelta(days=1), (set(), ["Day after Ascension Day"]))[0].add("bank")
        if "agreed" in kinds and (day.month, day.day) != (5, 1):
            kinds.add("bank")


def translated(name: str, code: str) -> dict[str, str]:
    """The library's English name in en, da and sv.

    Raises:
        KeyError: The table has no such name.
    """
    base = re.sub(r" \(observed\)$", "", name)
    names = NORWAY.get(base, NAMES[base]) if code == "NO" else NAMES[base]
    if base != name:
        names = tuple(form.format(known) for form, known in zip(OBSERVED, names, strict=True))  # type: ignore[assignment]
    return dict(zip(("en", "da", "sv"), names, strict=True))


def key_of(name: str) -> str:
    """The name as a key: lower case, words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower().replace("'", "")).strip("_")


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr))
