"""Files made to harm, by the attack that they try: refused with a sentence, or drawn without what they hide.

EPRIMO_DRILL=full takes all of them and holds the time of each, which a machine that does other work cannot promise; the
suite takes every eighth.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from PIL import Image

from eprimo.foundation.files.actions import label_of
from eprimo.foundation.files.inspection import looked_at
from eprimo.foundation.files.refusals import FileRefused
from eprimo.foundation.files.sizes import PAPER, Drawn
from eprimo.foundation.printing.pdf_files import check_kept
from eprimo.foundation.sandbox.antivirus import Away, Infected
from eprimo.foundation.sandbox.errors import Busy, NotRead
from tests import hostile
from tests.core_seconds import Table, pace
from tests.foundation.files import corpus, harmful
from tests.foundation.files.reader import reader
from tests.hostile import Made
from tests.sizes import FULL, sized

pytestmark = pytest.mark.drill

EVERY = sized(8, 1)
# Core-seconds of a file, on the machine of the table of the suite.
MOST_SECONDS = 2.0
FORBIDDEN = (corpus.SECRET, b"script", b"EICAR", b"<html", b"Exif")


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """The limits are those of the product; a child that fails tells nobody."""
    settings.SANDBOX_PATIENCE, settings.SANDBOX_LOUD = 1.0, False


def _some(files: Mapping[str, Made]) -> Iterator[tuple[str, bytes]]:
    for name, made in list(files.items())[::EVERY]:
        yield name, made()


def _held(attack: str) -> None:
    """Those that must be refused are, the others show nothing of what they hide, or nothing; who reads them goes on."""
    spent: dict[str, float] = {}
    _looked_at(corpus.drawing())
    process, before = reader()
    for must, files in ((True, harmful.REFUSED), (False, harmful.EITHER)):
        for name, content in _some(files.get(attack, {})):
            sentence, drawn = _looked_at(content)
            assert sentence.endswith(".") or not must, name
            for one in drawn:
                _is_harmless(name, one)
            same, now = reader()
            assert same == process, name
            spent[name], before = now - before, now
    assert _looked_at(corpus.drawing())[1]
    slower = max(1.0, pace() / Table.read().pace)
    late = {name: round(took / slower, 2) for name, took in spent.items() if took / slower > MOST_SECONDS}
    assert not (FULL and late), late


def _looked_at(content: bytes) -> tuple[str, list[Drawn]]:
    """The sentence of what refuses it, or what is drawn of it."""
    try:
        return "", [one for _, one in looked_at(content)[1]]
    except (Away, Busy):
        raise
    except (FileRefused, NotRead) as refused:
        return refused.sentence, []


def _is_harmless(name: str, drawn: Drawn) -> None:
    """A picture of ours, that stands still and says nothing of itself; or the document that such pictures make."""
    assert [one for one in FORBIDDEN if one in drawn.content] == [], name
    if drawn.size == PAPER:
        check_kept(drawn.content)
        return
    with Image.open(io.BytesIO(drawn.content)) as picture:
        assert picture.format == "WEBP", name
        assert getattr(picture, "n_frames", 1) == 1, name
        assert not picture.getexif(), name


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    parts = [files for part in (harmful.REFUSED, harmful.EITHER) for files in part.values()]
    assert sum(len(files) for files in parts) >= 220


def test_d03_what_a_browser_would_run_is_no_file_of_ours() -> None:
    _held("d03")


def test_d04_what_is_two_things_is_one_or_none() -> None:
    _held("d04")


def test_d11_a_name_is_words_and_nothing_else() -> None:
    for name, label in {
        "../../../etc/passwd": "passwd",
        "..\\..\\autoexec.bat": "autoexec",
        "/": "Fichier",
        "....": "Fichier",
        "circulaire\u202egpj.exe": "circulairegpj",
        "circulaire\0.pdf": "circulaire",
        'a\r\nSet-Cookie: x="1".pdf': 'aSet-Cookie: x="1"',
        "\u200b\u2066\ufeff.pdf": "pdf",
        "a" * 5_000: "a" * 120,
    }.items():
        assert label_of(name) == label


def test_d12_an_archive_is_no_file() -> None:
    _held("d12")


def test_d13_no_entity_is_read() -> None:
    _held("d13")


def test_d14_what_unfolds_without_end_ends() -> None:
    _held("d14")


def test_d15_what_acts_is_refused() -> None:
    _held("d15")


def test_d16_a_virus_is_refused_and_nothing_passes_without_a_verdict(settings: Any) -> None:
    settings.ANTIVIRUS = "fixture"
    _held("d16")
    photograph = harmful.EITHER["d04"]["virus-behind-a-photograph"]()
    for content in (photograph, hostile.pdf(hostile.pdf_stream(b"x") + hostile.EICAR)):
        with pytest.raises(Infected):
            looked_at(content)
    settings.ANTIVIRUS = "clamd:127.0.0.1:1"
    for content in (photograph, hostile.pdf(b"(never seen before)")):
        with pytest.raises(Away):
            looked_at(content)


def test_d17_nothing_says_where_and_when() -> None:
    _held("d17")


def test_d18_no_package_is_taken() -> None:
    _held("d18")
