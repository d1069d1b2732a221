"""Office documents: there to be saved, or printed as pages where the host has LibreOffice; what runs is refused."""

import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from eprimo.foundation.files import host_programs as printing
from eprimo.foundation.files.inspection import looked_at
from eprimo.foundation.files.refusals import FileRefused
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.programs import ProgramLimits, run_program
from tests import hostile
from tests.foundation.files import corpus, offices, paper

LIMITS = ProgramLimits(seconds=0.5, memory=256 << 20, written=1 << 20)
LIBREOFFICE, TESSERACT = shutil.which("soffice"), shutil.which("tesseract")


def _program(folder: Path, script: str) -> str:
    """A program of the host, which does this."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (offices.letter, "docx"), (offices.workbook, "xlsx"), (offices.slides, "pptx"), (offices.open_letter, "odt"),
    ],
    ids=["docx", "xlsx", "pptx", "odt"],
)  # fmt: skip
def test_without_the_program_it_is_there_to_be_saved(content: Any, kind: str) -> None:
    assert looked_at(content()) == (kind, [])


def test_a_link_that_somebody_presses_is_none_that_is_fetched() -> None:
    link = offices.related("hyperlink", "https://www.education.gouv.fr/")
    assert looked_at(offices.changed(offices.letter(), {"word/_rels/footnotes.xml.rels": link}))[0] == "docx"
    assert looked_at(offices.open_letter('<text:a xlink:href="https://x/">x</text:a>'))[0] == "odt"


def test_what_is_refused_says_what_to_do() -> None:
    for content, words in (
        (offices.changed(offices.letter(), {"word/vbaProject.bin": b"x"}), "des macros"),
        (offices.changed(offices.letter(), {"a.rels": offices.related("frame", "//x")}), "ailleurs"),
        (offices.zipped({"notes.txt": "x"}), "bureautique"),
        (b"\xd0\xcf\x11\xe0" + bytes(4_000), "ancien format"),
    ):
        with pytest.raises(FileRefused) as refused:
            looked_at(content)
        assert words in refused.value.sentence


@pytest.mark.skipif(LIBREOFFICE is None, reason="no LibreOffice on this machine")
def test_with_the_program_it_is_read_as_pages(settings: Any) -> None:
    settings.LIBREOFFICE = LIBREOFFICE
    kind, pieces = looked_at(offices.letter())
    assert kind == "docx"
    assert [(number, one.size) for number, one in pieces] == [(1, "small"), (1, "page")]
    assert offices.WORDS in pieces[1][1].text


def test_what_the_program_makes_is_not_believed(settings: Any, tmp_path: Path) -> None:
    """It may be taken over by what it reads: a page that acts, no page, or another file of the machine."""
    (tmp_path / "active.pdf").write_bytes(hostile.ACTIVE["script"][0]())
    (tmp_path / "good.pdf").write_bytes(corpus.pages(2))
    for script, pages in (
        (f"cp {tmp_path}/good.pdf document.pdf", 2),
        (f"cp {tmp_path}/active.pdf document.pdf", 0),
        ("echo x > document.pdf", 0),
        ("ln -s /etc/passwd document.pdf", 0),
        ("mkdir document.pdf", 0),
        ("exit 3", 0),
        ("true", 0),
    ):
        settings.LIBREOFFICE = _program(tmp_path, script)
        kind, pieces = looked_at(offices.letter())
        assert (kind, max((number for number, _ in pieces), default=0)) == ("docx", pages), script


def test_a_program_has_a_time_a_weight_and_no_network(settings: Any, tmp_path: Path) -> None:
    settings.SANDBOX_PATIENCE = 2
    done = tmp_path / "done"
    for script in (
        "sleep 30",
        "while true; do :; done",
        "head -c 3000000 /dev/zero > large && touch done",
    ):
        with pytest.raises(Unreadable):
            run_program([_program(tmp_path, script)], tmp_path, LIMITS)
    assert not done.exists()
    # What it started behind it ends with it.
    run_program([_program(tmp_path, "(sleep 3; touch done) & exit 0")], tmp_path, LIMITS)
    run_program([_program(tmp_path, "cat /proc/net/dev > seen; env > said")], tmp_path, LIMITS)
    assert [line.split(":")[0].strip() for line in (tmp_path / "seen").read_text().splitlines()[2:]] == ["lo"]
    said = (tmp_path / "said").read_text()
    assert f"HOME={tmp_path}" in said
    assert not any(name in said for name in os.environ if name.startswith(("DATABASE", "EPRIMO", "DJANGO")))
    assert not done.exists()


def test_nothing_of_it_stays_on_the_disk(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(printing.tempfile, "tempdir", str(tmp_path))
    settings.LIBREOFFICE = _program(tmp_path, "echo x > left; sleep 9")
    settings.SANDBOX_PATIENCE = 0.02
    assert printing.print_office(offices.letter(), "docx") is None
    assert [one.name for one in tmp_path.iterdir()] == ["program"]


# --- letters on photographs ---------------------------------------------------------------------------------------


def test_letters_are_recognised_where_the_host_has_the_program(settings: Any, tmp_path: Path) -> None:
    """By a program that is believed no more than the picture: a link, a folder, too much, or an end that is no good
    are no letters, and the picture is kept all the same."""
    picture = corpus.photograph()
    assert {one.text for _, one in looked_at(picture)[1]} == {""}
    for script, read in (
        (r"printf 'Menu\n\n  de la\tsemaine \302\255' > read.txt", "Menu\nde la semaine"),
        ("ln -s /etc/passwd read.txt", ""),
        ("mkdir read.txt", ""),
        ("head -c 900000 /dev/zero > read.txt", ""),
        ("exit 3", ""),
    ):
        settings.TESSERACT = _program(tmp_path, script)
        found = {one.size: one.text for _, one in looked_at(picture)[1]}
        assert (found["page"], found["small"]) == (read, ""), script


@pytest.mark.skipif(TESSERACT is None, reason="no Tesseract on this machine")
def test_a_printed_sheet_is_recognised(settings: Any) -> None:
    """Photographed on a table, in French letters; a sheet without any says nothing."""
    settings.TESSERACT = TESSERACT
    page = paper.printed("Sortie au château de Valmarais", "Prévoir un pique-nique et des bottes")
    for sheet, words in (
        (page, ("château", "prévoir", "pique-nique", "bottes")),
        (paper.sheet(blank=True), ()),
    ):
        picture = paper.photographed((sheet, paper.UPRIGHT))
        read = {one.size: one.text.casefold() for _, one in looked_at(picture)[1]}["page"]
        assert [one for one in words if one not in read] == [], read
        assert bool(read.strip()) == bool(words)
