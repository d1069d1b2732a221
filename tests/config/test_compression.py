"""Pages leave compressed, once, when the browser reads it; nothing else is."""

import gzip

import pytest

from eprimo.config.compression import BLUR, SMALLEST, compressed

PAGE = b"<!doctype html>" + b"<p>Bonjour</p>" * 500
HTML = ("Content-Type", "text/html; charset=utf-8")


def test_a_page_is_compressed_for_who_reads_it() -> None:
    headers, sent = compressed("br, gzip;q=0.8", [HTML, ("Content-Length", "7015"), ("Vary", "Cookie")], PAGE)
    assert gzip.decompress(sent) == PAGE
    assert dict(headers) == {
        "Content-Type": HTML[1], "Content-Length": str(len(sent)), "Content-Encoding": "gzip",
        "Vary": "Cookie, Accept-Encoding",
    }  # fmt: skip
    assert len(sent) < len(PAGE) / 10


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"])
def test_who_does_not_read_it_gets_the_page_as_it_is(accepted: str) -> None:
    headers, sent = compressed(accepted, [HTML], PAGE)
    assert sent == PAGE
    # Who keeps pages keeps the two apart.
    assert headers == [HTML, ("Vary", "Accept-Encoding")]


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ([("Content-Type", "application/pdf")], PAGE),
        ([("Content-Type", "application/zip")], PAGE),
        ([("Content-Type", "image/png")], PAGE),
        ([HTML, ("Content-Encoding", "br")], PAGE),
        ([HTML], PAGE[: SMALLEST - 1]),
        ([], PAGE),
    ],
)
def test_what_is_packed_already_or_small_stays(headers: list[tuple[str, str]], content: bytes) -> None:
    assert compressed("gzip", headers, content) == (headers, content)


def test_a_mark_of_the_content_becomes_a_weak_one() -> None:
    for given in ('"abc"', 'W/"abc"'):
        headers, _ = compressed("gzip", [HTML, ("ETag", given), ("Vary", "accept-encoding")], PAGE)
        assert dict(headers)["ETag"] == 'W/"abc"'
        assert dict(headers)["Vary"] == "accept-encoding"


def test_the_length_of_a_page_does_not_tell_what_it_holds() -> None:
    lengths = {len(compressed("gzip", [HTML], PAGE)[1]) for _ in range(200)}
    assert len(lengths) > BLUR / 3
    assert max(lengths) - min(lengths) <= BLUR
