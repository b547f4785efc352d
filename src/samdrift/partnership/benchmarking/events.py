"""What the room announces: terms and facts about the market, packs made, answered and frozen with their fingerprint."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkTermsMoved(Event):
    """A version of how costs are compared was proposed, accepted, refused or taken back; `terms` tells it in full."""

    kind: ClassVar[str] = "benchmarking.terms_moved"
    says: ClassVar[Sentence] = Sentence(
        _("A way to benchmark from %(valid_from)s was proposed."), "contract", "info", by="standing",
        cases={
            "accepted": Sentence(_("A way to benchmark from %(valid_from)s was agreed on."), "contract", "ok"),
            "refused": Sentence(_("A way to benchmark from %(valid_from)s was refused."), "contract", "warn"),
            "withdrawn": Sentence(_("A way to benchmark from %(valid_from)s was taken back."), "contract", "info"),
        },
    )  # fmt: skip
    terms_uid: UUID
    valid_from: date
    standing: str
    side: str
    clause: str
    tolerance: str
    against: str
    fewest_peers: int
    fewest_sites: int
    sizes: tuple[int, ...]
    answer_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketStated(Event):
    """One party stated what others pay, or factors between price levels; `rows` are the new ones."""

    kind: ClassVar[str] = "benchmarking.market_stated"
    says: ClassVar[Sentence] = Sentence(
        _("The client stated %(count)s figures of the market."), "chart", "info", by="side",
        cases={"provider": Sentence(_("The provider stated %(count)s figures of the market."), "chart", "info")},
    )  # fmt: skip
    contract_uid: UUID
    side: str
    count: int
    rows: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketWithdrawn(Event):
    """The party that stated a figure of the market took it back; it stays with its reason."""

    kind: ClassVar[str] = "benchmarking.market_withdrawn"
    says: ClassVar[Sentence] = Sentence(
        _("The client took a figure of the market back."), "chart", "warn", by="side",
        cases={"provider": Sentence(_("The provider took a figure of the market back."), "chart", "warn")},
    )  # fmt: skip
    contract_uid: UUID
    side: str
    row: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEvent(Event):
    """Something about one pack; `digest` is the fingerprint of its data at that moment."""

    pack_uid: UUID
    first_day: date
    last_day: date
    number: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMade(PackEvent):
    """A benchmark pack was made, or made anew before anybody answered."""

    kind: ClassVar[str] = "benchmarking.pack_made"
    says: ClassVar[Sentence] = Sentence(
        _("The benchmark pack from %(first_day)s to %(last_day)s was made."), "chart", "info"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCommented(PackEvent):
    """One party said something of a pack or of one of its lines."""

    kind: ClassVar[str] = "benchmarking.pack_commented"
    says: ClassVar[Sentence] = Sentence(
        _("The client commented on the benchmark pack from %(first_day)s."), "comment", "info", by="side",
        cases={
            "provider": Sentence(
                _("The provider commented on the benchmark pack from %(first_day)s."), "comment", "info"
            )
        },
    )  # fmt: skip
    side: str
    line: str
    word: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAnswered(PackEvent):
    """One party agreed on the pack with this fingerprint, or disputed it."""

    kind: ClassVar[str] = "benchmarking.pack_answered"
    says: ClassVar[Sentence] = Sentence(
        _("A party agreed on the benchmark pack from %(first_day)s."), "thumb-up", "ok", by="answer",
        cases={"disputed": Sentence(_("A party disputed the benchmark pack from %(first_day)s."), "alert", "warn")},
    )  # fmt: skip
    side: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFrozen(PackEvent):
    """The pack stands for ever with its data and what both parties said: this fingerprint is that of the whole."""

    kind: ClassVar[str] = "benchmarking.pack_frozen"
    says: ClassVar[Sentence] = Sentence(
        _("The benchmark pack from %(first_day)s to %(last_day)s was frozen."), "lock", "ok"
    )
