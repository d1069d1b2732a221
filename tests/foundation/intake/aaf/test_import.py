"""`import_aaf`: who is who, links, classes, hands, questions, deltas, dry runs."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.accounts.actions.bulk_accounts import accounts_make_many, logins_number_many
from eprimo.foundation.accounts.logins import login_base
from eprimo.foundation.accounts.models import Account, AccountSecret
from eprimo.foundation.directory.enums import EndReason, Profile
from eprimo.foundation.directory.models import (
    Affiliation,
    ClassGroup,
    ClassMembership,
    ContactDetails,
    Guardianship,
    Person,
    School,
    ServiceEnrolment,
)
from eprimo.foundation.intake.models import AafRun, AafRunSchool, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.owner import as_owner
from tests import factories as make
from tests.conftest import NOW
from tests.foundation.directory.placed import misplaced
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
    run_aaf,
)
from tests.foundation.intake.importing import counts, dump

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


def test_a_first_full_makes_the_family_its_links_and_accounts(tmp_path: Path) -> None:
    school, _ = empty_schools()
    said = import_aaf(family().write(tmp_path))
    assert [counts(said, kind) for kind in ("pupils", "guardians", "teachers", "classes")] == [
        (2, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0),
    ]  # fmt: skip
    assert said["schools"][UAI]["guardianships"]["created"] == 2
    mother = person("8001")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('person_name_trigram')")
        assert cursor.fetchone() == (0,), "names wait where each search reads them one by one"
    assert (mother.contact.address, mother.civility) == ("2 rue du Port", "Mme")
    assert set(mother.guardianships.values_list("child__keys__key", "source")) == {
        ("7001", "aaf"),
        ("7002", "aaf"),
    }
    assert person("7001").birth_date == date(2017, 5, 4)
    assert ClassGroup.objects.get().levels == ["CE1"]
    assert Affiliation.objects.get(person=person("6001")).profile == "director"
    assert Account.objects.count() == 4
    assert not AccountSecret.objects.exclude(password="").exists()
    (line,) = AuditLine.objects.filter(act="intake.aaf.applied")
    assert (line.school_id, line.details["pupils_created"]) == (school.pk, 2)
    assert AafRunSchool.objects.filter(run__state="applied").count() == 1
    assert misplaced() == {}


def test_the_same_delivery_again_changes_nothing(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().write(tmp_path))
    before, epochs = dump(), list(School.objects.order_by("pk").values_list("epoch", flat=True))
    said = import_aaf(tmp_path)
    for kind in ("pupils", "guardians", "teachers", "classes", "guardianships"):
        created, updated, unchanged, left = counts(said, kind)
        assert (created, updated, left) == (0, 0, 0), kind
        assert unchanged
    assert dump() == before
    assert list(School.objects.order_by("pk").values_list("epoch", flat=True)) == epochs
    assert AuditLine.objects.filter(act="intake.aaf.applied").count() == 1


def test_a_dry_run_tells_each_school_and_changes_nothing(tmp_path: Path) -> None:
    empty_schools()
    code, said = run_aaf(family().school(OTHER, OTHER_UAI).write(tmp_path), "--dry-run")
    assert (code, said["schools"][UAI]["pupils"]["created"]) == (0, 2)
    assert not Person.objects.exists()
    assert not AafRun.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace('staging') IS NULL")
        assert cursor.fetchone()[0]


def test_nothing_of_the_delivery_stays_in_the_staging(imported: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'staging'")
        assert cursor.fetchone()[0] == 0


def test_the_staging_is_the_owners_and_looked_at_by_the_planner(tmp_path: Path) -> None:
    empty_schools()
    with CaptureQueriesContext(connection) as said:
        import_aaf(family().write(tmp_path))
    statements = [one["sql"] for one in said.captured_queries]
    made = next(n for n, sql in enumerate(statements) if "CREATE UNLOGGED TABLE staging.aaf_object" in sql)
    looked = next(n for n, sql in enumerate(statements) if "ANALYZE staging.aaf_object" in sql)
    owner = max(n for n, sql in enumerate(statements[:made]) if sql == "SET ROLE NONE")
    back = next(n for n, sql in enumerate(statements) if 'SET ROLE "eprimo_app"' in sql)
    assert owner < made < looked < back
    assert any("INSERT INTO directory_person" in sql for sql in statements[looked:back])


def test_statements_do_not_grow_with_the_people(tmp_path: Path) -> None:
    empty_schools()

    def statements(folder: Path, people: int) -> int:
        said = family()
        for n in range(people):
            said.pupil(str(7100 + n), first=f"Enfant{chr(97 + n % 26)}", by=[str(8100 + n)])
            said.guardian(str(8100 + n), children=[str(7100 + n)])
        with CaptureQueriesContext(connection) as queries:
            import_aaf(said.write(folder), "--yes")
        return len(queries)

    few = statements(tmp_path / "few", 3)
    assert statements(tmp_path / "many", 30) <= few


def test_who_is_absent_from_a_full_leaves_and_is_not_erased(imported: None, tmp_path: Path) -> None:
    alone = Delivery().school().pupil("7001").guardian(children=["7001"]).teacher(heads=True)
    with clock.frozen(TOMORROW):
        said = import_aaf(alone.write(tmp_path / "two"))
        assert counts(said, "pupils") == (0, 0, 1, 1)
        gone = Affiliation.objects.get(person=person("7002"))
        assert (gone.ends, gone.end_reason) == (TOMORROW, EndReason.ABSENT_FROM_SOURCE)
        assert ClassMembership.objects.get(person=person("7002")).end_reason == EndReason.ABSENT_FROM_SOURCE
        # A child who leaves keeps the own guardians.
        assert live(Guardianship, child=person("7002")) == 1
        import_aaf(family().write(tmp_path / "three"))
        assert live(Affiliation, person=person("7002")) == 1


def test_a_delta_adds_changes_and_takes_away(tmp_path: Path) -> None:
    empty_schools()
    import_aaf(family().school(OTHER, OTHER_UAI).write(tmp_path / "full"))
    with clock.frozen(TOMORROW):
        said = delta(
            tmp_path / "delta",
            Delivery()
            .pupil("7003", first="Max", by=["8002"])
            .guardian("8002", "DUPONT", "Jean", ["7003"])
            .modify("Eleve", "7001", ENTPersonPrenom="Zoë")
            .modify("PersRelEleve", "8001", ENTPersRelEleveTelMobile="06 12 34 56 78")
            .delete("Eleve", "7002"),
        )
        assert counts(said, "pupils") == (1, 1, 0, 1)
        assert said["mode"] == "delta"
        assert person("7001").first_name == "Zoë"
        mother = person("8001").contact
        assert (mother.phone_mobile, mother.address) == ("0612345678", "2 rue du Port")
        assert live(Affiliation, profile="pupil") == 2
        assert live(Affiliation, person=person("6001")) == 1
        moved = Delivery().modify(
            "Eleve", "7001", ENTPersonStructRattach=OTHER, ENTPersonClasses=f"{OTHER}$$$9$CM1"
        )
        delta(tmp_path / "move", moved)
    assert list(
        person("7001").affiliations.order_by("starts", "pk").values_list("school__uai", "end_reason")
    ) == [(UAI, "absent"), (OTHER_UAI, "")]


def test_a_modification_of_somebody_unknown_is_told(imported: None, tmp_path: Path) -> None:
    said = delta(tmp_path / "delta", Delivery().modify("Eleve", "7999", ENTPersonPrenom="X"))
    assert "7999" in messages(said)


def test_a_delta_before_any_full_is_refused(tmp_path: Path) -> None:
    empty_schools()
    code, said = run_aaf(Delivery().delete("Eleve", "7001").write(tmp_path, form="Delta"))
    assert (code, "école" in messages(said)) == (1, True)


def test_many_who_leave_a_school_wait_for_a_yes(tmp_path: Path) -> None:
    empty_schools()
    many = family()
    for n in range(40):
        many.pupil(str(7100 + n), first=f"Enfant {n}")
    import_aaf(many.write(tmp_path / "one"))
    before = dump()
    code, said = run_aaf(family().write(tmp_path / "two"))
    assert (code, UAI in messages(said), "--yes" in messages(said)) == (1, True, True)
    assert "l’académie" in messages(said)
    assert dump() == before
    assert AafRun.objects.latest("pk").state == "refused"
    assert run_aaf(tmp_path / "two", "--dry-run")[0] == 1
    said = import_aaf(tmp_path / "two", "--yes")
    assert counts(said, "pupils")[3] == 40


def test_profiles_come_from_what_the_academy_says(tmp_path: Path) -> None:
    empty_schools()
    said = (
        family()
        .teacher("6002", "DUBOIS", "Luc")
        .teacher(
            "6003", "MOREL", "Ève", ENTPersonCategorieEnseignant="N",
            ENTPersonFonctions=f"{SCHOOL}$AED$ASSISTANCE$A0001$AESH",
        )
        .teacher(
            "6004", "PETIT", "Max", ENTPersonCategorieEnseignant="",
            ENTPersonFonctions=f"{SCHOOL}$DIR$DIRECTION$D0010$DIRECTION ECOLE", ENTEnsFonctionDir="",
        )
    )  # fmt: skip
    told = import_aaf(said.write(tmp_path))
    found = dict(Affiliation.objects.exclude(profile="pupil").values_list("person__last_name", "profile"))
    assert found == {"LE GOFF": "director", "DUBOIS": "teacher", "MOREL": "staff", "PETIT": "director"}
    assert Affiliation.objects.get(person__last_name="MOREL").function == "aesh"
    assert told["problems"] == [] or "direction" in messages(told)


def test_flags_enrol_where_the_school_has_that_service(tmp_path: Path) -> None:
    school, _ = empty_schools()
    canteen = make.commune_service(school)
    said = import_aaf(
        Delivery().school().pupil("7001", ENTEleveRestaurantScolaire="O", ENTEleveTransport="O")
        .guardian(children=["7001"]).write(tmp_path / "one")
    )  # fmt: skip
    assert list(ServiceEnrolment.objects.values_list("child__keys__key", "service", "source")) == [
        ("7001", canteen.pk, "aaf")
    ]
    assert "transport" in messages(said)
    delta(tmp_path / "two", Delivery().modify("Eleve", "7001", ENTEleveRestaurantScolaire="N"))
    assert ServiceEnrolment.objects.get().end_reason == EndReason.ABSENT_FROM_SOURCE


def test_two_children_who_change_places_keep_the_service_of_both_schools(tmp_path: Path) -> None:
    school, other = empty_schools()
    make.commune_service(school, other)

    def at(first: str, second: str) -> Delivery:
        said = Delivery().school().school(OTHER, OTHER_UAI).guardian(children=["7001", "7002"])
        for key, where in (("7001", first), ("7002", second)):
            said.pupil(key, first=f"Enfant {key}", school=where, ENTEleveRestaurantScolaire="O")
        return said

    import_aaf(at(SCHOOL, OTHER).write(tmp_path / "one"), "--batch", "1")
    with clock.frozen(TOMORROW):
        import_aaf(at(OTHER, SCHOOL).write(tmp_path / "two"), "--batch", "1", "--yes")
        held = ServiceEnrolment.objects.in_force(clock.now()).values_list("child__keys__key", "school")
        assert set(held) == {("7001", other.pk), ("7002", school.pk)}


def test_a_child_of_two_schools_is_enrolled_once_in_their_service(tmp_path: Path) -> None:
    school, other = empty_schools()
    make.commune_service(school, other)
    said = family().school(OTHER, OTHER_UAI)
    said.pupil("7003", first="Max", school=[SCHOOL, OTHER], ENTEleveRestaurantScolaire="O")
    import_aaf(said.write(tmp_path))
    assert ServiceEnrolment.objects.get().child == person("7003")


def test_contact_that_is_emptied_is_emptied_and_what_is_not_said_stays(
    imported: None, tmp_path: Path
) -> None:
    delta(tmp_path / "a", Delivery().modify("PersRelEleve", "8001", ENTPersonMail="lea@mail.example"))
    assert ContactDetails.objects.get(person=person("8001")).email == "lea@mail.example"
    delta(tmp_path / "b", Delivery().modify("PersRelEleve", "8001", ENTPersonMail="", ENTPersonNom=""))
    assert ContactDetails.objects.get(person=person("8001")).email == ""
    assert person("8001").last_name == "MARTIN"


def test_the_director_reads_what_the_academy_changed(tmp_path: Path, sign_in: Any) -> None:
    school, other = empty_schools()
    import_aaf(family().school(OTHER, OTHER_UAI).write(tmp_path))
    row = OndeDelivery.objects.get(school=school)
    assert not OndeDelivery.objects.filter(school=other).exists()
    head = make.person("Dora", "Cheffe")
    make.account(head)
    make.affiliation(head, school, Profile.DIRECTOR)
    client = sign_in(head, "director", school)
    assert "annuaire de l’académie" in client.get(reverse("imports:index")).content.decode()
    page = client.get(reverse("imports:delivery", args=[row.public_id])).content.decode()
    assert "MARTIN Zoé" in page
    assert "CE1-CE2 A" in page


def test_logins_are_those_that_the_rule_gives() -> None:
    for last, first in (
        ("LE GOFF", "Anne"), ("D’Été", "Léa-Lou"), ("Nguyễn", "Thị"), ("O'Neil", "Éloïse"), ("Œuvre", "Zoé"),
        ("X", "1"),
        ("Müller 2", "Jean  Paul"), ("-", "…"),
    ):  # fmt: skip
        make.person(first, last)
    Person.objects.create(last_name="LE GOFF", first_name="Anne")
    people = list(Person.objects.filter(account=None).order_by("sort_key", "pk"))
    with as_owner():
        logins_number_many(
            people=(
                "SELECT id AS person_id, first_name, last_name, 1 AS turn FROM directory_person"
                " WHERE id = ANY(%(ids)s)"
            ),
            values={"ids": [one.pk for one in people]},
            into="numbered",
        )
        accounts_make_many(numbered="numbered", turn=1)
    for one in people:
        login = Account.objects.get(person=one).login
        assert login.rstrip("0123456789") == login_base(one.first_name, one.shown_last_name)
    assert Account.objects.filter(login__startswith="anne.le-goff").count() == 2


def test_the_clock_that_is_given_dates_the_links(tmp_path: Path) -> None:
    empty_schools()
    with clock.frozen(datetime(2026, 9, 3, 2, tzinfo=UTC)):
        import_aaf(family().write(tmp_path))
    assert set(Affiliation.objects.values_list("starts", flat=True)) == {datetime(2026, 9, 3, 2, tzinfo=UTC)}
