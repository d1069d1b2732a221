"""Each thing that a delivery can have wrong: told in a sentence with file and key; the rest taken, or nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    ExternalKey,
    Guardianship,
    Person,
    School,
)
from eprimo.foundation.intake.models import AafRun, AafRunSchool
from tests import factories as make
from tests.faults import killed_at
from tests.foundation.intake.aaf.killing import crash
from tests.foundation.intake.aaf.writing import (
    OTHER,
    OTHER_UAI,
    SCHOOL,
    UAI,
    Delivery,
    empty_schools,
    family,
    import_aaf,
    messages,
    person,
    run_aaf,
)
from tests.foundation.intake.importing import counts, dump

pytestmark = pytest.mark.django_db
PUPILS = "ENT1D_Complet_20261124_Eleve_0000.xml"


def refused(folder: Path, *options: str, academy: str = "17") -> dict[str, Any]:
    """The import is refused, and the directory is what it was."""
    before = dump()
    code, said = run_aaf(folder, *options, academy=academy)
    assert code == 1
    assert dump() == before
    assert not AafRun.objects.filter(state="running").exists()
    return said


def change(folder: Path, old: str, new: str, name: str = PUPILS) -> Path:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_truncated_xml_refuses_the_whole(tmp_path: Path) -> None:
    empty_schools()
    file = family().write(tmp_path) / PUPILS
    file.write_bytes(file.read_bytes()[:-400])
    said = refused(tmp_path)
    assert said["problems"][0]["file"] == PUPILS
    assert "après l’objet 7001" in messages(said)


def test_another_document_type_refuses_the_whole(tmp_path: Path) -> None:
    empty_schools()
    change(family().write(tmp_path), '"ficAlimMENESR.dtd"', '"http://example.org/other.dtd"')
    said = refused(tmp_path)
    assert (said["problems"][0]["file"], "ficAlimMENESR.dtd" in messages(said)) == (PUPILS, True)


@pytest.mark.parametrize(
    "subset",
    [
        '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]',
        '[<!ENTITY a SYSTEM "file:///etc/passwd">]',
        '[<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]',
    ],
)
def test_an_entity_bomb_is_never_opened(tmp_path: Path, subset: str) -> None:
    empty_schools()
    change(family().write(tmp_path), '"ficAlimMENESR.dtd">', f'"ficAlimMENESR.dtd" {subset}>')
    assert "entités" in messages(refused(tmp_path))


def test_a_file_in_utf_16_hides_nothing(tmp_path: Path) -> None:
    empty_schools()
    file = family().write(tmp_path) / PUPILS
    file.write_bytes(file.read_text(encoding="utf-8").replace("UTF-8", "UTF-16").encode("utf-16"))
    refused(tmp_path)


def test_the_file_of_another_academy_refuses_the_whole(tmp_path: Path) -> None:
    empty_schools()
    change(family().write(tmp_path), "codeAcademieExport : 17", "codeAcademieExport : 14")
    assert "académie 14" in messages(refused(tmp_path))


def test_schools_of_another_academy_refuse_the_whole(tmp_path: Path) -> None:
    for school in empty_schools():
        school.academy = make.academy("14", "Rennes")
        school.save()
    make.academy("17", "Nantes")
    folder = family().school(OTHER, OTHER_UAI).write(tmp_path)
    assert "Nantes" in messages(refused(folder))


def test_an_academy_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    empty_schools()
    assert "import_schools" in messages(refused(family().write(tmp_path), academy="99"))


def test_a_key_given_twice_is_taken_once_and_told(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(family().pupil("7001", last="AUTRE", first="Personne").write(tmp_path))
    assert "7001" in messages(said)
    assert said["problems"][0]["file"] == PUPILS
    assert Person.objects.get(keys__key="7001").last_name == "MARTIN"
    assert ExternalKey.objects.filter(key="7001").count() == 1


def test_a_guardian_without_child_is_told_and_not_made(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(family().guardian("8009", "SEUL", "Jean", children=["7999"]).write(tmp_path))
    assert "SEUL Jean (objet 8009)" in messages(said)
    assert counts(said, "guardians") == (1, 0, 0, 0)
    assert not Person.objects.filter(last_name="SEUL").exists()


def test_a_child_of_two_schools_is_a_pupil_of_both_with_its_family(tmp_path: Path) -> None:
    first, second = empty_schools()
    said = import_aaf(
        family().school(OTHER, OTHER_UAI).pupil("7003", first="Max", school=[SCHOOL, OTHER]).write(tmp_path)
    )
    assert f"{UAI}, {OTHER_UAI}" in messages(said)
    child = Person.objects.get(first_name="Max")
    assert set(child.affiliations.values_list("school", flat=True)) == {first.pk, second.pk}
    assert set(child.class_memberships.values_list("school", flat=True)) == {first.pk, second.pk}
    assert child.guardians.count() == 1


def test_a_class_without_label_gets_its_number_and_is_told(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(family().pupil("7003", first="Max", group="77", label="").write(tmp_path))
    assert "7003" in messages(said)
    assert ClassGroup.objects.filter(label="Classe 77").exists()
    assert Person.objects.get(first_name="Max").class_memberships.count() == 1


@pytest.mark.parametrize("name", ["<b>MAX</b>", "=1+1", "+SOMME(A1)", "@nom"])
def test_a_name_that_looks_like_code_is_not_taken_and_nobody_leaves_for_it(
    imported: None, tmp_path: Path, name: str
) -> None:
    odd = Delivery().school().pupil("7001", name).pupil("7002", first="Ambre", born="02/01/2016")
    odd.guardian(children=["7001", "7002"]).guardian("8002", "ROUX", name).teacher(heads=True)
    said = import_aaf(odd.write(tmp_path / "two"))
    assert "7001" in messages(said)
    assert "8002" in messages(said)
    assert Person.objects.get(first_name="Zoé").affiliations.get().ends is None
    assert not Person.objects.filter(first_name=name).exists()
    assert counts(said, "pupils") == (0, 0, 1, 0)


@pytest.mark.parametrize("born", ["04/05/2027", "04/05/2026", "04/05/1978"])
def test_a_birth_date_that_cannot_be_leaves_the_pupil_out_alone(
    imported: None, tmp_path: Path, born: str
) -> None:
    odd = Delivery().school().pupil("7001", born=born).pupil("7002", first="Ambre", born="02/01/2016")
    odd.guardian(children=["7001", "7002"]).teacher(heads=True)
    said = import_aaf(odd.write(tmp_path / "two"))
    (told,) = [one for one in said["problems"] if "7001" in one["message"]]
    assert (told["column"], "impossible" in told["message"]) == ("ENTPersonDateNaissance", True)
    assert counts(said, "pupils") == (0, 0, 1, 0)
    assert person("7001").affiliations.get().ends is None


def test_a_value_of_ten_megabytes_is_left_out_by_name(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(
        family().guardian("8002", "GROS", "Jean", ENTPersonAdresse="x" * 10_500_000).write(tmp_path)
    )
    told = next(one for one in said["problems"] if "ENTPersonAdresse" in one["message"])
    assert (told["file"], told["column"], "8002" in told["message"]) == (
        "ENT1D_Complet_20261124_PersRelEleve_0000.xml", "ENTPersonAdresse", True,
    )  # fmt: skip
    assert counts(said, "pupils")[0] == 2


@pytest.mark.parametrize(
    "missing", ["Eleve_0000", "PersRelEleve_0000", "EtabEducNat_0000", "PersEducNat_0000"]
)
def test_a_file_missing_from_a_full_set_refuses_the_whole(tmp_path: Path, missing: str) -> None:
    empty_schools()
    (family().write(tmp_path) / f"ENT1D_Complet_20261124_{missing}.xml").unlink()
    assert missing.partition("_")[0] in messages(refused(tmp_path))


def test_a_hole_in_the_numbered_parts_refuses_the_whole(tmp_path: Path) -> None:
    empty_schools()
    folder = family().write(tmp_path)
    (folder / PUPILS.replace("0000", "0002")).write_bytes((folder / PUPILS).read_bytes())
    assert "Eleve_0001" in messages(refused(folder))


def test_two_deliveries_in_one_folder_are_refused(tmp_path: Path) -> None:
    empty_schools()
    family().write(tmp_path)
    Delivery().delete("Eleve", "7001").write(tmp_path, form="Delta", stamp="20261125")
    assert "deux livraisons" in messages(refused(tmp_path))


def test_an_empty_folder_or_file_is_refused(tmp_path: Path) -> None:
    empty_schools()
    refused(tmp_path / "nowhere")
    refused(tmp_path)
    (family().write(tmp_path) / PUPILS).write_bytes(b"")
    assert "vide" in messages(refused(tmp_path))


def test_an_older_delivery_waits_for_a_yes(imported: None, tmp_path: Path) -> None:
    said = refused(family().write(tmp_path / "old", stamp="20261101"))
    assert "20261101" in messages(said)
    import_aaf(tmp_path / "old", "--yes")


def test_unknown_attributes_are_told_and_the_rest_is_taken(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(family().pupil("7003", first="Max", ENTEleveInconnuDemain="oui").write(tmp_path))
    assert "ENTEleveInconnuDemain » (Eleve), 1 fois".replace(" »", "\N{NO-BREAK SPACE}»") in messages(said)
    assert Person.objects.filter(first_name="Max").exists()


def test_a_school_that_nobody_can_place_is_left_with_its_people(tmp_path: Path) -> None:
    empty_schools()
    unknown = (
        family().school("9003", "0449003C", ENTEcoleCommune="").pupil("7005", first="Max", school="9003")
    )
    said = import_aaf(unknown.write(tmp_path))
    assert "0449003C" in messages(said)
    assert not Person.objects.filter(first_name="Max").exists()


def test_a_school_that_the_delivery_places_is_made_and_stays_closed(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().school("9003", "0449003C").pupil("7005", first="Max", school="9003").write(tmp_path))
    made = School.objects.get(uai="0449003C")
    assert (made.name, made.entitlements.count()) == ("ECOLE LES ESSAIS", 0)
    assert Person.objects.filter(first_name="Max", affiliations__school=made).exists()


def test_an_object_without_name_is_left_and_nobody_leaves_for_it(imported: None, tmp_path: Path) -> None:
    said = import_aaf(change(family().write(tmp_path / "two"), "<value>Zoé</value>", "<value/>"))
    assert "7001" in messages(said)
    assert counts(said, "pupils") == (0, 0, 1, 0)
    assert Affiliation.objects.filter(profile="pupil", ends=None).count() == 2


def test_values_that_cannot_be_read_are_left_out_and_told(tmp_path: Path) -> None:
    empty_schools()
    said = import_aaf(
        family()
        .pupil("7003", first="Max", born="31/02/2017", ENTEleveINE="?")
        .guardian("8002", "DUPONT", "Jean", ["7003"], ENTPersonMail="nulle part", ENTPersonTelPerso="12")
        .write(tmp_path)
    )
    for key, code in (
        ("7003", "date de naissance"),
        ("7003", "INE"),
        ("8002", "adresse électronique"),
        ("8002", "téléph"),
    ):
        assert any(key in one["message"] and code in one["message"] for one in said["problems"]), code
    assert Person.objects.get(first_name="Max").birth_date is None


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-15", "ISO-8859-1"])
def test_accents_come_through_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    empty_schools()
    import_aaf(family().write(tmp_path, encoding=encoding))
    assert Person.objects.filter(first_name="Zoé").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-15"])
def test_a_file_that_declares_nothing_is_read_as_it_is(tmp_path: Path, encoding: str) -> None:
    empty_schools()
    file = family().write(tmp_path) / PUPILS
    text = file.read_text(encoding="utf-8")
    file.write_bytes(text.partition("\n")[2].encode(encoding))
    import_aaf(tmp_path)
    assert Person.objects.filter(first_name="Zoé").exists()


@pytest.mark.parametrize("written", ["Zo&eacute;", "Zo&amp;eacute;", "Zo&#233;"])
def test_escaped_text_is_opened(tmp_path: Path, written: str) -> None:
    empty_schools()
    import_aaf(change(family().write(tmp_path), "<value>Zoé</value>", f"<value>{written}</value>"))
    assert Person.objects.filter(first_name="Zoé").exists()


def _fails_at(table: str, sqlstate: str) -> None:
    """From the third row on, writing into the table fails as the server does when it is out of something."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            f"CREATE FUNCTION test_fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF (SELECT count(*) FROM {table}) >= 2 THEN RAISE EXCEPTION 'full' USING ERRCODE = '{sqlstate}';"
            f" END IF; RETURN NEW; END $$; CREATE TRIGGER test_fails BEFORE INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION test_fails(); SET ROLE eprimo_app"
        )


