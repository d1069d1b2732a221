"""The people of a neighbourhood as the objects of a delivery, and what changed between two days as its requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eprimo.devtools.generators.academy.places import SchoolPlace
from eprimo.devtools.generators.academy.state import (
    FLAGS,
    KINDS,
    STAFF,
    Enrolled,
    Neighbourhood,
    Ref,
    Worker,
)
from eprimo.devtools.generators.shapes import InventedGuardian

type Attributes = dict[str, tuple[str, ...]]
"""Values by name; none is written as one empty value."""
_TOGETHER = (
    ("ENTPersonStructRattach", *(f"ENTEleve{flag}" for flag in FLAGS)),
    ("ENTPersonStructRattach", "ENTPersonFonctions", "ENTEnsFonctionDir", "ENTPersonCategorieEnseignant"),
)
"""What is told again when one of them changes: the services of the new school, all the posts of an adult."""

type Verb = Literal["add", "modify", "delete"]

_LEVEL_CODES = {
    level: f"10{n:02}" for n, level in enumerate(("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"))
}
_CYCLES = {1: "CYCLE I", 2: "CYCLE II", 3: "CYCLE III"}
_CIVILITIES = {"M.": "M.", "Mme": "MME"}
_FUNCTIONS = {
    "teacher": "ENS$ENSEIGNEMENT$X0001$SANS SPECIALITE",
    "director": "DIR$DIRECTION$D0010$DIRECTION ECOLE",
    "assistant": "AED$ASSISTANCE EDUCATIVE$A0001$AESH",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a delivery. `attributes`: all of them when added, those that change when modified."""

    verb: Verb
    kind: str
    key: str
    attributes: Attributes


def whole(made: Neighbourhood) -> Iterator[Request]:
    """Everything, as a full delivery tells it; kinds in the order of the files."""
    for kind in KINDS:
        for key, one in made.all_of(kind).items():
            yield Request("add", kind, key, describe(made, one))


def changes(made: Neighbourhood) -> Iterator[Request]:
    """What changed since the last call, as a delta tells it, and forget it."""
    touched, made.touched = made.touched, {}
    for ref, before in sorted(touched.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1])):
        if (one := _change(made, ref, before)) is not None:
            yield one


def _change(made: Neighbourhood, ref: Ref, before: object) -> Request | None:
    kind, key = ref
    after = made.now(ref)
    if after is None:
        return Request("delete", kind, key, {}) if before is not None else None
    if before is None:
        return Request("add", kind, key, describe(made, after))
    was, now = describe(made, before), describe(made, after)
    changed = {name: values for name, values in now.items() if values != was[name]}
    for group in _TOGETHER:
        if group[0] in changed or (kind == STAFF and changed.keys() & set(group)):
            changed |= {name: now[name] for name in group if name in now}
    return Request("modify", kind, key, changed) if changed else None


def describe(made: Neighbourhood, one: object) -> Attributes:
    """All the attributes of somebody, or of a school."""
    if isinstance(one, Enrolled):
        return _pupil(made, one)
    if isinstance(one, InventedGuardian):
        return _guardian(one)
    if isinstance(one, Worker):
        return _staff(made, one)
    if isinstance(one, SchoolPlace):
        return _school(one)
    raise TypeError(one)


