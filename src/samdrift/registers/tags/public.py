"""What other rooms and the doors may use of tags."""

from samdrift.registers.tags.commands.batches import make_batch, make_tags_for, mark_printed, note_printed
from samdrift.registers.tags.commands.claiming import claim_tag, mount_tag, take_back_claim
from samdrift.registers.tags.commands.following import follow_spaces
from samdrift.registers.tags.commands.holding import Held, hold_report, settle_held
from samdrift.registers.tags.commands.life import report_trouble
from samdrift.registers.tags.commands.scans import Scan, note_scans
from samdrift.registers.tags.formats.codes import code_in, grouped, new_codes
from samdrift.registers.tags.models import HeldReport, PrintBatch, Tag, TagBinding
from samdrift.registers.tags.queries.hanging import codes_hanging
from samdrift.registers.tags.queries.held import held_by_track_digest, held_report, waiting_reports
from samdrift.registers.tags.queries.labels import labels_of, printable_tags, tags_at
from samdrift.registers.tags.queries.scanning import Scanned, may_know_place, scanned

__all__ = [
    "Held",
    "HeldReport",
    "PrintBatch",
    "Scan",
    "Scanned",
    "Tag",
    "TagBinding",
    "claim_tag",
    "code_in",
    "codes_hanging",
    "follow_spaces",
    "grouped",
    "held_by_track_digest",
    "held_report",
    "hold_report",
    "labels_of",
    "make_batch",
    "make_tags_for",
    "mark_printed",
    "may_know_place",
    "mount_tag",
    "new_codes",
    "note_printed",
    "note_scans",
    "printable_tags",
    "report_trouble",
    "scanned",
    "settle_held",
    "tags_at",
    "take_back_claim",
    "waiting_reports",
]
