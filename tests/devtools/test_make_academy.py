"""The command that makes an academy: what it writes, says and refuses."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from eprimo.devtools.generators.academy.places import INVENTED
from eprimo.devtools.generators.academy.state import GUARDIAN, KINDS, PUPIL, SCHOOL, STAFF
from eprimo.foundation.directory.models import Circonscription
from tests.devtools.academies import PLACES


def run(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("make_academy", *options, stdout=out, stderr=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_writes_and_says_what(tmp_path: Path) -> None:
    code, text = run("--out", str(tmp_path), "--size", "400", "--days", "2", "--rate", "5", "--json")
    said = json.loads(text)

    assert code == 0
    assert (said["academy"], said["people"]["schools"], said["onde"]) == ("17", 12, 12)
    assert [one["kind"] for one in said["deliveries"]] == ["Complet", "Delta", "Delta"]
    for one in said["deliveries"]:
        files = list(Path(one["folder"]).glob("*.xml"))
        assert (len(files), sum(file.stat().st_size for file in files)) == (one["files"], one["bytes"])
    first = said["deliveries"][0]["requests"]
    assert {kind: first[kind]["add"] for kind in KINDS} == {
        SCHOOL: 12, PUPIL: said["people"]["pupils"], GUARDIAN: said["people"]["guardians"],
        STAFF: said["people"]["staff"],
    }  # fmt: skip
    assert 300 < sum(said["people"][kind] for kind in ("pupils", "guardians", "staff")) < 500
    assert sorted(path.name for path in (tmp_path / "onde").iterdir()) == sorted(
        place.uai for place in PLACES
    )


def test_the_command_writes_over_only_when_told(tmp_path: Path) -> None:
    options = ["--out", str(tmp_path), "--size", "200", "--only", "aaf"]
    assert run(*options)[0] == 0
    assert run(*options)[0] == 1
    code, text = run(*options, "--replace")
    assert code == 0
    assert "20260907_Complet" in text
    assert not (tmp_path / "onde").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--oddities", "typos"], "No such oddity: typos"),
        (["--schools", "nowhere.csv"], "cannot be read"),
    ],
)
def test_the_command_refuses_in_a_sentence(options: list[str], sentence: str, tmp_path: Path) -> None:
    code, text = run("--out", str(tmp_path), *options)
    assert code == 1
    assert sentence in text
    assert list(tmp_path.iterdir()) == []


def test_a_list_without_the_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("uai;nom\n0440001A;École\n", encoding="utf-8")
    code, text = run("--out", str(tmp_path / "out"), "--schools", str(tmp_path / "list.csv"))
    assert (code, "no column niveau" in text) == (1, True)


@pytest.mark.django_db
def test_schools_without_circonscription_get_an_invented_one_that_says_so(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    text = Path(INVENTED).read_text(encoding="utf-8")
    head, first, *others = text.splitlines()
    rows = [f"{head};circonscription", f"{first};Valmarais Nord", *(f"{row};" for row in others)]
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert (
        run("--out", str(tmp_path / "out"), "--schools", str(source), "--size", "120", "--only", "aaf")[0]
        == 0
    )
    with (tmp_path / "out" / "ecoles.csv").open(encoding="utf-8", newline="") as file:
        written = {row["uai"]: row for row in csv.DictReader(file, delimiter=";")}
    assert len(written) == len(PLACES)
    known = first.partition(";")[0]
    assert written[known]["circonscription"] == "Valmarais Nord"
    assert all(row["latitude"] for row in written.values())
    invented = {row["circonscription"] for uai, row in written.items() if uai != known}
    assert all("circonscription inventée" in name for name in invented)
    call_command("import_schools", str(tmp_path / "out" / "ecoles.csv"), stdout=StringIO(), stderr=StringIO())
    assert set(Circonscription.objects.values_list("name", flat=True)) == {"Valmarais Nord", *invented}
