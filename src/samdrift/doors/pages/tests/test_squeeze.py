import gzip
import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from samdrift.doors.pages.squeeze import PADDING, LargePagesMiddleware, SqueezedFilesMiddleware, twin_of

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def sent(rf, answer, **headers):
    return LargePagesMiddleware(lambda _request: answer)(rf.get("/", headers=headers or GZIP))


def fetched(server, request):
    answer = server(request)
    body = b"".join(answer)
    answer.file_to_stream.close()  # the answer's own end would close the test's connection
    return answer, body


def test_only_large_whole_texts_are_squeezed_for_those_who_take_it(rf):
    large = "x" * 60_000
    assert "Content-Encoding" not in sent(rf, HttpResponse("x" * 1_000))
    assert "Content-Encoding" not in sent(rf, HttpResponse(large, content_type="image/jpeg"))
    assert "Content-Encoding" not in sent(rf, StreamingHttpResponse([large.encode()]))
    plain = sent(rf, HttpResponse(large), Accept="*/*")
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == "Accept-Encoding"
    answer = sent(rf, HttpResponse(large, headers={"ETag": '"7"'}))
    assert (answer["Content-Encoding"], answer["Content-Length"]) == ("gzip", str(len(answer.content)))
    assert answer["ETag"] == 'W/"7"'
    assert gzip.decompress(answer.content).decode() == large


def test_the_length_of_a_squeezed_page_says_little(rf):
    lengths = {len(sent(rf, HttpResponse("x" * 60_000)).content) for _ in range(60)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) < PADDING


def test_a_form_token_is_written_anew_on_every_page(world, client):
    client.force_login(world.asta.person)
    pages = [client.get(reverse("requests:list")).content.decode() for _ in range(2)]
    tokens = {page.split('name="csrfmiddlewaretoken" value="')[1][:64] for page in pages}
    assert len(tokens) == 2


def test_a_file_has_one_squeezed_twin_and_another_version_another(tmp_path):
    sheet, folder = tmp_path / "base.css", tmp_path / "squeezed"
    sheet.write_text("a { color: red }" * 100)
    first = twin_of(sheet, folder)
    assert gzip.decompress(first.read_bytes()) == sheet.read_bytes()
    assert twin_of(sheet, folder) == first
    sheet.write_text("a { color: blue }" * 100)
    assert twin_of(sheet, folder) != first
    assert len(list(folder.iterdir())) == 2
    picture = tmp_path / "face.png"
    picture.write_bytes(b"x" * 5_000)
    assert twin_of(picture, folder) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_where_var_is_closed_files_are_sent_as_they_are(tmp_path):
    sheet = tmp_path / "base.css"
    sheet.write_text("a { color: red }" * 100)
    tmp_path.chmod(0o500)
    try:
        assert twin_of(sheet, tmp_path / "squeezed") is None
    finally:
        tmp_path.chmod(0o700)


def test_the_server_sends_our_files_squeezed(rf, settings, tmp_path):
    settings.DEBUG, settings.SAMDRIFT_VAR = False, tmp_path
    server = SqueezedFilesMiddleware(lambda _request: HttpResponse(status=404))
    address = "/static/samdrift/css/parts.css"
    whole = Path(finders.find("samdrift/css/parts.css")).read_bytes()
    squeezed, body = fetched(server, rf.get(address, headers=GZIP))
    assert squeezed["Content-Encoding"] == "gzip"
    assert squeezed["Content-Type"] == 'text/css; charset="utf-8"'
    assert "max-age" in squeezed["Cache-Control"]
    assert len(body) < len(whole) / 2
    assert gzip.decompress(body) == whole
    assert fetched(server, rf.get(address))[1] == whole
