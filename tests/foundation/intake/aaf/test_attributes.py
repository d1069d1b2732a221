"""Changes that say some attributes alone: as if the object were told whole, with these laid over what is known."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from eprimo.foundation.directory.enums import Profile, ServiceKind
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
from eprimo.foundation.intake.aaf.requests import changed
from eprimo.foundation.intake.models import AafSaid, SchoolKey
from eprimo.foundation.kernel import clock
from tests import factories as make
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    SCHOOL,
    UAI,
    Delivery,
    delta,
    empty_schools,
    family,
    import_aaf,
    live,
    messages,
    person,
)

FULL = os.environ.get("EPRIMO_DRILL") == "full"
pytestmark = pytest.mark.django_db
HEAD, PLACE, POSTS, TEACHES = (
    "ENTEnsFonctionDir", "ENTPersonStructRattach", "ENTPersonFonctions", "ENTPersonCategorieEnseignant",
)  # fmt: skip


def profiles(key: str = "6001") -> list[str]:
    links = Affiliation.objects.in_force(clock.now()).filter(person=person(key))
    return sorted(links.values_list("profile", flat=True))


# The head


def test_a_change_that_says_the_head_alone_makes_her_the_head(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().teacher("6002", "ROUX", "Luc").write(tmp_path / "one"))
    delta(tmp_path / "two", Delivery().modify("PersEducNat", "6002", ENTEnsFonctionDir=SCHOOL))
    assert profiles("6002") == [Profile.DIRECTOR]
    delta(tmp_path / "three", Delivery().modify("PersEducNat", "6002", ENTEnsFonctionDir=""))
    assert profiles("6002") == [Profile.TEACHER]
    # The other attributes alone leave the head what she is.
    for number, (name, value) in enumerate(
        [
            (TEACHES, "N"),
            (POSTS, f"{SCHOOL}$ENS$ENSEIGNEMENT$X1$AUTRE"),
            (PLACE, SCHOOL),
            ("ENTPersonMail", "x@y.example"),
        ]
    ):
        delta(tmp_path / f"more{number}", Delivery().modify("PersEducNat", "6001", **{name: value}))
        assert profiles("6001") == [Profile.DIRECTOR], name


def test_heads_are_added_and_taken_away_one_by_one(tmp_path: Path) -> None:
    first, second = empty_schools()
    import_aaf(family().school(OTHER, OTHER_UAI).write(tmp_path / "one"))
    delta(tmp_path / "two", Delivery().change("PersEducNat", "6001", ("add", HEAD, [OTHER])))
    assert live(Affiliation, person=person("6001"), profile=Profile.DIRECTOR) == 2
    delta(tmp_path / "three", Delivery().change("PersEducNat", "6001", ("delete", HEAD, [SCHOOL])))
    links = Affiliation.objects.in_force(clock.now()).filter(person=person("6001"))
    assert dict(links.values_list("school", "profile")) == {
        first.pk: Profile.TEACHER, second.pk: Profile.DIRECTOR,
    }  # fmt: skip


def test_a_married_name_alone_does_not_take_the_place_of_the_birth_name(tmp_path: Path) -> None:
    empty_schools()
    first = Delivery().school().pupil("7001").guardian("8001", ENTPersonNomPatro="MARTIN").teacher()
    import_aaf(first.write(tmp_path / "one"))
    delta(tmp_path / "two", Delivery().modify("PersRelEleve", "8001", ENTPersonNom="DURAND"))
    assert (person("8001").last_name, person("8001").usual_name) == ("MARTIN", "DURAND")
    delta(tmp_path / "three", Delivery().modify("PersRelEleve", "8001", ENTPersonNomPatro="MARTINE"))
    assert (person("8001").last_name, person("8001").usual_name) == ("MARTINE", "DURAND")


def test_a_guardian_is_added_and_taken_away_without_the_others(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(
        family()
        .pupil("7003", first="Max", by=["8002"])
        .guardian("8002", "ROUX", "Luc", ["7003"])
        .write(tmp_path / "one")
    )
    delta(
        tmp_path / "two", Delivery().change("Eleve", "7001", ("add", "ENTEleveAutoriteParentale", ["8002$1"]))
    )
    assert live(Guardianship, child=person("7001")) == 2
    delta(
        tmp_path / "three",
        Delivery().change("Eleve", "7001", ("delete", "ENTEleveAutoriteParentale", ["8001$1"])),
    )
    assert list(
        Guardianship.objects.in_force(clock.now())
        .filter(child=person("7001"))
        .values_list("adult", flat=True)
    ) == [person("8002").pk]


def test_a_level_alone_goes_to_the_class_the_pupil_is_in(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().write(tmp_path / "one"))
    delta(tmp_path / "two", Delivery().modify("Eleve", "7001", ENTEleveNiveau="0000$CE2"))
    assert ClassGroup.objects.get().levels == ["CE1", "CE2"]


def test_a_school_placed_by_one_attribute_alone(tmp_path: Path) -> None:
    """Its commune was not known: once a change says it, the school is made, and the next full brings its people."""
    empty_schools()
    unplaced = family().school("9009", "0449009Z", ENTEcoleCommune="")
    import_aaf(unplaced.write(tmp_path / "one"))
    assert not School.objects.filter(uai="0449009Z").exists()
    delta(tmp_path / "two", Delivery().modify("EtabEducNat", "9009", ENTEcoleCommune="44109"))
    assert SchoolKey.objects.get(key="9009").school.uai == "0449009Z"


# What is not known yet


def test_before_a_full_delivery_one_value_more_is_left_and_told(tmp_path: Path) -> None:
    """Imported by an earlier release: what was said is not kept, and one guardian more must not end the others."""
    empty_schools()
    import_aaf(family().write(tmp_path / "one"))
    AafSaid.objects.all().delete()
    said = delta(
        tmp_path / "two",
        Delivery().change("Eleve", "7001", ("add", "ENTEleveAutoriteParentale", ["8009$1"]))
        .modify("PersEducNat", "6001", ENTPersonStructRattach=SCHOOL),
    )  # fmt: skip
    assert "les autres ne sont pas connues" in messages(said)
    assert "sans dire ses fonctions" in messages(said)
    assert live(Guardianship, child=person("7001")) == 1
    assert not AafSaid.objects.exists()
    import_aaf(family().write(tmp_path / "three", stamp="20261126"))
    assert AafSaid.objects.filter(kind="E").count() == 2


def test_what_is_kept_follows_each_delivery_and_goes_with_the_object(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().write(tmp_path / "one"))
    kept = AafSaid.objects.get(key="7002").said
    delta(
        tmp_path / "two",
        Delivery().delete("Eleve", "7001").modify("Eleve", "7002", ENTPersonMail="x@y.example"),
        "--yes",
    )
    assert not AafSaid.objects.filter(key="7001").exists()
    assert AafSaid.objects.get(key="7002").said == kept
    person("7002").delete()
    assert not AafSaid.objects.filter(key="7002").exists()


# Every subset

TWO = [f"{SCHOOL}$x$y$5501$CE1-CE2 A", f"{SCHOOL}$x$y$5502$CM1", f"{OTHER}$x$y$77$CP"]
FUNCTIONS = [
    f"{SCHOOL}$ENS$ENSEIGNEMENT$X1$SANS SPECIALITE", f"{SCHOOL}$AEH$ASSISTANCE$X2$AESH",
    f"{OTHER}$ENS$ENSEIGNEMENT$X1$AUTRE",
    f"{OTHER}$DIR$DIRECTION$X3$DIRECTEUR ECOLE",
]  # fmt: skip
FLAG = [["O"], ["N"], []]
SCHOOLS = [[SCHOOL], [OTHER], [SCHOOL, OTHER], []]
PERSON: dict[str, list[list[str]]] = {
    "ENTPersonNom": [["DURAND"], ["PETIT"]], "ENTPersonNomPatro": [["DURAND"], ["MARTIN"], []],
    "ENTPersonPrenom": [["Camille"], ["Sacha"]],
}  # fmt: skip
VALUES: dict[str, dict[str, list[list[str]]]] = {
    "Eleve": PERSON | {
        "ENTPersonDateNaissance": [["06/06/2017"]], "ENTEleveINE": [["123456789AB"]],
        "ENTPersonStructRattach": SCHOOLS, "ENTPersonClasses": [[TWO[0]], [TWO[1]], [TWO[2]], TWO[1:], []],
        "ENTEleveNiveau": [["0000$CM1"], []],
        "ENTEleveAutoriteParentale": [["8001$1"], ["8002$1"], ["8001$1", "8002$1"], []],
        "ENTEleveRestaurantScolaire": FLAG, "ENTEleveGarderieSoir": FLAG,
    },
    "PersRelEleve": PERSON | {
        "ENTPersonCivilite": [["M."], []], "ENTPersonMail": [["a@b.example"], []],
        "ENTPersonTelPerso": [["0261911234"], []], "ENTPersRelEleveTelMobile": [["0639981234"], []],
        "ENTPersonAdresse": [["9 rue Basse"], []], "ENTPersonCodePostal": [["44990"], []],
        "ENTPersRelEleveEleve": [["7001"], ["7002"], ["7001", "7002"], []],
    },
    "PersEducNat": PERSON | {
        "ENTPersonMail": [["c@d.example"], []], PLACE: SCHOOLS, HEAD: SCHOOLS, TEACHES: FLAG,
        POSTS: [[one] for one in FUNCTIONS] + [FUNCTIONS[:2], FUNCTIONS[::2], []],
    },
    "EtabEducNat": {
        "ENTStructureNomCourant": [["AUTRE NOM"]], "ENTEcoleCommune": [["44109"], []],
        "ENTEtablissementContrat": [["CONTRAT"], []],
    },
}  # fmt: skip
OBJECTS = {"Eleve": "7001", "PersRelEleve": "8001", "PersEducNat": "6001", "EtabEducNat": SCHOOL}


@st.composite
def some_changes(draw: st.DrawFn, kind: str) -> list[tuple[str, str, list[str]]]:
    names = draw(st.lists(st.sampled_from(sorted(VALUES[kind])), unique=True, max_size=len(VALUES[kind])))
    return [
        (draw(st.sampled_from(["replace", "replace", "add", "delete"])) if _many(name) else "replace", name,
         draw(st.sampled_from(VALUES[kind][name])))
        for name in names
    ]  # fmt: skip


def _many(name: str) -> bool:
    """Attributes that have several values; of the others one is replaced."""
    return name in {
        PLACE, HEAD, POSTS, "ENTPersonClasses", "ENTEleveAutoriteParentale", "ENTPersRelEleveEleve"
    }  # fmt: skip


@seed(20261125)
@settings(
    max_examples=200 if FULL else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    made=st.fixed_dictionaries({kind: some_changes(kind) for kind in VALUES}),
    silent=st.booleans(),
    patro=st.booleans(),
    heads=st.booleans(),
)
def test_any_attributes_changed_alone_are_the_object_told_whole(
    made: dict[str, list[tuple[str, str, list[str]]]], silent: bool, patro: bool, heads: bool
) -> None:
    with pytest.raises(Undo), tempfile.TemporaryDirectory() as name:
        _both(Path(name), made, silent, patro, heads)


class Undo(Exception):
    """Takes everything back."""


def _both(
    folder: Path, made: Mapping[str, list[tuple[str, str, list[str]]]], silent: bool, patro: bool, heads: bool
) -> None:
    with transaction.atomic():
        _services(*empty_schools())
        first = _academy(silent=silent, patro=patro, heads=heads)
        import_aaf(first.write(folder / "first"), "--yes")
        changes = Delivery()
        for kind, key in OBJECTS.items():
            if made[kind]:
                changes.change(kind, key, *made[kind])
        by_changes = _seen(
            changes.write(folder / "changes", form="Delta", stamp="20261125") if changes.requests else None
        )
        for kind, key in OBJECTS.items():
            requests = first.requests[kind]
            place = next(n for n, (_, one, _) in enumerate(requests) if one == key)
            said = {name: _list(values) for name, values in requests[place][2].items()}
            said |= changed(said, made[kind])
            requests[place] = ("add", key, said)
        whole = _seen(first.write(folder / "whole", stamp="20261125"))
        assert by_changes == whole
        raise Undo


def _list(values: str | Sequence[str]) -> list[str]:
    return [value for value in ([values] if isinstance(values, str) else list(values)) if value]


def _seen(folder: Path | None) -> dict[str, Any]:
    """The directory after that delivery, which is taken back."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            if folder is not None:
                import_aaf(folder, "--yes")
            found = _directory()
            raise Undo
    except Undo:
        return found


