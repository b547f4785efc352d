"""Sending a file with exactly the headers that keep a browser from taking it for anything else."""

from django.http import FileResponse

from samdrift.foundation.files.queries import OpenFile


def sent(opened: OpenFile) -> FileResponse:
    """The answer with an opened file, under the name people gave it; documents are downloaded, never shown.

    Django writes a `Content-Disposition` of its own over the one it is given: "inline", named by the hash of the bytes.
    """
    answer = FileResponse(opened.stream, content_type=opened.media_type, headers=opened.headers)
    answer["Content-Disposition"] = opened.headers["Content-Disposition"]
    return answer
