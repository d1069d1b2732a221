"""Imports from the console: files, report, agreement, result, history, the files of next year."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.foundation.directory.actions.years import plan_fill, year_after
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Person, School, YearChange
from eprimo.foundation.intake.models import DeliveryFile, DeliveryState, OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.console.imports.desk import (
    INDEX,
    agree,
    send,
    truth,
    uploads,
    work,
)
from tests.foundation.directory.school_year import JULY, dump
from tests.foundation.intake.importing import grown

pytestmark = pytest.mark.django_db


def test_files_report_agreement_result(desk: Any, school: School, director: Person) -> None:
    page = send(desk, truth())
    waiting = desk.get(page).content.decode()
    assert "data-ep-poll" in waiting
    assert "Actualiser" in waiting
    assert DeliveryFile.objects.count() == 3
    work()
    report = desk.get(page).content.decode()
    assert "Ce que l’import va changer" in report
    assert "PS à CP" in report
    assert truth().pupils[0].first_name in report
    assert Person.objects.count() == 1
    # The head is another person than in the file: a human says yes.
    refused = agree(desk, page)
    assert refused.status_code == 422
    assert "Cochez la case" in refused.content.decode()
    assert agree(desk, page, yes="on").status_code == 302
    assert "data-ep-poll" in desk.get(page).content.decode()
    work()
    done = desk.get(page).content.decode()
    assert "Import appliqué" in done
    assert reverse("sheets:index") in done
    assert reverse("school:people") in done
    assert not DeliveryFile.objects.exists()
    assert Affiliation.objects.filter(school=school, profile="pupil").count() == 52
    (line,) = AuditLine.objects.filter(act="intake.onde.applied")
    assert (line.person_id, line.role) == (director.pk, "director")
    assert "Appliqué" in desk.get(INDEX).content.decode()


def test_big_departures_wait_for_a_tick(desk: Any, school: School) -> None:
    page = send(desk, truth())
    work()
    agree(desk, page, yes="on")
    work()
    half = truth().pupils[:30]
    keys = {one.key for one in half}
    fewer = replace(
        truth(),
        pupils=half,
        guardians=tuple(
            replace(one, children=tuple(k for k in one.children if k in keys))
            for one in truth().guardians
            if keys & set(one.children)
        ),
    )
    page = send(desk, fewer)
    work()
    assert "22 des 52\N{NO-BREAK SPACE}élèves" in desk.get(page).content.decode()
    assert agree(desk, page).status_code == 422
    work()
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 52
    agree(desk, page, yes="on")
    work()
    assert Affiliation.objects.filter(school=school, profile="pupil", ends=None).count() == 30


def test_what_the_school_became_meanwhile_is_asked_again(desk: Any, school: School) -> None:
    Affiliation.objects.filter(school=school).delete()
    other = make.person("Denis", "INTERIM")
    make.account(other)
    make.affiliation(other, school, Profile.DEPUTY, ends=clock.now() + timedelta(days=90))
    from eprimo.foundation.access.actors import for_person
    from eprimo.foundation.intake.actions.deliveries import delivery_approve, delivery_receive

    actor = for_person(other.pk)
    row = delivery_receive(actor=actor, school=school, files=write_onde(truth()))
    work()
    row.refresh_from_db()
    assert not row.needs_yes
    delivery_approve(actor=actor, delivery=row, yes=False)
    head = make.person("Nouvelle", "DIRECTION")
    make.affiliation(head, school, Profile.DIRECTOR)
    work()
    row.refresh_from_db()
    assert (row.state, row.needs_yes) == (DeliveryState.CHECKED, True)
    assert not Affiliation.objects.filter(school=school, profile="pupil").exists()


def test_an_approver_who_no_longer_directs_applies_nothing(
    desk: Any, school: School, director: Person
) -> None:
    page = send(desk, truth())
    work()
    agree(desk, page, yes="on")
    Affiliation.objects.filter(person=director).update(ends=clock.now(), end_reason="left")
    work()
    assert OndeDelivery.objects.get().state == DeliveryState.ABANDONED
    assert not DeliveryFile.objects.exists()
    assert not Affiliation.objects.filter(profile="pupil").exists()


def test_a_bad_file_is_refused_with_its_reason_and_erased(desk: Any) -> None:
    answer = desk.post(INDEX, {"extracts": [SimpleUploadedFile("x.csv", b"nom;age\r\nA;3\r\n", "text/csv")]})
    work()
    page = desk.get(answer["Location"])
    assert "Import refusé" in page.content.decode()
    assert "x.csv" in page.content.decode()
    assert not DeliveryFile.objects.exists()


@pytest.mark.parametrize("case", ["none", "empty", "four", "big"])
def test_uploads_that_cannot_be_are_told_at_the_field(desk: Any, case: str) -> None:
    files = {
        "none": [],
        "empty": [SimpleUploadedFile("e.csv", b"", "text/csv")],
        "four": [SimpleUploadedFile(f"{n}.csv", b"a;b", "text/csv") for n in range(4)],
        "big": [SimpleUploadedFile("g.csv", b"a" * (10 * 1024 * 1024 + 1), "text/csv")],
    }[case]
    answer = desk.post(INDEX, {"extracts": files})
    assert answer.status_code == 422
    assert "id_extracts_error" in answer.content.decode()
    assert not OndeDelivery.objects.exists()


def test_abandoning_changes_nothing_and_erases(desk: Any) -> None:
    page = send(desk, truth())
    work()
    assert desk.post(f"{page}abandonner/").status_code == 302
    assert not DeliveryFile.objects.exists()
    assert "abandonné" in desk.get(page).content.decode()
    assert agree(desk, page, yes="on").status_code == 409


def test_files_nobody_applies_are_erased_after_a_day_and_reports_after_three_months(
    desk: Any, director: Person, sign_in: Any
) -> None:
    page = send(desk, truth())
    work()
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        work()
    assert not DeliveryFile.objects.exists()
    assert OndeDelivery.objects.get().state == DeliveryState.ABANDONED
    # The session was over by then: the worker took it away too.
    sign_in(director)
    assert desk.get(page).status_code == 200
    page = send(desk, truth())
    work()
    agree(desk, page, yes="on")
    work()
    with clock.frozen(clock.now() + timedelta(days=91)):
        work()
    last = OndeDelivery.objects.order_by("id").last()
    assert last is not None
    assert (last.state, last.report) == (DeliveryState.APPLIED, None)


def test_a_second_upload_takes_the_place_of_one_left_open(desk: Any) -> None:
    send(desk, truth())
    send(desk, truth())
    assert list(OndeDelivery.objects.order_by("id").values_list("state", flat=True)) == [
        "abandoned",
        "received",
    ]
    assert DeliveryFile.objects.count() == 3


def test_pages_ask_few_statements_whatever_the_number(desk: Any, school: School, director: Person) -> None:
    numbers = []
    desk.get(INDEX)
    for size in (3, 30):
        OndeDelivery.objects.all().delete()
        for _ in range(size):
            OndeDelivery.objects.create(school=school, made_by=director)
        with CaptureQueriesContext(connection) as captured:
            desk.get(INDEX)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 8
    page = send(desk, truth(pupils=130))
    work()
    with CaptureQueriesContext(connection) as captured:
        answer = desk.get(page)
    assert len(captured) <= 8
    assert answer.status_code == 200


def test_a_command_is_in_the_history(desk: Any, tmp_path: Path) -> None:
    from tests.foundation.intake.importing import import_school

    import_school(tmp_path, truth())
    page = desk.get(INDEX).content.decode()
    assert "commande du serveur" in page


def test_files_of_next_year_fill_the_year_that_is_prepared(
    desk: Any, director: Person, school: School, sign_in: Any
) -> None:
    """What they do is read before they are taken, and the classes of now stay what they are."""
    page = send(desk, truth())
    work()
    agree(desk, page, yes="on")
    work()
    with clock.frozen(JULY):
        year = School.objects.select_related("running_year").get(pk=school.pk)
        change = YearChange.objects.create(
            school=year, from_year=year.running_year, to_year=year_after(year.running_year)
        )
        plan_fill(change)
        desk = sign_in(director)
        page = send(desk, grown(truth(), arrive=2))
        work()
        before = dump()
        told = desk.get(page).text
        assert "Ces fichiers sont ceux de 2027‑2028" in told
        assert "Pas encore de l’école" in told
        assert "Remplir l’année prochaine" in told
        assert not change.pupils.filter(source="onde").exists()
        agree(desk, page)
        work()
        assert "L’année prochaine est remplie" in desk.get(page).text
        assert change.pupils.filter(source="onde").exists()
        assert "Classes proposées par les fichiers d’ONDE" in desk.get("/ecole/annee/").text
        assert dump() == before


def test_one_remark_on_many_lines_is_one_line_that_unfolds(desk: Any) -> None:
    """Every pupil without a class but three: one remark, its count, its lines; in the file too."""
    school = truth()
    pupils = tuple(replace(one, class_label="") if n > 2 else one for n, one in enumerate(school.pupils))
    old = tuple(
        replace(one, birth_date=one.birth_date.replace(year=2008)) if n > 48 else one
        for n, one in enumerate(pupils)
    )
    page = desk.post(INDEX, {"extracts": uploads(replace(school, pupils=old))})["Location"]
    work()
    told = desk.get(page).content.decode()
    assert told.count("L’élève n’a pas de classe.") == 1
    assert "49\u00a0lignes, Classe" in told
    # Said otherwise on each line: what they have in common, then each.
    assert told.count("<summary>Un âge étonnant\u00a0: date à vérifier.</summary>") == 1
    assert told.count("ans\u00a0: date à vérifier") == 3
    file = desk.post(f"{page}remarques/", {"format": "csv"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    (row,) = [row for row in rows if row[3] == "L’élève n’a pas de classe."]
    assert (row[0], row[2], row[4], row[5].count(",")) == ("À vérifier", "Classe", "49", 48)
    assert AuditLine.objects.filter(act="intake.remarks.exported").count() == 1
    assert desk.post(f"{page}remarques/", {"format": "ods"}).content[:2] == b"PK"
