"""Who one can be in the demo. Kept as a small file beside the database: it is about the demo, not about the product."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from eprimo.devtools.demo.scenes import shown
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import Person


@dataclass(frozen=True, slots=True)
class Face:
    """One button of the sign-in page; `key` is the person's in the cast."""

    key: str
    what: str
    group: str


FAMILY, SCHOOL, AROUND = "Familles et élèves", "L’école", "Autour de l’école"
FACES = (
    Face("parent", "Mère de deux enfants, dans deux écoles", FAMILY),
    Face("parent_two", "Leur père", FAMILY),
    Face("separated", "Mère séparée", FAMILY),
    Face("separated_two", "Père séparé", FAMILY),
    Face("restricted_1", "Parent sous restriction\u00a0: coordonnées protégées", FAMILY),
    Face("pupil", "Élève de CE1", FAMILY),
    Face("little", "Élève de grande section", FAMILY),
    Face("teacher", "Enseignante de CE1, école Les Tilleuls", SCHOOL),
    Face("teacher_little", "Enseignante de grande section\u00a0: mode classe", SCHOOL),
    Face("director", "Directrice de l’école Les Tilleuls", SCHOOL),
    Face("substitute", "Remplaçant en CM1", SCHOOL),
    Face("teacher_parent", "Enseignante à Jules-Verne, mère d’une élève des Tilleuls", SCHOOL),
    Face("aesh", "AESH de deux enfants", SCHOOL),
    Face("atsem", "ATSEM de grande section, suit les mots de la classe", SCHOOL),
    Face("partner", "Intervenant en musique", AROUND),
    Face("agent", "Agente du restaurant scolaire", AROUND),
    Face("member", "Élue de la commune de Valmarais", AROUND),
    Face("inspector", "Inspectrice de circonscription", AROUND),
    Face("adviser", "Conseillère pédagogique", AROUND),
    Face("digital", "Référent numérique de circonscription", AROUND),
    Face("department", "Direction académique d’un département", AROUND),
    Face("academy", "Rectorat", AROUND),
    Face("coordinator", "Coordinatrice du groupement", AROUND),
    Face("signing", "Rectrice, signe pour le groupement", AROUND),
    Face("managing_body", "Prestataire de gestion de Brive", AROUND),
    Face("ogec", "Président de l’OGEC de Sainte-Anne", AROUND),
    Face("epci", "Présidente de la communauté de communes", AROUND),
    Face("commission", "Commission d’appel d’offres", AROUND),
    Face("contractor", "Assistance du titulaire du marché", AROUND),
    Face("platform", "Administratrice de la plateforme", AROUND),
    Face("platform_two", "Second administrateur de la plateforme", AROUND),
)


@dataclass(frozen=True, slots=True)
class ShownFace:
    """A face, its person and the login of the ordinary door."""

    face: Face
    name: str
    seed: str
    is_pupil: bool
    login: str


def face_of(key: str) -> Face | None:
    return next((face for face in FACES if face.key == key), None)


def remember_faces(people: dict[str, Person]) -> None:
    """Write who is who, at the end of a load."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {face.key: people[face.key].pk for face in FACES if face.key in people}
    path.write_text(json.dumps(found), encoding="ascii")


def _file() -> Path:
    return Path(shown().folder(settings.VAR) / "faces.json")


def person_ids() -> dict[str, int]:
    """Person of each face; empty before the first load."""
    try:
        found: dict[str, int] = json.loads(_file().read_text(encoding="ascii"))
    except FileNotFoundError:
        return {}
    return found


def account_of(face: Face) -> Account | None:
    """The account of a face; None before the first load."""
    return Account.objects.filter(person=person_ids().get(face.key)).first()


def shown_faces() -> dict[str, list[ShownFace]]:
    """The faces that can be entered, by group, in the order of the list."""
    ids = person_ids()
    accounts = {
        a.person_id: a for a in Account.objects.filter(person__in=ids.values()).select_related("person")
    }
    groups: dict[str, list[ShownFace]] = {}
    for face in FACES:
        account = accounts.get(ids.get(face.key, 0))
        if account is not None:
            person = account.person
            groups.setdefault(face.group, []).append(
                ShownFace(
                    face,
                    person.full_name,
                    person.seed,
                    person.birth_date is not None,
                    account.login,
                )
            )
    return groups
