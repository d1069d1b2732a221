"""Small deliveries of the academic directory, written by hand: what a test says, and ordinary values for the rest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from django.core.management import call_command

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from tests import factories as make

ACADEMY = "17"
UAI, OTHER_UAI = "0449001V", "0449002B"
SCHOOL, OTHER = "9001", "9002"
type Said = Mapping[str, str | Sequence[str]]

HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE ficAlimMENESR SYSTEM "ficAlimMENESR.dtd">
<!-- versionAF : AAF-VE2607 --><!-- codeAcademieExport : 17 --><!-- degre : 1D -->
<ficAlimMENESR>
"""
_STRUCTURES = {"EtabEducNat"}


@dataclass
class Delivery:
    """Requests by kind: (op, key, attributes)."""

    requests: dict[str, list[tuple[str, str, Said]]] = field(default_factory=dict)

    def put(self, kind: str, key: str, said: Said, op: str = "add") -> "Delivery":
        self.requests.setdefault(kind, []).append((op, key, said))
        return self

    def school(self, key: str = SCHOOL, uai: str = UAI, **said: str) -> "Delivery":
        return self.put("EtabEducNat", key, {
            "ENTStructureJointure": key, "ENTStructureUAI": uai, "ENTStructureNomCourant": "ECOLE$LES ESSAIS",
            "ENTStructureTypeStruct": "ECOLE", "ENTServAcCodeAcademie": ACADEMY, "ENTEcoleCommune": "44999",
        } | said)  # fmt: skip

    def pupil(
        self, key: str, last: str = "MARTIN", first: str = "Zoé", *, school: str | Sequence[str] = SCHOOL,
        group: str | None = "5501", label: str = "CE1-CE2 A", born: str = "04/05/2017", by: Sequence[str] = ("8001",),
        op: str = "add", **said: Any,
    ) -> "Delivery":  # fmt: skip
        schools = [school] if isinstance(school, str) else list(school)
        classes = [f"{one}$x$y${group}$${label}".replace("$$", "$") for one in schools] if group else [""]
        return self.put("Eleve", key, {
            "ENTPersonJointure": key, "ENTPersonNomPatro": last, "ENTPersonNom": last, "ENTPersonPrenom": first,
            "ENTPersonDateNaissance": born, "ENTPersonStructRattach": schools, "ENTPersonClasses": classes,
            "ENTEleveNiveau": "0000$CE1", "ENTEleveAutoriteParentale": [f"{one}$1" for one in by],
        } | said, op)  # fmt: skip

    def guardian(
        self,
        key: str = "8001",
        last: str = "MARTIN",
        first: str = "Léa",
        children: Sequence[str] = ("7001",),
        **said: Any,
    ) -> "Delivery":
        return self.put("PersRelEleve", key, {
            "ENTPersonJointure": key, "ENTPersonNom": last, "ENTPersonPrenom": first, "ENTPersonCivilite": "Mme",
            "ENTPersonAdresse": "2 rue du Port$$$", "ENTPersonMail": "", "ENTPersRelEleveEleve": list(children),
        } | said)  # fmt: skip

    def teacher(
        self, key: str = "6001", last: str = "LE GOFF", first: str = "Anne", *, school: str = SCHOOL,
        heads: bool = False, **said: Any,
    ) -> "Delivery":  # fmt: skip
        return self.put("PersEducNat", key, {
            "ENTPersonJointure": key, "ENTPersonNom": last, "ENTPersonPrenom": first, "ENTPersonCivilite": "Mme",
            "ENTPersonMail": f"p{key}@academie.example", "ENTPersonStructRattach": school,
            "ENTPersonFonctions": f"{school}$ENS$ENSEIGNEMENT$X0001$SANS SPECIALITE",
            "ENTEnsFonctionDir": school if heads else "", "ENTPersonCategorieEnseignant": "O",
        } | said)  # fmt: skip

    def delete(self, kind: str, key: str) -> "Delivery":
        return self.put(kind, key, {}, "delete")

    def modify(self, kind: str, key: str, **said: Any) -> "Delivery":
        return self.put(kind, key, said, "modify")

    def write(
        self, folder: Path, *, form: str = "Complet", stamp: str = "20261124", encoding: str = "UTF-8"
    ) -> Path:
        """The files of the delivery; a full has its four kinds."""
        folder.mkdir(parents=True, exist_ok=True)
        kinds = (
            ["EtabEducNat", "Eleve", "PersRelEleve", "PersEducNat"]
            if form == "Complet"
            else list(self.requests)
        )
        for kind in kinds:
            body = "".join(_request(kind, *one) for one in self.requests.get(kind, ()))
            text = f"{HEAD.format(encoding=encoding)}{body}</ficAlimMENESR>\n"
            (folder / f"ENT1D_{form}_{stamp}_{kind}_0000.xml").write_bytes(text.encode(encoding))
        return folder


def _request(kind: str, op: str, key: str, said: Said) -> str:
    category = "categorieStructure" if kind in _STRUCTURES else "categoriePersonne"
    values = "".join(_attribute(op, name, value) for name, value in said.items())
    inner = {
        "add": f"<attributes>{values}</attributes>",
        "modify": f"<modifications>{values}</modifications>",
    }
    return (
        f'<{op}Request><operationalAttributes><attr name="{category}"><value>{kind}</value></attr>'
        f"</operationalAttributes><identifier><id>{key}</id></identifier>{inner.get(op, '')}</{op}Request>\n"
    )


def _attribute(op: str, name: str, value: str | Sequence[str]) -> str:
    values = [value] if isinstance(value, str) else list(value) or [""]
    inner = "".join(f"<value>{escape(one)}</value>" if one else "<value/>" for one in values)
    if op == "modify":
        return f'<modification name="{name}" operation="replace">{inner}</modification>'
    return f'<attr name="{name}">{inner}</attr>'


def family() -> Delivery:
    """A school, its head, two sisters in one class and their mother."""
    return (
        Delivery()
        .school()
        .pupil("7001")
        .pupil("7002", first="Ambre", born="02/01/2016")
        .guardian(children=["7001", "7002"])
        .teacher(heads=True)
    )


def empty_schools() -> tuple[School, School]:
    return make.school(UAI, "École des Essais"), make.school(OTHER_UAI, "École des Autres")


def run_aaf(folder: Path, *options: str, academy: str = ACADEMY) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON of `import_aaf --json`."""
    out = StringIO()
    try:
        call_command(
            "import_aaf", str(folder), "--academy", academy, "--json", *options, stdout=out, stderr=StringIO()
        )
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, json.loads(out.getvalue())


def import_aaf(folder: Path, *options: str) -> dict[str, Any]:
    code, said = run_aaf(folder, *options)
    assert code == 0, said["problems"]
    return said


def messages(said: dict[str, Any]) -> str:
    return "\n".join(one["message"] for one in said["problems"])


def delta(folder: Path, said: Delivery, *options: str) -> dict[str, Any]:
    return import_aaf(said.write(folder, form="Delta", stamp="20261125"), *options)


def person(key: str) -> Person:
    return Person.objects.get(keys__source="aaf", keys__academy="17", keys__key=key)


def live(model: Any, **which: Any) -> int:
    return int(model.objects.in_force(clock.now()).filter(**which).count())