def _academy(*, silent: bool, patro: bool, heads: bool) -> Delivery:
    said: dict[str, Any] = {"ENTPersonNomPatro": "MARTIN"} if patro else {}
    made = Delivery().school().school(OTHER, OTHER_UAI)
    made.pupil("7001", **said).pupil("7002", first="Ambre", born="02/01/2016", by=["8002"])
    if silent:
        # Their own side says nothing of guardians: the other side is heard.
        for _, _, pupil in made.requests["Eleve"]:
            del pupil["ENTEleveAutoriteParentale"]  # type: ignore[attr-defined]
    if not patro:
        del made.requests["Eleve"][0][2]["ENTPersonNomPatro"]  # type: ignore[attr-defined]
    made.guardian("8001", children=["7001"], **said).guardian("8002", "ROUX", "Luc", ["7002"])
    return made.teacher("6001", heads=heads, **said).teacher("6002", "ROUX", "Anne")


def _services(*schools: School) -> None:
    for school in schools:
        for kind in (ServiceKind.CANTEEN, ServiceKind.EVENING_CARE):
            service, _ = CommuneService.objects.get_or_create(
                commune=school.commune, kind=kind, defaults={"name": kind}
            )
            ServiceSchool.objects.create(service=service, school=school, starts=make.SINCE)


