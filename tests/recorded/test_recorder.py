"""The recorder sees what changed, and nothing else; what it leaves out is what each run draws anew."""

import io
import secrets
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.ids import uuid7
from tests.cast import Cast
from tests.recorded.answers import answer_text, document_text
from tests.recorded.comparing import Renames, differences, read_renames
from tests.recorded.drawn import one_seed
from tests.recorded.plain import plain_html, plain_statement
from tests.recorded.record_files import client_of, documents
from tests.recorded.rows import Looks, moved
from tests.recorded.schema import schema_lines
from tests.recorded.statements import statements_sent
from tests.recorded.writing import VARIABLE, write

ROOT = Path(__file__).resolve().parents[2]
ONE, OTHER = "6b1f7c52-6d0a-4e35-9f5e-0d7f8a9b1c2d", "0f4d2f0e-91a7-4c7a-8a55-3a1b2c3d4e5f"


def page(one: str, other: str, nonce: str, digest: str) -> str:
    return (
        f'<script nonce="{nonce}" src="/static/app.{digest}.js"></script><a href="/carnet/{one}/">Piscine</a>'
        f'<a href="/carnet/{other}/">Cirque</a><a href="/carnet/{one}/lu/">Lu</a>'
    )


def test_two_runs_of_one_page_are_the_same_text() -> None:
    first = plain_html(page(ONE, OTHER, "aB3+x/9=", "0123456789ab"))
    assert plain_html(page(OTHER, ONE, "Zz8+y/1=", "ba9876543210")) == first
    # Which of them is named again is seen.
    assert plain_html(page(ONE, ONE, "aB3+x/9=", "0123456789ab")) != first


def test_words_dates_and_sums_are_kept() -> None:
    for kept in ("Piscine", "12 h 30", "2026-11-24", "67,84", "maternelle-les-tilleuls-de-saint-aubin"):
        assert kept in plain_html(f"<p>{kept}</p>")


def test_a_statement_is_the_same_whatever_its_values() -> None:
    asked = 'SELECT "a" FROM "t1" WHERE "id" IN (%s, %s, %s)  LIMIT 30'
    assert plain_statement(asked) == plain_statement(
        asked.replace("(%s, %s, %s)", "(%s, %s)").replace("30", "21")
    )
    assert plain_statement(asked) != plain_statement(asked.replace("t1", "t2"))


def test_an_answer_is_told_with_its_headers_and_cookies() -> None:
    response = HttpResponse("<p>Bonjour</p>", status=404, headers={"Cache-Control": "no-store"})
    response.set_cookie("eprimo_langue", "ar", secure=True)
    told = answer_text(response).splitlines()
    assert told[0] == "404"
    assert "Cache-Control: no-store" in told
    assert any(one.startswith("Set-Cookie: eprimo_langue; ") and "secure=True" in one for one in told)
    assert told[-1] == "<p>Bonjour</p>"


def test_a_document_is_told_by_its_words_and_anything_else_by_its_size() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as parts:
        parts.writestr("content.xml", "<cell>67,84</cell><cell>Brive</cell>")
    assert document_text(book.getvalue()) == "[content.xml]\n<cell>67,84</cell>\n<cell>Brive</cell>"
    # What only begins as a PDF does.
    assert document_text(b"%PDF-1.7 and no more") == "20 bytes"
    assert document_text(b"\x89PNG") == "4 bytes"


def test_rows_that_an_act_changes_are_told_without_their_numbers(cast: Cast) -> None:
    looks = Looks()
    before = looks.rows()
    with statements_sent() as sent:
        Person.objects.filter(pk=cast.people["lea"].pk).update(first_name="Éléa")
    told = list(moved(before, looks.rows()))
    assert [one.split(" | ")[0].split(" ")[:2] for one in told] == [
        ["directory_person", "-"],
        ["directory_person", "+"],
    ]
    assert "first_name=Éléa" in told[1]
    assert str(cast.people["lea"].public_id) not in told[1]
    assert len(sent) == 1


def test_a_text_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    write("routes", "notes:list/GET -", "200")
    assert (tmp_path / "routes" / "notes_list/GET -.txt").read_text() == "200\n"
    with pytest.raises(FileExistsError):
        write("routes", "notes:list/GET -", "404")


@dataclass(frozen=True)
class Tree:
    """As little of a tree as has one of each thing that may change."""

    route: str = "notes:list"
    status: int = 200
    word: str = "Bonjour"
    header: str = "no-store"
    statement: str = 'SELECT "id" FROM "liaison_note" WHERE "id" = 7'
    column: str = "title text"
    policy: str = "openings.open"

    def record(self) -> None:
        response = HttpResponse(
            f"<p>{self.word}</p>", status=self.status, headers={"Cache-Control": self.header}
        )
        write(
            "routes", f"{self.route}/GET -", f"> {plain_statement(self.statement)}\n{answer_text(response)}"
        )
        name = "-- Name: note; Type: TABLE; Schema: public; Owner: -"
        dump = f"{name}\nCREATE TABLE note (\n    id bigint,\n    {self.column}\n);"
        for sort, lines in schema_lines(dump).items():
            write("inventories", f"schema {sort}", "\n".join(lines))
        write("inventories", "addresses", self.route)
        write("inventories", "policies", "\n".join(sorted(["alarms.name", self.policy, "switches.set"])))