def test_disk_full_leaves_no_half_family_and_says_so(tmp_path: Path) -> None:
    empty_schools()
    folder = family().write(tmp_path)
    _fails_at("directory_externalkey", "53100")
    code, said = run_aaf(folder)
    assert (code, "disque" in messages(said)) == (2, True)
    for model in (Person, Affiliation, ClassMembership, Guardianship, ExternalKey, Account):
        assert not model.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; DROP TRIGGER test_fails ON directory_externalkey; SET ROLE eprimo_app")
    import_aaf(folder)
    assert Guardianship.objects.count() == 2


def _two_schools(tmp_path: Path) -> Path:
    empty_schools()
    made = family().school(OTHER, OTHER_UAI).pupil("7003", first="Max", school=OTHER, by=["8002"])
    return made.guardian("8002", "DUPONT", "Jean", ["7003"]).write(tmp_path)


def _stop_after_one_school(folder: Path) -> None:
    """The database stops, without a word, once the first of two schools is done and the second is written."""
    with killed_at("intake.aaf.batch", 2):
        run_aaf(folder, "--batch", "1")
    assert AafRunSchool.objects.count() == 1


@pytest.mark.parametrize("crashed", [False, True], ids=["staging kept", "staging emptied"])
def test_a_database_stopped_in_the_middle_leaves_whole_schools_and_goes_on(
    tmp_path: Path, crashed: bool
) -> None:
    folder = _two_schools(tmp_path)
    _stop_after_one_school(folder)
    children = set(Affiliation.objects.filter(profile="pupil").values_list("person__first_name", flat=True))
    assert children in ({"Max"}, {"Zoé", "Ambre"})
    assert Guardianship.objects.count() == len(children)
    if crashed:
        crash()
    said = import_aaf(folder, "--batch", "1")
    assert counts(said, "pupils") == (3, 0, 0, 0)
    assert (Guardianship.objects.count(), AafRunSchool.objects.count(), AafRun.objects.count()) == (3, 2, 1)


def test_a_comment_inside_a_value_hides_nothing(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(change(family().write(tmp_path), "<value>Zoé</value>", "<value>Zo<!-- x -->é</value>"))
    assert Person.objects.filter(first_name="Zoé").exists()


def test_many_refused_objects_ask_for_a_yes(tmp_path: Path) -> None:
    """Twelve of fourteen pupils are adults: another directory than that of primary schools."""
    empty_schools()
    delivery = family()
    for number in range(12):
        delivery.pupil(f"79{number:02}", first=f"Adulte-{number}", born="02/01/1980")
    said = refused(delivery.write(tmp_path))
    assert said["problems"][0]["message"].startswith(
        "Sur 14\N{NO-BREAK SPACE}lignes de la livraison (élèves), 12 sont refusées"
    )
    code, said = run_aaf(tmp_path, "--yes")
    assert (code, said["pupils"]["created"]) == (0, 2)
