"""Annexe 2 by the rules of the convention; each test quotes the rule it holds."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.directory.models import Academy, Mandate, School
from eprimo.foundation.directory.uai import letter_of
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.printing.cells import ods_bytes, xlsx_bytes
from eprimo.foundation.printing.grids import NotASheet, read_grid
from eprimo.steering.consortium.actions.needs import (
    AlreadyReturned,
    FaultyLines,
    needs_import,
    needs_return,
    needs_stand,
    needs_write,
)
from eprimo.steering.consortium.actions.schools import school_claim, school_release
from eprimo.steering.consortium.models import Member, Need, NeedsReturn
from eprimo.steering.consortium.needs import needs_of, needs_sum, open_return, total_of
from eprimo.steering.consortium.needs_file import COLUMNS, NeedLine, accounts_of, needs_file_of, read_needs
from tests import factories as make
from tests.ground import lent
from tests.hostile import far_cells
from tests.steering.consortium.group import Made

WRITERS = {"xlsx": xlsx_bytes, "ods": ods_bytes}


def uai(number: int) -> str:
    digits = f"0441{number:03}"
    return digits + letter_of(digits)


@lent
def schools(group: Made) -> list[School]:
    """Three schools of Valmarais with right letters, the first two its own."""
    made = [make.school(uai(n), f"École {n}") for n in (1, 2, 3)]
    for one in made[:2]:
        school_claim(actor=group.cast.actor("member_rep"), member=group["valmarais"], school=one)
    return made


def write(group: Made, schools: list[School], *numbers: int, by: str = "member_rep") -> int:
    accounts = {school.pk: number for school, number in zip(schools, numbers, strict=False)}
    return needs_write(actor=group.cast.actor(by), member=group["valmarais"], accounts=accounts)


def sheet(*rows: Any, kind: str = "xlsx") -> bytes:
    return WRITERS[kind]("Annexe 2", COLUMNS, [(code, "École", "Valmarais", number) for code, number in rows])


def give(group: Made, content: bytes) -> int:
    found = read_needs(content)
    if found.faults:
        raise FaultyLines(found.faults)
    return needs_import(actor=group.cast.actor("member_rep"), member=group["valmarais"], lines=found.lines)


# --- Writing --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r012_annexe_2_has_one_line_a_school_and_its_total_is_their_sum(
    group: Made, schools: list[School]
) -> None:
    """R012: a line is a UAI, a school, a number; no line twice, Σ lines = the total shown."""
    write(group, schools, 120, 85)
    rows = needs_of(group["valmarais"])
    assert [(row.uai, row.accounts) for row in rows] == [(uai(1), 120), (uai(2), 85)]
    assert total_of(rows) == 205
    assert needs_sum(group.market) == (205, 2)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Need.objects.create(member=group["valmarais"], school=schools[0], accounts=1)


@pytest.mark.django_db
def test_another_number_ends_the_line_and_begins_a_new_one(group: Made, schools: list[School]) -> None:
    assert write(group, schools, 120, 85) == 2
    assert write(group, schools, 130, 85) == 1
    assert write(group, schools, 130, 85) == 0
    lines = Need.objects.filter(school=schools[0]).order_by("pk")
    assert [(line.accounts, line.ends is None) for line in lines] == [(120, False), (130, True)]
    told = AuditLine.objects.filter(act="consortium.needs.written").order_by("id")
    assert [line.details["accounts"] for line in told] == [205, 215]


@pytest.mark.django_db
def test_r013_nobody_writes_a_need_in_the_members_place(group: Made, schools: list[School]) -> None:
    """R013: the coordinator's edit is refused; so are the academy's and another member's managing body's."""
    for name in ("coordinator", "academy", "managing_body", "commission", "contractor", "platform"):
        with pytest.raises(Forbidden):
            write(group, schools, 500, by=name)
    assert not Need.objects.exists()


@pytest.mark.django_db
def test_r013_the_coordinator_returns_for_correction_and_the_member_corrects_or_stands(
    group: Made, schools: list[School]
) -> None:
    cast, member = group.cast, group["valmarais"]
    write(group, schools, 500)
    with pytest.raises(Forbidden):
        needs_return(actor=cast.actor("member_rep"), member=member, reason="Non")
    needs_return(actor=cast.actor("coordinator"), member=member, reason="500 pour 90 élèves ?")
    with pytest.raises(AlreadyReturned):
        needs_return(actor=cast.actor("coordinator"), member=member, reason="Encore")
    assert total_of(needs_of(member)) == 500
    needs_stand(actor=cast.actor("member_rep"), member=member)
    assert open_return(member) is None
    needs_return(actor=cast.actor("coordinator"), member=member, reason="Vraiment ?")
    write(group, schools, 95)
    assert open_return(member) is None
    assert NeedsReturn.objects.filter(answered_at__isnull=False).count() == 2


@pytest.mark.django_db
def test_r014_a_need_written_by_the_managing_body_is_told_as_on_behalf(group: Made) -> None:
    by, member, school = group.cast.actor("managing_body"), group["brive"], group.schools["brive"]
    school_claim(actor=by, member=member, school=school)
    needs_write(actor=by, member=member, accounts={school.pk: 60})
    line = AuditLine.objects.get(act="consortium.needs.written")
    assert (line.person_id, line.object_id, line.details["on_behalf"]) == (by.person_id, member.pk, True)


@pytest.mark.django_db
def test_a_school_of_another_and_a_number_out_of_range_are_refused(
    group: Made, schools: list[School]
) -> None:
    for wanted in ({schools[2].pk: 10}, {schools[0].pk: -1}, {schools[0].pk: 10**9}):
        with pytest.raises(DomainError):
            needs_write(actor=group.cast.actor("member_rep"), member=group["valmarais"], accounts=wanted)
    assert not Need.objects.exists()


@pytest.mark.django_db
def test_a_need_goes_with_its_school(group: Made, schools: list[School]) -> None:
    write(group, schools, 120, 85)
    claim = group["valmarais"].claims.get(school=schools[0])
    school_release(actor=group.cast.actor("member_rep"), claim=claim)
    assert needs_sum(group.market) == (85, 1)


@pytest.mark.django_db
def test_no_account_and_more_than_two_a_pupil_are_warnings(group: Made, schools: list[School]) -> None:
    """Edge cases: need of 0 accounts; need > 2× known pupils, of schools where that tells of nobody."""
    for number in range(20):
        make.pupil(schools[0], make.class_group(schools[0], f"C{number}"), "Élève", f"N{number}")
    write(group, schools, 41, 0)
    warnings = [row.warning for row in needs_of(group["valmarais"])]
    assert "Plus de deux comptes par élève" in warnings[0]
    assert "ne sera pas ouverte" in warnings[1]
    write(group, schools, 40, 1)
    assert [row.warning for row in needs_of(group["valmarais"])] == ["", ""]


# --- Sheets ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_leaves_as_a_sheet_comes_back_the_same(group: Made, schools: list[School], kind: str) -> None:
    write(group, schools, 120, 85)
    rows = [(row.uai, row.name, row.commune, row.accounts) for row in needs_of(group["valmarais"])]
    found = read_needs(needs_file_of(rows, kind))
    assert found.faults == []
    assert found.lines == [NeedLine(2, uai(1), 120), NeedLine(3, uai(2), 85)]
    assert give(group, needs_file_of(rows, kind)) == 0


@pytest.mark.django_db
def test_a_free_school_of_the_sheet_becomes_the_members_and_others_keep_their_number(
    group: Made, schools: list[School]
) -> None:
    write(group, schools, 120, 85)
    assert give(group, sheet((uai(1), 130), (uai(3), 44))) == 2
    assert [row.accounts for row in needs_of(group["valmarais"])] == [130, 85, 44]


WRONG = chr(ord("A") + (ord(uai(1)[7]) - ord("A") + 1) % 26)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((uai(1), "douze"), "n’est pas un nombre"), ((uai(1), -3), "négatif"), ((uai(1), 10**9), "Pas plus de 9999"),
        ((uai(1), 12.5), "entier"), ((uai(1), "12,5"), "entier"), ((uai(1), ""), "manque"),
        ((uai(1)[:7] + WRONG, 12), "est fausse"), (("44001A", 12), "n’est pas un UAI"), (("", 12), "UAI) manque"),
        ((uai(1), "1_000"), "n’est pas un nombre"), ((uai(1), "nan"), "n’est pas un nombre"),
    ],
)  # fmt: skip
def test_bad_input_of_a_line_is_told_with_its_line(row: Any, words: str, kind: str) -> None:
    """R012, bad input: text in a number, negative or 10⁹ accounts, decimals, a UAI with a wrong letter."""
    found = read_needs(sheet((uai(2), 50), row, kind=kind))
    assert [(fault.line, words in fault.words) for fault in found.faults] == [(3, True)]


def test_bad_input_a_school_twice() -> None:
    found = read_needs(sheet((uai(1), 50), (uai(2), 20), (uai(1), 60)))
    assert [(fault.line, fault.words) for fault in found.faults] == [
        (4, f"{uai(1)} est déjà à la ligne 2\N{NO-BREAK SPACE}: une école, une ligne.")
    ]


def test_bad_input_a_total_that_is_not_the_sum() -> None:
    """R012: Σ lines = total shown."""
    content = xlsx_bytes("x", COLUMNS, [(uai(1), "", "", 50), ("", "Total", "", 60)])
    assert "n’est pas la somme" in read_needs(content).faults[0].words


def _merged(content: bytes, kind: str) -> bytes:
    """The same workbook with two cells made one, as Excel and LibreOffice write it."""
    out = io.BytesIO()
    name = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[kind]
    with ZipFile(io.BytesIO(content)) as before, ZipFile(out, "w") as after:
        for part in before.namelist():
            text = before.read(part)
            if part == name and kind == "xlsx":
                text = text.replace(
                    b"</sheetData>",
                    b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>',
                )
            elif part == name:
                text = text.replace(
                    b"<table:table-cell ", b'<table:table-cell table:number-rows-spanned="2" ', 1
                )
            after.writestr(part, text)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_bad_input_merged_cells(kind: str) -> None:
    content = sheet((uai(1), 50), (uai(2), 60), kind=kind)
    assert not read_grid(content).merged
    found = read_needs(_merged(content, kind))
    assert found.lines == []
    assert "fusionnées" in found.faults[0].words


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"UAI;Nombre\n", xlsx_bytes("x", ("UAI",), [])[:200], b"x" * (2 * 1024 * 1024 + 1)],
)
def test_bad_input_no_sheet_at_all(content: bytes) -> None:
    with pytest.raises(NotASheet):
        read_needs(content)


def test_a_small_archive_that_holds_an_endless_sheet_is_refused() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", 8) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    with pytest.raises(NotASheet):
        read_grid(out.getvalue())


def test_a_sheet_without_the_columns_or_without_a_school_says_so() -> None:
    assert (
        "partez du tableau" in read_needs(xlsx_bytes("x", ("École", "Comptes"), [("a", 1)])).faults[0].words
    )
    assert "aucune école" in read_needs(sheet()).faults[0].words


@pytest.mark.django_db
def test_bad_input_a_uai_outside_the_academy_or_of_another_member_and_nothing_is_written(
    group: Made, schools: list[School]
) -> None:
    """R012, bad input: each fault with its line, and no good line of the sheet is kept without the others."""
    far = make.school("0350001" + letter_of("0350001"), "École de loin")
    far.academy = Academy.objects.create(code="14", name="Rennes")
    far.save(update_fields=["academy"])
    taken = make.school(uai(4), "École du Pont", commune=group.schools["brive"].commune)
    school_claim(actor=group.cast.actor("managing_body"), member=group["brive"], school=taken)
    unknown = "0449999" + letter_of("0449999")
    with pytest.raises(FaultyLines) as refused:
        give(group, sheet((uai(1), 10), (far.uai, 10), (taken.uai, 10), (unknown, 10)))
    told = {fault.line: fault.words for fault in refused.value.faults}
    assert set(told) == {3, 4, 5}
    assert "académie" in told[3]
    assert "Commune de Brive-sur-Loirette" in told[4]
    assert "pas connue" in told[5]
    assert not Need.objects.exists()


@given(text=st.text(max_size=12))
def test_what_is_typed_is_a_number_in_range_or_a_sentence(text: str) -> None:
    number, wrong = accounts_of(text)
    assert 0 <= number <= 9_999
    assert wrong == "" or number == 0
    if not wrong:
        assert any(figure.isdigit() for figure in text)


# --- Screens --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed_and_says_what_is_wrong_at_its_field(
    group: Made, schools: list[School], sign_in: Any
) -> None:
    client, url = (
        sign_in(group.cast.member_rep),
        reverse("consortium:needs", args=[group["valmarais"].public_id]),
    )
    answer = client.post(url, {f"n_{uai(1)}": "cent", f"n_{uai(2)}": "85"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="cent"' in page
    assert 'value="85"' in page
    assert "n’est pas un nombre" in page
    assert client.post(url, {f"n_{uai(1)}": "1 20", f"n_{uai(2)}": ""}).status_code == 302
    assert [row.accounts for row in needs_of(group["valmarais"])] == [120, None]


@pytest.mark.django_db
def test_the_sheet_given_on_the_page_is_taken_or_told_line_by_line(
    group: Made, schools: list[School], sign_in: Any
) -> None:
    client, member = sign_in(group.cast.member_rep), group["valmarais"]
    url = reverse("consortium:needs_give_back", args=[member.public_id])
    bad = client.post(url, {"sheet": SimpleUploadedFile("a.xlsx", sheet((uai(1), 10), (uai(1), 11)))})
    assert bad.status_code == 422
    assert "est déjà à la ligne 2" in bad.content.decode()
    assert client.post(url, {}).status_code == 422
    good = client.post(url, {"sheet": SimpleUploadedFile("a.ods", sheet((uai(1), 10), kind="ods"))})
    assert good.status_code == 302
    taken = client.get(reverse("consortium:needs_sheet", args=[member.public_id, "xlsx"]))
    # A school whose number is not said stands there empty: its line asks for one.
    found = read_needs(taken.content)
    assert found.lines == [NeedLine(2, uai(1), 10)]
    assert [fault.line for fault in found.faults] == [3]
    assert client.get(reverse("consortium:needs_sheet", args=[member.public_id, "exe"])).status_code == 404


@pytest.mark.django_db
def test_a_sheet_that_ended_every_process_is_answered_on_the_page(
    group: Made, schools: list[School], sign_in: Any
) -> None:
    client, member = sign_in(group.cast.member_rep), group["valmarais"]
    url = reverse("consortium:needs_give_back", args=[member.public_id])
    answer = client.post(url, {"sheet": SimpleUploadedFile("a.xlsx", far_cells())})
    assert answer.status_code == 422
    assert "Ce tableau est démesuré" in answer.content.decode()


@pytest.mark.django_db
def test_r013_the_coordinator_reads_the_needs_has_no_field_and_sends_them_back(
    group: Made, schools: list[School], sign_in: Any
) -> None:
    write(group, schools, 120, 85)
    member = group["valmarais"]
    client, url = sign_in(group.cast.coordinator), reverse("consortium:needs", args=[member.public_id])
    page = client.get(url).content.decode()
    assert "205" in page
    assert f"n_{uai(1)}" not in page
    assert client.post(url, {f"n_{uai(1)}": "1"}).status_code == 404
    client.post(reverse("consortium:needs_return", args=[member.public_id]), {"reason": "Revoir l’école 2"})
    own = sign_in(group.cast.member_rep)
    assert "Revoir l’école 2" in own.get(url).content.decode()
    own.post(reverse("consortium:needs_stand", args=[member.public_id]))
    assert "Revoir l’école 2" not in own.get(url).content.decode()
    assert total_of(needs_of(member)) == 205


@pytest.mark.django_db
def test_the_coordinator_reads_the_sum_of_all_annexes_2(
    group: Made, schools: list[School], sign_in: Any
) -> None:
    write(group, schools, 120, 85)
    url = reverse("consortium:members")
    assert "comptes dans toutes les annexes 2" in sign_in(group.cast.coordinator).get(url).content.decode()
    assert "annexes 2" not in sign_in(group.cast.member_rep).get(url).content.decode()


@pytest.mark.django_db
def test_a_member_whose_seat_ended_opens_nothing(group: Made, sign_in: Any) -> None:
    url = reverse("consortium:needs", args=[group["valmarais"].public_id])
    assert sign_in(group.cast.member_rep).get(url).status_code == 200
    Mandate.objects.filter(person=group.cast.member_rep).update(commune=None)
    assert sign_in(group.cast.member_rep).get(url).status_code == 404
    assert Member.objects.filter(pk=group["valmarais"].pk).exists()