@pytest.fixture
def differing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Tree, Tree, Renames], list[str]]:
    """What the records of two trees differ by."""

    def told(before: Tree, after: Tree, renames: Renames) -> list[str]:
        for name, tree in (("before", before), ("after", after)):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
            monkeypatch.setenv(VARIABLE, str(tmp_path / name))
            tree.record()
        return [
            one for part in ("inventories", "routes")
            for one in differences(tmp_path / "before" / part, tmp_path / "after" / part, renames, part)
        ]  # fmt: skip

    return told


ADDRESSES, PAGE = "~ inventories/addresses.txt", "~ routes/notes_list/GET -.txt"


@pytest.mark.parametrize(
    ("after", "where", "lines"),
    [
        (Tree(word="Bonsoir"), [PAGE], ["-<p>Bonjour</p>", "+<p>Bonsoir</p>"]),
        (Tree(status=403), [PAGE], ["-200", "+403"]),
        (Tree(header="private"), [PAGE], ["-Cache-Control: no-store", "+Cache-Control: private"]),
        (Tree(statement='SELECT "id","on" FROM "note"'), [PAGE], ['-> SELECT "id" FROM', '+> SELECT "id","on" FROM']),
        (Tree(column="title text,\n    extra text"), ["~ inventories/schema TABLE.txt"], ["+public.note: extra text"]),
        (Tree(policy="secrets.issue"), ["~ inventories/policies.txt"], ["-openings.open", "+secrets.issue"]),
        (
            Tree(route="notes:all"),
            [ADDRESSES, "+ routes/notes_all/GET -.txt: only after", "- routes/notes_list/GET -.txt: only before"],
            ["-notes:list", "+notes:all"],
        ),
    ],
)  # fmt: skip
def test_what_changed_is_shown_where_it_is(
    differing: Any, after: Tree, where: list[str], lines: list[str]
) -> None:
    found = differing(Tree(), after, Renames())
    assert [one.splitlines()[0] for one in found] == where
    for line in lines:
        assert any(f"    {line}" in one for one in found), line


def test_two_records_of_one_tree_differ_by_nothing(differing: Any) -> None:
    # Another value in the same statement is no other statement.
    assert differing(Tree(), Tree(statement=Tree.statement.replace("7", "8")), Renames()) == []


def test_a_rename_that_was_agreed_upon_is_no_difference(differing: Any) -> None:
    after = Tree(policy="secrets.issue", word="secrets.issue")
    everywhere = Renames({"openings.open": "secrets.issue"})
    before = Tree(word="openings.open")
    assert differing(before, after, everywhere) == []
    # Of one part alone, the other still shows it.
    of_lists = Renames({}, {"inventories": {"openings.open": "secrets.issue"}})
    assert [one.splitlines()[0] for one in differing(before, after, of_lists)] == [PAGE]
    # An address is another file of the record.
    of_route = Renames({"notes:list": "notes:all"}, {"routes": {"notes_list": "notes_all"}})
    assert differing(Tree(), Tree(route="notes:all"), of_route) == []
    # What was lost besides is seen.
    assert len(differing(before, Tree(policy="", word="secrets.issue"), everywhere)) == 1


def test_what_is_drawn_comes_from_one_seed() -> None:
    def draws() -> list[object]:
        with one_seed() as seed:
            seed.begin("a test")
            return [uuid4(), secrets.token_hex(8), uuid7(), uuid7()]

    first = draws()
    assert draws() == first
    assert first[2] < first[3]  # type: ignore[operator]
    # And from nowhere of the kind afterwards.
    assert uuid4() != uuid4()
    assert uuid4() != first[0]


def test_documents_are_found_from_a_menu(cast: Cast) -> None:
    """Of who has few pages: the register of processing, which everybody who is signed in may take."""
    found = dict(documents(client_of(cast.people["commission"].pk)))
    assert "information:register_file" in found


def test_the_map_is_read(tmp_path: Path) -> None:
    file = tmp_path / "renamed.toml"
    file.write_text('since = "1f2e3d4c"\n[everywhere]\n"a.b" = "c.d"\n[routes]\n"x" = "y"\n')
    assert read_renames(file).since == "1f2e3d4c"
    assert read_renames(file).made_in("routes", "a.b x") == "c.d y"
    assert read_renames(file).made_in("story", "a.b x") == "c.d x"
    file.write_text('everywhere = "a.b"\n')
    with pytest.raises(ValueError, match="strings"):
        read_renames(file)
    read_renames()


@pytest.mark.whole
def test_this_tree_does_what_is_asked_of_it() -> None:
    """Of everything, in `make drill`: what the commit did that the map names; else, the same as recorded before."""
    before = read_renames().since or "HEAD"
    done = subprocess.run(
        [sys.executable, "-m", "tests.recorded", before],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
