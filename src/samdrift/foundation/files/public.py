"""What every room uses of files."""

from samdrift.foundation.files.cleaning import CleanFile, clean_upload
from samdrift.foundation.files.commands import (
    attach,
    attach_path,
    attach_to_many,
    clear_orphans,
    drop_files,
    keep_bytes,
    reclassify_files,
    store,
)
from samdrift.foundation.files.models import StoredFile
from samdrift.foundation.files.queries import OpenFile, files_of, files_of_one, open_file, open_kept
from samdrift.foundation.files.registry import file_owner
from samdrift.foundation.files.sending import sent

__all__ = [
    "CleanFile",
    "OpenFile",
    "StoredFile",
    "attach",
    "attach_path",
    "attach_to_many",
    "clean_upload",
    "clear_orphans",
    "drop_files",
    "file_owner",
    "files_of",
    "files_of_one",
    "keep_bytes",
    "open_file",
    "open_kept",
    "reclassify_files",
    "sent",
    "store",
]
