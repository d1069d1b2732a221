"""Changes that say some attributes alone: as if the object were told whole, with these laid over what is known."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eprimo.foundation.directory.enums import Profile, ServiceKind
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    CommuneService,
    ExternalKey,
    Guardianship,
    School,
    ServiceEnrolment,
    ServiceSchool,
)
from eprimo.foundation.intake.models import AafSaid, SchoolKey
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.copy_chapters import CopyRequest, Viewpoint, chapters
from tests import factories as make
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    SCHOOL,
    Delivery,
    delta,
    empty_schools,
    family,
    import_aaf,
    live,
    messages,
    person,
)

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
    delta(tmp_path / "two", Delivery().modify("PersEducNat", "6001", ENTEnsFonctionDir=[SCHOOL, OTHER]))
    assert live(Affiliation, person=person("6001"), profile=Profile.DIRECTOR) == 2
    delta(tmp_path / "three", Delivery().modify("PersEducNat", "6001", ENTEnsFonctionDir=OTHER))
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


def test_a_level_alone_goes_to_the_class_the_pupil_is_in(imported: None, tmp_path: Path) -> None:
    delta(tmp_path / "two", Delivery().modify("Eleve", "7001", ENTEleveNiveau="0000$CE2"))
    assert ClassGroup.objects.get().levels == ["CE1", "CE2"]


def test_a_pupil_who_changes_school_by_one_attribute_keeps_the_services(tmp_path: Path) -> None:
    for school in empty_schools():
        service = CommuneService.objects.create(
            commune=school.commune, kind=ServiceKind.CANTEEN, name=school.name
        )
        ServiceSchool.objects.create(service=service, school=school, starts=make.SINCE)
    first = family().school(OTHER, OTHER_UAI).pupil("7003", first="Max", ENTEleveRestaurantScolaire="O")
    import_aaf(first.guardian("8002", "ROUX", "Luc", ["7003"]).write(tmp_path / "one"))
    delta(
        tmp_path / "two",
        Delivery().modify("Eleve", "7003", ENTPersonStructRattach=OTHER, ENTPersonClasses=""),
        "--yes",
    )
    enrolled = ServiceEnrolment.objects.in_force(clock.now()).values_list("child", "school__uai")
    assert list(enrolled) == [(person("7003").pk, OTHER_UAI)]


def test_guardians_are_heard_on_their_side_in_changes_too(tmp_path: Path) -> None:
    """Of a child whose own side never said who they are: one who says the child comes, the others stay."""
    empty_schools()
    first = family().pupil("7003", first="Max")
    del first.requests["Eleve"][-1][2]["ENTEleveAutoriteParentale"]  # type: ignore[attr-defined]
    first.guardian("8002", "ROUX", "Luc", ["7003"]).guardian("8003", "ROUX", "Ana", ["7001", "7003"])
    import_aaf(first.write(tmp_path / "one"))
    delta(
        tmp_path / "two",
        Delivery()
        .modify("PersRelEleve", "8001", ENTPersRelEleveEleve=["7001", "7002", "7003"])
        .modify("PersRelEleve", "8002", ENTPersRelEleveEleve=""),
    )
    links = Guardianship.objects.in_force(clock.now()).filter(child=person("7003"))
    assert set(links.values_list("adult", flat=True)) == {person("8001").pk, person("8003").pk}


def test_statements_do_not_grow_with_the_objects(tmp_path: Path) -> None:
    empty_schools()
    many = family()
    for number in range(40):
        child, adult = str(7100 + number), str(8100 + number)
        many.pupil(child, f"NOM{number}", by=[adult]).guardian(adult, f"NOM{number}", children=[child])
        if number % 2:
            del many.requests["Eleve"][-1][2]["ENTEleveAutoriteParentale"]  # type: ignore[attr-defined]
    import_aaf(many.write(tmp_path / "one"))
    made = []
    for name, numbers in (("few", range(2)), ("many", range(2, 40))):
        changes = Delivery()
        for number in numbers:
            changes.modify(
                "PersRelEleve", str(8100 + number), ENTPersRelEleveEleve=[str(7100 + number), "7002"]
            )
            changes.modify("Eleve", str(7100 + number), ENTEleveNiveau="0000$CE2")
        folder = changes.write(tmp_path / name, form="Delta", stamp="20261125")
        with CaptureQueriesContext(connection) as heard:
            import_aaf(folder)
        made.append(len(heard))
    assert made[1] <= made[0] + 4


def test_a_value_far_too_long_is_not_kept_either(imported: None, tmp_path: Path) -> None:
    said = delta(
        tmp_path / "two",
        Delivery().modify("PersEducNat", "6001", ENTPersonFonctions=[f"{SCHOOL}$ENS", "X" * 3000]),
    )
    assert "démesurée" in messages(said)
    assert len(AafSaid.objects.get(key="6001").said) < 1000


def test_a_school_placed_by_one_attribute_alone(tmp_path: Path) -> None:
    """Its commune was not known: once a change says it, the school is made, and the next full brings its people."""
    empty_schools()
    unplaced = family().school("9009", "0449009Z", ENTEcoleCommune="")
    import_aaf(unplaced.write(tmp_path / "one"))
    assert not School.objects.filter(uai="0449009Z").exists()
    delta(tmp_path / "two", Delivery().modify("EtabEducNat", "9009", ENTEcoleCommune="44109"))
    assert SchoolKey.objects.get(key="9009").school.uai == "0449009Z"


# What is kept


def test_what_is_kept_is_in_the_copy_of_ones_data_without_whom_one_is_tied_to(tmp_path: Path) -> None:
    empty_schools()
    said = family().pupil("7003", first="Max", by=["8002"], ENTEleveRestaurantScolaire="O")
    import_aaf(said.guardian("8002", "ROUX", "Luc", ["7003"]).write(tmp_path / "one"))
    chapter = next(one for one in chapters() if one.key == "academy_says")

    def told(key: str, viewpoint: Viewpoint, level: int = 0) -> dict[str, Any]:
        who = person(key).pk
        rows = chapter.rows(CopyRequest(who, who, viewpoint, clock.now(), {who: level}))
        return {row[1].words: row[2] for row in rows}  # type: ignore[union-attr]

    assert told("6001", Viewpoint.OWN)["Fonctions"] == f"{SCHOOL}$ENS$ENSEIGNEMENT$X0001$SANS SPECIALITE"
    assert told("8002", Viewpoint.OWN) == {"Nom d’usage": "ROUX"}
    assert told("7003", Viewpoint.GUARDIAN)["Cantine"] == "O"
    assert "Cantine" not in told("7003", Viewpoint.GUARDIAN, level=1)


# What is not known yet


def test_before_a_full_delivery_what_cannot_be_told_is_left_and_said(imported: None, tmp_path: Path) -> None:
    """Imported by an earlier release: what was said is not kept."""
    AafSaid.objects.all().delete()
    said = delta(tmp_path / "two", Delivery().modify("PersEducNat", "6001", ENTPersonStructRattach=SCHOOL))
    assert "sans dire ses fonctions" in messages(said)
    assert profiles("6001") == [Profile.DIRECTOR]
    assert not AafSaid.objects.exists()
    import_aaf(family().write(tmp_path / "three", stamp="20261126"))
    assert AafSaid.objects.filter(kind="E").count() == 2


@pytest.mark.parametrize("operation", ["add", "delete", ""])
def test_a_change_that_does_not_replace_is_left_and_said(
    imported: None, tmp_path: Path, operation: str
) -> None:
    """The format knows `replace` only: one guardian less must not be read as that one alone."""
    folder = Delivery().modify("Eleve", "7001", ENTEleveAutoriteParentale="8009$1").write(
        tmp_path / "two", form="Delta", stamp="20261125"
    )  # fmt: skip
    file = next(folder.iterdir())
    file.write_text(file.read_text().replace('operation="replace"', f'operation="{operation}"'))
    assert "change ENTEleveAutoriteParentale autrement qu’en le remplaçant" in messages(import_aaf(folder))
    assert live(Guardianship, child=person("7001")) == 1
    assert "8001" in AafSaid.objects.get(key="7001").said


def test_what_is_kept_follows_each_delivery_and_goes_with_the_object(imported: None, tmp_path: Path) -> None:
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


def test_a_change_of_one_of_two_objects_of_a_person_leaves_what_the_other_says(tmp_path: Path) -> None:
    """Two objects of the academy that a director made one person: each tells its own school."""
    empty_schools()
    first = (
        family()
        .school(OTHER, OTHER_UAI)
        .teacher("6002", "ROUX", "Luc")
        .teacher("6003", "ROUX", "Luc", school=OTHER)
    )
    first.pupil("7003", first="Max", by=["8002"]).guardian("8002", "ROUX", "Luc", ["7003"])
    import_aaf(first.write(tmp_path / "one"))
    for model, column in ((ExternalKey, "person"), (AafSaid, "person"), (Affiliation, "person")):
        model._default_manager.filter(**{column: person("6003")}).update(**{column: person("6002")})
    import_aaf(first.write(tmp_path / "two"), "--yes")
    assert profiles("6003") == [Profile.TEACHER, Profile.TEACHER]
    delta(tmp_path / "three", Delivery().modify("PersEducNat", "6003", ENTEnsFonctionDir=OTHER), "--yes")
    assert profiles("6003") == [Profile.DIRECTOR, Profile.TEACHER]


def test_a_name_changed_as_a_guardian_is_not_that_of_the_teacher(imported: None, tmp_path: Path) -> None:
    """One person, by two objects: the name is what the school's staff is called, in a change as in a full delivery."""
    for model in (ExternalKey, AafSaid, Guardianship):
        column = "adult" if model is Guardianship else "person"
        model._default_manager.filter(**{column: person("8001")}).update(**{column: person("6001")})
    import_aaf(family().write(tmp_path / "two"), "--yes")
    assert person("8001").last_name == "LE GOFF"
    delta(
        tmp_path / "three",
        Delivery().modify("PersRelEleve", "8001", ENTPersonNom="DURAND", ENTPersonMail="a@b.example"),
    )
    assert person("8001").last_name == "LE GOFF"
