"""What is kept is shown to the antivirus first: refused when it names something, and when it does not answer."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eprimo.foundation.printing import pdf_files
from eprimo.foundation.printing.pdf_files import check_kept
from eprimo.foundation.sandbox import antivirus, checks
from eprimo.foundation.sandbox.antivirus import Away, Infected, check_clean
from eprimo.steering.consortium.actions.representation import GivenFile, checked_pdf
from eprimo.steering.consortium.errors import WrongFile
from tests import hostile

INFECTED = hostile.pdf("(" + hostile.EICAR.decode().replace("(", "").replace(")", "").replace("\\", "") + ")")


@contextmanager
def clamd(place: Any, answer: bytes, heard: list[bytes]) -> Iterator[None]:
    """A server that speaks as clamd does, for one file; an empty answer hangs up."""
    server = socket.socket(socket.AF_UNIX if isinstance(place, str) else socket.AF_INET)
    server.bind(place)
    server.listen()
    server.settimeout(30)

    def serve() -> None:
        client, _ = server.accept()
        with client, client.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">I", said.read(4))[0]:
                heard.append(said.read(length))
            client.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(5)
        server.close()


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "clamd")


def test_clamd_is_given_the_whole_file_and_believed(path: str, settings: Any) -> None:
    settings.ANTIVIRUS = f"clamd:{path}"
    heard: list[bytes] = []
    with clamd(path, b"stream: OK\0", heard):
        check_clean(bytes(150_000))
    assert b"".join(heard) == bytes(150_000)


def test_what_clamd_finds_is_refused_and_named_to_nobody(path: str, settings: Any, caplog: Any) -> None:
    settings.ANTIVIRUS = f"clamd:{path}"
    with clamd(path, b"stream: Win.Test.EICAR_HDB-1 FOUND\0", []), pytest.raises(Infected) as refused:
        check_clean(b"x")
    assert "EICAR" not in refused.value.sentence
    assert "Win.Test.EICAR_HDB-1" in caplog.text


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: ok"])
def test_without_a_verdict_nothing_is_kept(answer: bytes, path: str, settings: Any) -> None:
    settings.ANTIVIRUS = f"clamd:{path}"
    with clamd(path, answer, []), pytest.raises(Away):
        check_clean(b"x")


def test_a_clamd_that_is_away_is_a_sentence(settings: Any) -> None:
    settings.ANTIVIRUS = "clamd:/nulle/part"
    with pytest.raises(Away) as refused:
        check_clean(b"x")
    assert "recommencez dans quelques minutes" in refused.value.sentence
    settings.ANTIVIRUS = "clamd:127.0.0.1:1"
    with pytest.raises(Away):
        check_clean(b"x")


def test_none_is_asked_when_there_is_none(settings: Any) -> None:
    settings.ANTIVIRUS = ""
    check_clean(hostile.EICAR)


def test_a_piece_of_a_member_is_looked_at(settings: Any) -> None:
    settings.ANTIVIRUS = "fixture"
    pdf_files._SEEN.clear()
    with pytest.raises(Infected):
        check_kept(INFECTED)
    with pytest.raises(WrongFile) as refused:
        checked_pdf(GivenFile("a.pdf", INFECTED), field="file")
    assert "antivirus" in refused.value.sentence
    assert refused.value.field == "file"
    check_kept(hostile.pdf())


@pytest.mark.parametrize(
    "said", ["clamav", "clamd:", "clamd:192.0.2.1:3310", "clamd:127.0.0.1:x", "clamd:example.org:3310"]
)
def test_a_wrong_setting_is_told_by_check(said: str, settings: Any) -> None:
    settings.ANTIVIRUS = said
    with pytest.raises(ValueError, match=r".+"):
        antivirus.backend_of(said)
    assert [one.id for one in checks.antivirus_named(None)] == ["sandbox.E001"]
    settings.ANTIVIRUS = "clamd:/run/clamav/clamd.ctl"
    assert not checks.antivirus_named(None)
