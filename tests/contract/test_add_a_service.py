"""`docs/add-a-service.md` is true: its folder, copied in, is a whole service, and the contract holds for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from eprimo.devtools.messages import catalogues, scope
from tests.sizes import sized

ROOT = Path(settings.BASE_DIR)
# Its rows, as its author types them from the rights pages.
ROWS = """
from tests.reference.contents import Object, Rows

ROWS = {
    "recipes": Rows(
        writes="director deputy teacher substitute teacher_cm2 teacher_parent",
        writes_elsewhere="director_verne teacher_verne",
        lists="director deputy teacher substitute teacher_cm2 teacher_parent staff delegate samira paul no_exercise "
        "in_charge restricted_1 lea noe yanis zoe director_verne teacher_verne guardian_verne lea_verne",
        objects=(
            Object(
                "class", "class", "teacher", "samira paul no_exercise in_charge teacher_parent",
                "teacher substitute director deputy",
            ),
            Object(
                "school", "school", "director",
                "teacher substitute teacher_cm2 teacher_parent staff delegate samira paul no_exercise in_charge "
                "restricted_1",
                "director deputy",
            ),
        ),
    )
}

_HEADS = "director deputy"
_OWNERS = f"{_HEADS} teacher staff partner commune_agent"
CELLS = {
    "recipes": {
        ("write", "class"): "teacher",
        ("write", "school class"): _HEADS,
        ("write", "school"): _HEADS,
        ("draft", "own"): _OWNERS,
        ("see", "own"): _OWNERS,
        ("manage", "own"): f"{_HEADS} teacher",
        ("manage", "head"): _HEADS,
        ("manage", "class"): "teacher",
        ("see", "class"): "guardian teacher staff pupil",
        ("see", "school"): f"guardian {_HEADS} teacher staff pupil",
    }
}
"""
# Its name in the languages of families, as its author types them after the extraction.
WORDS = {"en": "Recipes", "ar": "وصفات"}
# One case of each file in `make test`; all of them in `make drill`.
FEW = "everybody or without_a_script or rebuilt or noon or thirty_days or its_words"
# What a kind unlike the others asks more of the contract.
FEW_VISITS = (
    "second_press or handed_over or not_shown_before or nobody_is_asked or what_changed or takes_the_words"
)
VISITS = ROOT / "tests" / "contract" / "visits"


def translated(folder: Path) -> None:
    """The tool finds its texts, which the catalogues of the house do not hold; each is translated in its folder."""
    part = scope.part_of(folder)
    catalogues.extract_one(part)
    for language, name in WORDS.items():
        found = catalogues.read(language, part)
        assert [one.id for one in found if one.id] == ["Recettes"]
        found["Recettes"].string = name
        catalogues.write(language, part, found)
    catalogues.compile_stale([part])


@pytest.mark.drill
def test_a_folder_copied_in_is_a_service(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "add-a-service.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    folder = tmp_path / "recipes"
    folder.mkdir()
    for name, text in (("__init__", ""), ("service", code[1]), ("rows", ROWS)):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    translated(folder)
    held_to_the_contract("recipes", sized(f"recipes and ({FEW})", "recipes"), str(tmp_path))


@pytest.mark.drill
@pytest.mark.when_changed("tests/contract", "eprimo/foundation/content")
def test_a_kind_unlike_the_others_is_a_service() -> None:
    """Its first row is the school, its own column must hold something, its words tell a place."""
    catalogues.compile_stale([scope.part_of(VISITS)])
    held_to_the_contract("tests.contract.visits", sized(f"visits and ({FEW} or {FEW_VISITS})", "visits"), "")


def held_to_the_contract(service: str, cases: str, path: str) -> None:
    """Run these cases of the contract with this service installed."""
    environment = os.environ | {
        "ADDED_SERVICE": service, "EPRIMO_TEST_SUFFIX": f"_added_{os.getpid()}",
        "PYTHONPATH": f"{path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    }  # fmt: skip
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contract", "-k", cases]
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"\d+ passed", done.stdout), done.stdout[-500:]
