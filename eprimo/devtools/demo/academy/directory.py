"""A delivery of the academic directory that the academy sent a moment ago: the worker of the demo reads it."""

import io
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.devtools.demo.academy.territory import Territory
from eprimo.devtools.generators.academy.files import DeliveryWriter
from eprimo.devtools.generators.academy.objects import Request
from eprimo.devtools.generators.academy.text_oddities import WritingOddities
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.models import School
from eprimo.foundation.intake.actions.academy import academy_delivery_send, archive_keep
from eprimo.foundation.kernel import clock

# Keys of the academy: of the school, of the child who arrives, of her mother.
_SCHOOL, _CHILD, _MOTHER = "99001", "99701", "99801"


def send_delivery(cast: Cast, territory: Territory) -> None:
    """A full one, of one school where a child arrives."""
    actor = for_person(cast.people["academy"].pk)
    school = territory.schools["tilleuls"]
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), territory.academy.code, school)
        content = _packed(Path(folder))
    name = f"Complet_{clock.now():%Y%m%d}.zip"
    made = archive_keep(actor=actor, academy=territory.academy, name=name, content=content)
    academy_delivery_send(actor=actor, delivery=made)


def _write(folder: Path, academy: str, school: School) -> None:
    writer = DeliveryWriter(folder, "Complet", clock.now().date(), academy, WritingOddities())
    for request in _requests(academy, school):
        writer.write(request)
    writer.close()


def _requests(academy: str, school: School) -> list[Request]:
    said = {
        ("EtabEducNat", _SCHOOL): {
            "ENTStructureJointure": _SCHOOL, "ENTStructureUAI": school.uai, "ENTStructureNomCourant": school.name,
            "ENTStructureTypeStruct": "ECOLE", "ENTServAcCodeAcademie": academy,
            "ENTEcoleCommune": school.commune.insee,
        },
        ("Eleve", _CHILD): {
            "ENTPersonJointure": _CHILD, "ENTPersonNomPatro": "Arzel", "ENTPersonNom": "Arzel",
            "ENTPersonPrenom": "Enora", "ENTPersonDateNaissance": f"04/05/{clock.now().year - 7}",
            "ENTPersonStructRattach": _SCHOOL, "ENTEleveNiveau": "0000$CE1",
            "ENTEleveAutoriteParentale": f"{_MOTHER}$1",
        },
        ("PersRelEleve", _MOTHER): {
            "ENTPersonJointure": _MOTHER, "ENTPersonNom": "Arzel", "ENTPersonPrenom": "Gwenola",
            "ENTPersonCivilite": "Mme", "ENTPersRelEleveEleve": _CHILD,
        },
    }  # fmt: skip
    return [
        Request("add", kind, key, {name: (value,) for name, value in values.items()})
        for (kind, key), values in said.items()
    ]


def _packed(folder: Path) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.xml")):
            archive.write(path, path.name)
    return out.getvalue()
