"""Lists of bodies as a coordinator writes them, and what becomes of them."""

import csv
import io
from collections.abc import Sequence

from eprimo.foundation.printing.cells import ods_bytes, xlsx_bytes
from eprimo.steering.consortium.actions.lists import list_apply, list_give
from eprimo.steering.consortium.lists.file import read_list
from eprimo.steering.consortium.lists.plan import Plan, plan_of
from eprimo.steering.consortium.models import MemberList
from tests.steering.consortium.group import Made

TITLES = (
    "SIRET",
    "Nom",
    "Nature",
    "Courriel",
    "UAI",
    "Adresse",
    "Code postal",
    "Ville",
    "Code INSEE",
    "Département",
)


def sheet(rows: Sequence[Sequence[str]], kind: str = "csv", titles: Sequence[str] = TITLES) -> bytes:
    lines = [[*row, *[""] * (len(titles) - len(row))] for row in rows]
    if kind == "csv":
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([titles, *lines])
        return out.getvalue().encode()
    return (xlsx_bytes if kind == "xlsx" else ods_bytes)("Membres", titles, lines)


def given(group: Made, rows: Sequence[Sequence[str]], *, directory: bool = False) -> MemberList:
    return list_give(
        actor=group.cast.actor("coordinator"), market=group.market, name="membres.csv", lines=read_list(sheet(rows)),
        from_directory=directory,
    )  # fmt: skip


def applied(group: Made, one: MemberList, *, ticked: bool = True) -> Plan:
    return list_apply(
        actor=group.cast.actor("coordinator"), given=one, digest=plan_of(one).digest, ticked=ticked
    )
