"""Every subset of the attributes that are read together, changed alone with values that are drawn: the directory is
the same as once the objects are told whole. EPRIMO_DRILL=full draws forty academies, the suite one."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db.models import Q

from eprimo.foundation.directory.enums import ServiceKind
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    CommuneService,
    ContactDetails,
    ExternalKey,
    Guardianship,
    NationalNumber,
    Person,
    School,
    ServiceEnrolment,
    ServiceSchool,
)
from eprimo.foundation.intake.aaf.attributes import KEPT
from eprimo.foundation.intake.aaf.requests import Values, kind_of
from eprimo.foundation.intake.models import AafSaid
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    SCHOOL,
    Delivery,
    delta,
    empty_schools,
    import_aaf,
)
from tests.sizes import FULL, sized

pytestmark = pytest.mark.django_db

# Attribute → what it may say; none: the object does not say it. {n} is the number of the object.
type Choices = dict[str, list[list[str] | None]]
FLAG: list[list[str] | None] = [["O"], ["N"], [], None]
SCHOOLS: list[list[str] | None] = [[SCHOOL], [OTHER], [SCHOOL, OTHER], []]
CLASSES = [f"{SCHOOL}$x$y$5501$CE1", f"{SCHOOL}$x$y$5502$CM1", f"{OTHER}$x$y$77$CP"]
POSTS = [
    f"{SCHOOL}$ENS$ENSEIGNEMENT$X1$SANS SPECIALITE", f"{SCHOOL}$AEH$ASSISTANCE$X2$AESH",
    f"{OTHER}$ENS$ENSEIGNEMENT$X1$AUTRE", f"{OTHER}$DIR$DIRECTION$X3$DIRECTEUR ECOLE",
]  # fmt: skip
PERSON: Choices = {
    "ENTPersonNom": [["DURAND {n}"], ["PETIT {n}"]],
    "ENTPersonNomPatro": [["DURAND {n}"], ["MARTIN {n}"], [], None],
    "ENTPersonPrenom": [["Camille"], ["Sacha"]],
}
SAID: dict[str, Choices] = {
    "Eleve": PERSON | {
        "ENTPersonDateNaissance": [["06/06/2017"], ["05/06/2017"]], "ENTEleveINE": [["{n:0>9}AB"]],
        "ENTPersonStructRattach": SCHOOLS,
        "ENTPersonClasses": [[CLASSES[0]], [CLASSES[1]], [CLASSES[2]], CLASSES[1:], [], None],
        "ENTEleveNiveau": [["0000$CM1"], ["0000$CE1"], [], None],
        "ENTEleveAutoriteParentale": [["{a}$1"], ["{b}$1"], ["{a}$1", "{b}$1"], [], None],
        "ENTEleveRestaurantScolaire": FLAG, "ENTEleveGarderieSoir": FLAG,
    },
    "PersRelEleve": PERSON | {
        "ENTPersonCivilite": [["M."], [], None], "ENTPersonMail": [["a{n}@b.example"], [], None],
        "ENTPersonTelPerso": [["0261911234"], [], None], "ENTPersRelEleveTelMobile": [["0639981234"], [], None],
        "ENTPersonAdresse": [["9 rue Basse"], [], None], "ENTPersonCodePostal": [["44990"], [], None],
        "ENTPersRelEleveEleve": [["{a}$1"], ["{b}$1"], ["{a}$1", "{b}$1"], [], None],
    },
    "PersEducNat": PERSON | {
        "ENTPersonMail": [["c{n}@d.example"], [], None], "ENTPersonStructRattach": SCHOOLS,
        "ENTEnsFonctionDir": [*SCHOOLS, None], "ENTPersonCategorieEnseignant": FLAG,
        "ENTPersonFonctions": [*([one] for one in POSTS), POSTS[:2], POSTS[::2], [], None],
    },
    "EtabEducNat": {
        "ENTStructureUAI": [["0449{n}Z"]], "ENTStructureNomCourant": [["NOM {n}"], ["MATERNELLE {n}"], []],
        "ENTEcoleCommune": [["44109"], ["44001"], [], None], "ENTStructureTypeStruct": [["ECOLE"], None],
        "ENTEtablissementContrat": [["CONTRAT"], [], None], "ENTEcoleSecteur": [["PRIVE"], ["PUBLIC"], None],
    },
}  # fmt: skip
FIRST = {"Eleve": 3000, "PersRelEleve": 4000, "PersEducNat": 6000, "EtabEducNat": 100}
# As many guardians as pupils: two of each are a family.
TIMES = {"PersRelEleve": 32}


@dataclass
class Drawn:
    """Objects as they are first told, and the changes that come alone."""

    draw: Random
    first: dict[tuple[str, str], Values] = field(default_factory=dict)
    changes: dict[tuple[str, str], Values] = field(default_factory=dict)

    def fill(self) -> "Drawn":
        for kind in SAID:
            for number, names in enumerate(_subsets(kind) * TIMES.get(kind, 1), FIRST[kind]):
                self._put(kind, number, names)
        return self

    def _put(self, kind: str, number: int, names: tuple[str, ...]) -> None:
        choices, n = SAID[kind], str(number)
        said = {name: self._value(choices[name], number) for name in choices}
        if kind in {"Eleve", "PersEducNat"} and not said["ENTPersonStructRattach"]:
            said["ENTPersonStructRattach"] = [SCHOOL]
        if kind == "EtabEducNat":
            said["ENTEcoleCommune"] = []
        self.first[kind, n] = {name: values for name, values in said.items() if values is not None}
        others = [name for name in choices if name not in _kept(kind) and self.draw.random() < 0.2]
        touched = [*names, *others]
        self.draw.shuffle(touched)
        self.changes[kind, n] = {name: self._value(choices[name], number) or [] for name in touched}

    def _value(self, choices: list[list[str] | None], number: int) -> list[str] | None:
        """One of the choices. Relatives are the two of the same family of four: {a} and {b}."""
        values = self.draw.choice(choices)
        other = FIRST["PersRelEleve"] if number < FIRST["PersRelEleve"] else FIRST["Eleve"]
        start = other + number % 1000 // 2 * 2
        return values and [value.format(n=number, a=start, b=start + 1) for value in values]

    def told(self, *, whole: bool) -> Delivery:
        """Everything as it was first, or as the changes make it."""
        made = Delivery().school().school(OTHER, OTHER_UAI)
        for (kind, key), said in self.first.items():
            made.put(kind, key, said | self.changes[kind, key] if whole else said)
        # Whom nobody names is nobody of the directory: each guardian has a child of whom nothing changes.
        last = FIRST["PersRelEleve"] + len([1 for kind, _ in self.first if kind == "PersRelEleve"])
        for number in range(FIRST["PersRelEleve"], last):
            made.pupil(str(number + 5000), f"FIXE {number}", group=None, by=[str(number)])
        return made

    def alone(self) -> Delivery:
        made = Delivery()
        for (kind, key), changes in self.changes.items():
            if changes:
                made.modify(kind, key, **changes)
        return made


def _kept(kind: str) -> list[str]:
    found = kind_of(kind)
    assert found is not None
    return sorted(KEPT[found] & SAID[kind].keys())


def _subsets(kind: str) -> list[tuple[str, ...]]:
    """All of them; in `make test` one in four."""
    kept = _kept(kind)
    return list(chain.from_iterable(combinations(kept, size) for size in range(len(kept) + 1)))[
        :: sized(4, 1)
    ]


def test_the_attributes_that_are_drawn_are_all_that_is_kept() -> None:
    """But for the services: two of the five."""
    for kind in SAID:
        found = kind_of(kind)
        assert found is not None
        assert len(KEPT[found]) == len(_kept(kind)) + (3 if kind == "Eleve" else 0)


@pytest.mark.drill
@pytest.mark.parametrize("number", range(40 if FULL else 1))
def test_every_subset_changed_alone_is_the_object_told_whole(number: int, tmp_path: Path) -> None:
    _services(*empty_schools())
    drawn = Drawn(Random(number)).fill()
    import_aaf(drawn.told(whole=False).write(tmp_path / "first"), "--yes")
    delta(tmp_path / "alone", drawn.alone(), "--yes")
    alone = _directory()
    import_aaf(drawn.told(whole=True).write(tmp_path / "whole", stamp="20261126"), "--yes")
    whole = _directory()
    assert alone.keys() == whole.keys()
    changes = {key: (drawn.first[kind, key], made) for (kind, key), made in drawn.changes.items()}
    wrong = [
        f"{key}: {changes.get(key)}\n  alone {alone[key]}\n  whole {whole[key]}"
        for key in whole
        if alone[key] != whole[key]
    ]
    assert not wrong, f"{len(wrong)} differ\n" + "\n".join(wrong[:10])


def _services(*schools: School) -> None:
    for school in schools:
        for kind in (ServiceKind.CANTEEN, ServiceKind.EVENING_CARE):
            service, _ = CommuneService.objects.get_or_create(
                commune=school.commune, kind=kind, defaults={"name": kind}
            )
            ServiceSchool.objects.create(service=service, school=school, starts=make.SINCE)


def _directory() -> Mapping[str, list[Any]]:
    """What the directory holds of each key, and of the schools, now."""
    live = Q(ends=None) | Q(ends__gt=clock.now())
    keys = dict(ExternalKey.objects.filter(source="aaf").values_list("person_id", "key"))
    found: dict[str, list[Any]] = defaultdict(list)
    for rows in (
        Person.objects.filter(pk__in=keys).values_list(
            "id", "last_name", "usual_name", "first_name", "civility", "birth_date"
        ),
        NationalNumber.objects.values_list("person", "ine"),
        ContactDetails.objects.values_list(
            "person", "email", "phone_home", "phone_mobile", "address", "postcode"
        ),
        Affiliation.objects.filter(live).values_list("person", "school__uai", "profile", "function"),
        ClassMembership.objects.filter(live).values_list("person", "school__uai", "class_group__label"),
        ServiceEnrolment.objects.filter(live).values_list("child", "service__kind", "school__uai"),
    ):
        told = ((keys[row[0]], row[1:]) for row in rows if any(row[1:]))
        for key, said in sorted(told, key=repr):
            found[key].append(said)
    for adult, child in Guardianship.objects.filter(live).order_by("adult").values_list("adult", "child"):
        found[keys[child]].append(keys[adult])
    for key, said in AafSaid.objects.order_by("kind", "key").values_list("key", "said"):
        found[key].append(said)
    found["schools"] = sorted(School.objects.values_list("uai", "name", "kind", "sector", "commune__insee"))
    found["classes"] = sorted(ClassGroup.objects.filter(closed_at=None).values_list("school__uai", "label"))
    return found
