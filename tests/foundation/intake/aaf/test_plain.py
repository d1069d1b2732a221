"""The quick reading of plain files: it and the parser say the same of whatever stands in a file."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.intake.aaf import objects
from eprimo.foundation.intake.aaf.files import AafFile, AafRefused, Kind, find_set
from eprimo.foundation.intake.aaf.objects import parsed_objects, read_objects
from eprimo.foundation.intake.aaf.plain import plain_objects
from eprimo.foundation.intake.aaf.requests import AafObject
from tests.foundation.intake.aaf.writing import Delivery
from tests.sizes import drawn

# What an exporter, or damage, could put into a file.
BITS = [
    "&amp;", "&lt;b&gt;", "&amp;eacute;", "&eacute;", "&#233;", "&#x1;", "&quot;", "&", "<!-- addRequest -->", "<!--",
    "<![CDATA[</value>]]>", "]]>", "<?x y?>", "<value/>", "<value>", "<value></value>", "</value><value>", "</attr>",
    '<attr name="ENTPersonNom"><value>B</value></attr>', '<attr name="ENTVide"></attr>', "<attr name='x'/>",
    "</addRequest>", "<addRequest>", "</ficAlimMENESR>", "\n", "\r\n", "\t", "  ", "\x01", "\x85", "\u2028", "\ufffe",
    "\ufeff", "é", ">", "<", '"', "'", "\u00a0", "\\", "x" * 2100,
]  # fmt: skip
MANY = drawn(14, 400)


def _written() -> str:
    said = Delivery().pupil("7001", "Étoile & Cie", "L<é>a", ENTDemain=["a", "", "b"])
    said.pupil("7002", ENTPersonMail="").pupil("7003")
    with tempfile.TemporaryDirectory() as folder:
        return (said.write(Path(folder)) / "ENT1D_Complet_20261124_Eleve_0000.xml").read_text("utf-8")


WRITTEN = _written()
# One request, and the beginning of the next: each place of the form once.
SHORT = (
    WRITTEN[: WRITTEN.index("<addRequest>")]
    + '<addRequest><operationalAttributes><attr name="categoriePersonne"><value>Eleve</value></attr>'
    '</operationalAttributes><identifier><id>71</id></identifier><attributes><attr name="ENTPersonNom"><value>Le B'
    '</value><value/></attr></attributes></addRequest>\n<addRequest><operationalAttributes><attr name="categorie'
    'Personne"><value>Eleve</value></attr></operationalAttributes><identifier><id>72</id></identifier><attributes>'
    "</attributes></addRequest></ficAlimMENESR>\n"
)


def _said(read: Callable[[AafFile], Iterator[AafObject]], file: AafFile) -> tuple[list[AafObject], str]:
    """What came, and how it ended."""
    found: list[AafObject] = []
    try:
        found.extend(read(file))
    except AafRefused as refused:
        return [], refused.sentence
    return found, ""


def _same(data: bytes, encoding: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ENT1D_Complet_20261124_Eleve_0000.xml"
        path.write_bytes(data)
        file = AafFile(path, Kind.PUPIL, 0, encoding)
        assert _said(read_objects, file) == _said(parsed_objects, file)


def _places() -> list[int]:
    """Where a bit can go: everywhere but inside a name, which damage of the next test reaches."""
    last = SHORT.index("<addRequest>", SHORT.index("</addRequest>")) + len("<addRequest>")
    places = [*range(SHORT.index("<ficAlim"), last), *range(SHORT.index("</attributes>", last), len(SHORT))]
    return [0, *(one for one in places if not SHORT[one - 1 : one + 1].isalpha()), len(SHORT)]


@pytest.mark.parametrize("bit", BITS, ids=range(len(BITS)))
def test_whatever_is_put_into_a_file(bit: str, tmp_path: Path) -> None:
    path = tmp_path / "ENT1D_Complet_20261124_Eleve_0000.xml"
    file = AafFile(path, Kind.PUPIL, 0)
    for place in _places():
        path.write_bytes((SHORT[:place] + bit + SHORT[place:]).encode())
        assert _said(read_objects, file) == _said(parsed_objects, file), place


@MANY
@given(st.integers(0, len(WRITTEN)), st.integers(0, 400), st.binary(max_size=4))
def test_whatever_is_cut_or_broken(place: int, less: int, noise: bytes) -> None:
    data = WRITTEN.encode()
    _same(data[:place] + noise + data[place + less :])


@pytest.mark.parametrize("encoding", ["ISO-8859-15", "ISO-8859-1", "windows-1252", "US-ASCII"])
def test_encodings_that_are_declared_or_told(encoding: str) -> None:
    text = WRITTEN.replace("Cie", "€uros, œuvre, \x92" if encoding != "US-ASCII" else "Cie")
    data = text.encode(encoding, "replace" if encoding != "US-ASCII" else "xmlcharrefreplace")
    _same(data.replace(b"UTF-8", encoding.encode()))
    _same(data.replace(b' encoding="UTF-8"', b""), encoding)


BROKEN_LINES = WRITTEN.replace("><", ">\r\n  <").replace("<value>\r\n  </value>", "<value></value>")


@pytest.mark.parametrize("text", [WRITTEN, BROKEN_LINES], ids=["one line a request", "one line an element"])
def test_what_exporters_write_needs_no_parser(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut anywhere by the chunks that are read, and a pupil whose school says nothing is no other."""
    for name in ("EtabEducNat", "PersRelEleve", "PersEducNat"):
        (tmp_path / f"ENT1D_Complet_20261124_{name}_0000.xml").write_text(
            WRITTEN[: WRITTEN.index("<addRequest>")] + "</ficAlimMENESR>\n", encoding="utf-8"
        )
    (tmp_path / "ENT1D_Complet_20261124_Eleve_0000.xml").write_bytes(text.encode())
    file = next(one for one in find_set(tmp_path, "17").files if one.kind is Kind.PUPIL)
    wanted = list(parsed_objects(file))
    assert [one.key for one in wanted] == ["7001", "7002", "7003"]
    assert wanted[0].values["ENTDemain"] == ["a", "", "b"]
    monkeypatch.setattr(objects, "parsed_objects", None)
    for chunk in (1 << 18, 701, 64):
        monkeypatch.setattr("eprimo.foundation.intake.aaf.plain.CHUNK", chunk)
        if chunk > len(text[: text.index("<addRequest>")]):
            assert list(read_objects(file)) == wanted


def test_what_is_not_plain_stops_where_it_stands(tmp_path: Path) -> None:
    """The requests before are given once, and the parser goes on from there."""
    path = tmp_path / "ENT1D_Complet_20261124_Eleve_0000.xml"
    path.write_text(WRITTEN.replace("<id>7002", "<!-- déjà -->\n<id>7002"), encoding="utf-8")
    file = AafFile(path, Kind.PUPIL, 0)
    quick = plain_objects(file)
    assert next(quick).key == "7001"
    with pytest.raises(StopIteration) as stopped:
        next(quick)
    assert stopped.value.value == 1
    assert [one.key for one in read_objects(file)] == ["7001", "7002", "7003"]