def _value(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _school(place: SchoolPlace) -> Attributes:
    return {
        "ENTStructureJointure": (place.key,),
        "ENTStructureUAI": (place.uai,),
        "ENTStructureSIREN": (),
        "ENTStructureNomCourant": (place.name,),
        "ENTStructureTypeStruct": ("ECOLE",),
        "ENTStructureCodeTypeStruct": ("151",),
        "ENTEcoleMinistereTutelle": ("EDUCATION NATIONALE",),
        "ENTEcoleCodeMinistereTutelle": ("06",),
        "ENTEtablissementContrat": ("CONTRAT D'ASSOCIATION",) if place.private else ("SANS OBJET",),
        "ENTStructureBoitePostale": (),
        "ENTStructureAdresse": _value(place.address),
        "ENTStructureCodePostal": _value(place.postcode),
        "ENTStructureVille": _value(place.city),
        "ENTStructureTelephone": (),
        "ENTStructureFax": (),
        "ENTStructureEmail": (f"ce.{place.uai.lower()}@academie.example",),
        "ENTServAcAcademie": ("ACADEMIE INVENTEE",),
        "ENTServAcCodeAcademie": (),
        "ENTEcoleSecteur": (),
        "ENTEcoleCirconscription": (),
        "ENTEcoleCommune": _value(place.insee),
        "ENTEcoleRPI": (),
    }


def _pupil(made: Neighbourhood, pupil: Enrolled) -> Attributes:
    person, school = pupil.person, made.places[pupil.school].key
    # Not the class itself: what a pupil's file said before is told after the class is gone.
    label = person.class_label
    since = pupil.since.strftime("%d/%m/%Y")
    return {
        "ENTPersonJointure": (person.key,),
        "ENTEleveINE": _value(person.ine),
        "ENTPersonDateNaissance": (person.birth_date.strftime("%d/%m/%Y"),),
        "ENTPersonNom": (person.usual_name or person.last_name,),
        "ENTPersonPrenom": (person.first_name,),
        "ENTPersonAutresPrenoms": (),
        "ENTPersonNomPatro": (person.last_name,),
        "ENTPersonCivilite": ("MME",) if person.sex == "F" else ("M.",),
        "ENTPersonMail": (),
        "ENTEleveAutoriteParentale": tuple(f"{key}$1" for key in pupil.guardians),
        "ENTPersonStructRattach": (school,),
        "ENTPersonClasses": (f"{school}$$${pupil.class_key}${label}",),
        "ENTPersonGroupes": (),
        "ENTEleveNiveau": (f"{_LEVEL_CODES[person.level]}${person.level}",),
        "ENTEleveCycle": (_CYCLES[person.cycle],),
        "ENTEleveTypeClasse": (),
        "ENTEleveDateEntreeClasses": (f"{school}${since}${label}",),
        "ENTEleveDateSortieClasses": (),
        "ENTEleveDateEntreeStructRattach": (since,),
        "ENTEleveDateSortieStructRattach": (),
        **{f"ENTEleve{flag}": ("O" if flag in pupil.flags else "N",) for flag in FLAGS},
    }


def _guardian(adult: InventedGuardian) -> Attributes:
    return {
        "ENTPersonJointure": (adult.key,),
        "ENTPersonDateNaissance": (),
        "ENTPersonNom": (adult.usual_name or adult.last_name,),
        "ENTPersonPrenom": (adult.first_name,),
        "ENTPersonNomPatro": (adult.last_name,),
        "ENTPersonAutresPrenoms": (),
        "ENTPersonCivilite": (_CIVILITIES[adult.civility],),
        "ENTPersonTelPerso": _value(adult.home_phone),
        "ENTPersRelEleveTelPro": (),
        "ENTPersRelEleveTelMobile": _value(adult.mobile),
        "ENTPersonAdresse": (adult.address.line,),
        "ENTPersonCodePostal": (adult.address.postcode,),
        "ENTPersonVille": (adult.address.city,),
        "ENTPersonPays": ("FRANCE",),
        "ENTPersonAdresseDiffusion": ("N",),
        "ENTPersonMail": _value(adult.email),
        "ENTPersRelEleveEleve": adult.children,
    }


def _staff(made: Neighbourhood, worker: Worker) -> Attributes:
    person = worker.person
    schools = [made.places[uai].key for uai in worker.schools]
    usual = _FUNCTIONS["assistant" if worker.assists else "teacher"]
    functions = [f"{school}${usual}" for school in schools]
    if person.is_director:
        functions[0] = f"{schools[0]}${_FUNCTIONS['director']}"
    return {
        "ENTPersonJointure": (person.key,),
        "ENTPersonDateNaissance": (),
        "ENTPersonNom": (person.usual_name or person.last_name,),
        "ENTPersonPrenom": (person.first_name,),
        "ENTPersonAutresPrenoms": (),
        "ENTPersonNomPatro": (person.last_name,),
        "ENTPersonCivilite": (_CIVILITIES[person.civility],),
        "ENTPersonMail": _value(person.email),
        "ENTPersonStructRattach": tuple(schools),
        "ENTPersonFonctions": tuple(functions),
        "ENTEnsFonctionDir": (schools[0],) if person.is_director else (),
        "ENTEnsSpecialites": (),
        "ENTPersonCategorieEnseignant": ("N",) if worker.assists else ("O",),
    }
