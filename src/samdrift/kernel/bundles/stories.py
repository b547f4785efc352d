"""The pieces of work of a bundle with their events, each held against the hash that was sealed at its place.

From version 5 on a line of an event says by the number of a pattern what it has in common with many:

    (empty) subject subject_kind contract site unit case line data_class owner_party
    position pattern uid happened_at recorded_at device_at person employment party value

`pattern` is the number of a line of `patterns.tsv`, and `value` what the event has for itself there; or `pattern` is
the kind of the event and `value` its whole payload. `recorded_at` is empty where it is the same as `happened_at`.
"""

from collections.abc import Iterator
from hashlib import sha256

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.chain import Chain
from samdrift.kernel.bundles.opening import Bundle, NotABundle
from samdrift.kernel.bundles.patterns import patterns_of
from samdrift.kernel.bundles.sealed import (
    Story,
    as_json,
    compact,
    refused,
    salts_of,
    shared,
    with_salts,
)
from samdrift.kernel.seals import HASH_BYTES

CELLS = (
    "position", "pattern", "uid", "happened_at", "recorded_at", "device_at", "person", "employment", "party", "value",
)  # fmt: skip
_LAST = len(CELLS) - 1
_BEFORE_ANY = 1 << 64
"""No event stands behind this place: one needs a line before it that says what it is about."""


def stories(bundle: Bundle, chain: Chain) -> Iterator[Story]:
    """Every piece of work with its events, in the order of the file; each event's seal is looked at.

    Raises:
        NotABundle: The file is not in that form or that order.
    """
    if bundle.version < form.SINCE[form.EVENTS]:
        yield from as_json(bundle, chain)
        return
    if bundle.version < form.SINCE[form.PATTERNS]:
        lines, salts = with_salts(bundle)
        yield from compact(lines, salts, chain)
    else:
        salts = salts_of(bundle)
        yield from _patterned(bundle, salts, chain)
    if next(salts, None) is not None:
        raise NotABundle(f"{form.EVENTS}: it has fewer events than {form.SALTS} has salts")


def _patterned(bundle: Bundle, salts: Iterator[bytes], chain: Chain) -> Iterator[Story]:
    # Every event of a year passes here: what it costs, a year costs a million times.
    patterns, story, last = patterns_of(bundle), Story(""), _BEFORE_ANY
    holds, begun, (after_place, leaves) = chain.holds, sha256().copy, chain.last  # a copy is made sooner than a new one
    brief, subject, begins, after_kind, after_recorded_at, ends = story.brief, "", "", "", "", ""
    for number, text in bundle.texts(form.EVENTS):
        try:
            place, name, uid, happened_at, recorded_at, device_at, person, employment, party, value = text.split(
                "\t", _LAST
            )
            if not place:
                subject, line, site, unit, begins, after_kind, after_recorded_at, ends = shared(text)
                after = story.after(subject, number)
                if after is not story and story.many:
                    yield story
                story, last = after, last if after.many else 0
                brief = story.below(line, site, unit, patterns)
                continue
            position, hashing = int(place), begun()
            if name in patterns:
                about, own, (kind, before, between, behind) = subject, value, patterns[name]
            else:
                kind, before, text = name, value, text[: len(text) - len(value)]
                about = own = between = behind = ""
            if '"' in text or "\\" in text:  # as `require_plain` says
                raise refused(number)
            hashing.update(next(salts) + (
                f'{begins}"device_at":{(device_at and chr(34) + device_at + chr(34)) or "null"}'
                f',"employment":{employment or "null"},'
                f'"happened_at":"{happened_at}","kind":"{kind}"{after_kind}{party or "null"},"payload":'
                f"{before}{own}{between}{about}{behind},"
                f'"person":{person or "null"},"recorded_at":"{recorded_at or happened_at}"'
                f"{after_recorded_at}{uid}{ends}"
            ).encode())  # fmt: skip
        except (ValueError, StopIteration) as wrong:
            raise refused(number) from wrong
        if position <= last:
            raise refused(number)
        leaf, last = hashing.digest(), position
        brief.append((number, position, name, happened_at, value))
        # As `holds` says, which is asked where another stretch begins or something is wrong.
        if position <= after_place or not leaves.startswith(leaf, (position - after_place - 1) * HASH_BYTES):
            story.unlike += () if holds(position, leaf) else (position,)
            after_place, leaves = chain.last
    if story.many:
        yield story
