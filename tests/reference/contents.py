"""Who may see and do what with the things of each kind, typed from the rights pages: `rights.md` (« How to read it »,
« Content ») and the pages that continue it (« News: write »). Names are those of
the fixed cast. Here is the kind of the tests; those of services are found beside their tests. A kind without rows
fails.

`reads`: sees it once it is out. `manages`: corrects, withdraws, throws away, gives to others… and sees it before and
after. `writes`: has the form; `lists`: has the page of the list. Who is not named gets 404; who reads and does not
manage, 403 on acts. `author` writes the object here, and alone has its draft.
"""

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

# --- people, by what they are to Les Tilleuls ------------------------------------------------------------------------
_HEADS = "director deputy"
_CE1_TEACHERS = "teacher substitute"
_TEACHERS = f"{_CE1_TEACHERS} teacher_cm2 teacher_parent"
_STAFF = "staff delegate"
# Léa's, then Yanis's; a contact is nobody here, and restrictions 2 and 3 leave nothing of Zoé.
_CE1_FAMILIES = "samira paul no_exercise in_charge teacher_parent"
_FAMILIES = f"{_CE1_FAMILIES} restricted_1"
_LEA_FAMILY = "samira paul"
_VERNE = "director_verne teacher_verne guardian_verne"


@dataclass(frozen=True)
class Object:
    """One thing, at Les Tilleuls or for a territory: whom it is addressed to, by whom. `readers`: whom of these, of a
    kind whose authors choose."""

    name: str
    # Of the target: « class », « school »…; « academy », « circonscription »: the territory of that mandate.
    to: str
    author: str
    reads: str
    manages: str
    pupils: bool = False
    readers: str = "staff families"


@dataclass(frozen=True)
class Rows:
    """The rows of one kind."""

    writes: str
    lists: str
    # Write, but nothing of that school is theirs here: they have the form, of their own school or territory.
    writes_elsewhere: str
    objects: tuple[Object, ...]


KINDS = {
    # The kind of the tests: « Teachers of a class: manage on resources of the class's space ».
    "toy": Rows(
        writes=f"{_HEADS} {_TEACHERS} {_STAFF}",
        writes_elsewhere="director_verne teacher_verne inspector",
        lists=f"{_HEADS} {_TEACHERS} {_STAFF} {_FAMILIES} partner inspector lea noe yanis zoe {_VERNE} lea_verne",
        objects=(
            Object(
                "class", "class", "teacher", "samira paul no_exercise in_charge teacher_parent",
                f"{_CE1_TEACHERS} {_HEADS}",
            ),
            Object(
                "group", "group", "director", f"{_LEA_FAMILY} lea partner", _HEADS, pupils=True,
            ),
            Object("child", "child", "teacher", f"{_LEA_FAMILY} lea", f"teacher {_HEADS}", pupils=True),
            Object("family", "family", "staff", _LEA_FAMILY, f"staff {_HEADS}"),
            Object("school", "school", "director", f"{_TEACHERS} {_STAFF} {_FAMILIES}", _HEADS),
            Object("team", "team", "teacher_cm2", f"{_CE1_TEACHERS} teacher_parent {_STAFF}", f"teacher_cm2 {_HEADS}"),
            # « Inspector, own territory: … to staff only », here to pupils too.
            Object(
                "district", "circonscription", "inspector", f"{_TEACHERS} {_STAFF} {_HEADS}", "inspector",
                readers="staff",
            ),
            Object(
                "district, pupils", "circonscription", "inspector", "lea noe yanis zoe", "inspector", pupils=True,
                readers="",
            ),
        ),
    ),
}  # fmt: skip

# Kinds that keep pages of their own, and where who may do what with them is typed.
OWN_PAGES = {
    "homework": "« Homework »: weeks and their lines, of no author (tests/services/homework); pages in the matrix.",
    "liaison": "« Notes of the liaison book »: `notes.py`, asked of drawn worlds (tests/rights); pages in the matrix.",
}


def row_modules() -> list[ModuleType]:
    """What is typed of each service, beside its tests: `tests/services/<key>/rows.py`."""
    folders = (
        path.parent.name for path in sorted((Path(__file__).parents[1] / "services").glob("*/rows.py"))
    )
    names = [f"tests.services.{name}.rows" for name in folders]
    # A service that a test copied in has them in its own folder.
    names += [f"{name}.rows"] if (name := os.environ.get("ADDED_SERVICE", "")) else []
    return [import_module(name) for name in names]


# The folder of each service that has kinds, by the key of the kind.
FOLDERS = {key: module.__name__.split(".")[-2] for module in row_modules() for key in module.ROWS}
KINDS |= {key: rows for module in row_modules() for key, rows in module.ROWS.items()}