def _directory() -> dict[str, Any]:
    keys = dict(ExternalKey.objects.filter(source="aaf").values_list("person_id", "key"))
    live = Q(ends=None) | Q(ends__gt=clock.now())

    def rows(query: Any, *fields: str) -> list[tuple[Any, ...]]:
        told = query.values_list(*fields)
        return sorted(
            (
                tuple(keys.get(row[0], row[0]) if n == 0 else value for n, value in enumerate(row))
                for row in told
            ),
            key=repr,
        )

    wards = Guardianship.objects.filter(live).values_list("adult", "child")
    return {
        "people": rows(Person.objects.filter(pk__in=keys), "id", "last_name", "usual_name", "first_name", "civility",
                       "birth_date"),
        "numbers": rows(NationalNumber.objects, "person", "ine"),
        "contacts": [row for row in rows(ContactDetails.objects, "person", "email", "phone_home", "phone_mobile",
                                         "address", "postcode", "city") if any(row[1:])],
        "places": rows(Affiliation.objects.filter(live), "person", "school__uai", "profile", "function"),
        "classes": rows(ClassMembership.objects.filter(live), "person", "school__uai", "class_group__label"),
        "open": sorted(ClassGroup.objects.filter(closed_at=None).values_list("school__uai", "label")),
        "wards": sorted((keys.get(adult), keys.get(child)) for adult, child in wards),
        "services": rows(ServiceEnrolment.objects.filter(live), "child", "service__kind", "school__uai"),
        "schools": sorted(School.objects.filter(uai__in=[UAI, OTHER_UAI]).values_list("uai", "name")),
        "said": sorted(AafSaid.objects.values_list("key", "said")),
    }  # fmt: skip
