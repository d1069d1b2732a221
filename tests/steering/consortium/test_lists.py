"""« Importer des membres »: what each line of a list does, what is refused of it, and how it is taken back."""

import io
from itertools import product
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from eprimo.foundation.directory.models import Commune, Department, School
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.printing.grids import NotASheet
from eprimo.steering.consortium.actions.invitations import invitations_make
from eprimo.steering.consortium.actions.lists import (
    ListMoved,
    ListSettled,
    ListTick,
    list_apply,
    list_drop,
    list_give,
    list_undo,
)
from eprimo.steering.consortium.actions.schools import proposals_decline, proposals_take, school_claim
from eprimo.steering.consortium.lists.file import NotAList, model_file, read_list
from eprimo.steering.consortium.lists.plan import plan_of
from eprimo.steering.consortium.models import Market, Member, MemberList, SchoolClaim, SchoolProposal
from eprimo.steering.consortium.papers.invitation import invitations_pdf
from eprimo.steering.consortium.schools import schools_for, why_not
from tests import factories as make
from tests.conftest import NOW
from tests.sizes import FULL
from tests.steering.consortium.group import Made, complete, siren, siret
from tests.steering.consortium.listing import applied, given, sheet

pytestmark = pytest.mark.django_db

SIVOS = (
    siret(siren("99900081")),
    "SIVOS des Prés",
    "Syndicat",
    "sivos@pres.exemple",
    "",
    "2 rue du Lac",
    "44000",
    "Nantes",
)
OGEC = siret(siren("99900082"))


def words(group: Made, *row: str, directory: bool = False) -> str:
    """Why the only line of a list is refused."""
    (one,) = plan_of(given(group, [row], directory=directory)).lines
    assert one.outcome == "refused"
    return " ".join(one.faults).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_list_is_read_as_it_was_written(kind: str) -> None:
    (line,) = read_list(sheet([SIVOS], kind))
    assert (line.siret, line.name, line.kind, line.postcode) == (
        SIVOS[0],
        "SIVOS des Prés",
        "Syndicat",
        "44000",
    )
    # The one that we give out is one.
    assert read_list(model_file(kind))[0].schools == "0440012Z"


def test_what_is_no_list_is_refused_whole() -> None:
    with pytest.raises(NotASheet):
        read_list(b"%PDF-1.4 pas une liste")
    with pytest.raises(NotASheet):
        read_list(b"PK\x03\x04 pas un classeur")
    with pytest.raises(NotAList, match="Il manque «\N{NO-BREAK SPACE}Nature"):
        read_list(sheet([("1", "2")], titles=("SIRET", "Nom")))
    with pytest.raises(NotAList, match="titres"):
        read_list(sheet([]))
    with pytest.raises(NotAList, match="même chose"):
        read_list(sheet([("1",)], titles=("SIRET", "Nom", "Organisme", "Nature")))
    # What Windows writes, with commas.
    (line,) = read_list("SIRET,Nom,Nature\r\n1,École œuvre,OGEC\r\n".encode("cp1252"))
    assert line.name == "École œuvre"


def test_a_body_of_each_outcome_is_told_and_only_what_was_shown_is_done(group: Made) -> None:
    valmarais, ogec = group["valmarais"], group["ogec"]
    one = given(group, [
        SIVOS,
        (valmarais.siret, "VALMARAIS", "commune", "accueil@valmarais.exemple", "0440102G"),
        (ogec.siret, "OGEC Sainte-Anne", "OGEC"),
        (OGEC, "OGEC Saint-Yves", "OGEC", "", group.cast.tilleuls.uai),
    ])  # fmt: skip
    plan = plan_of(one)
    assert [each.outcome for each in plan.lines] == ["new", "refused", "known", "refused"]
    assert "est privée" in plan.lines[1].faults[0]
    before = Member.objects.count()
    with pytest.raises(ListMoved):
        list_apply(actor=group.cast.actor("coordinator"), given=one, digest="", ticked=True)
    with pytest.raises(ListTick):
        list_apply(actor=group.cast.actor("coordinator"), given=one, digest=plan.digest, ticked=False)
    assert Member.objects.count() == before
    applied(group, one)
    made = Member.objects.get(siret=SIVOS[0])
    assert (made.email, made.address, made.department.code) == (
        "sivos@pres.exemple",
        "2 rue du Lac\n44000 NANTES",
        "44",
    )
    assert made.representations.in_force().get().managing_body is None
    assert AuditLine.objects.filter(act="consortium.member.listed", object_id=made.pk).exists()
    line = AuditLine.objects.get(act="consortium.list.applied")
    assert (line.details["made"], line.details["refused"]) == (1, 2)
    with pytest.raises(ListSettled):
        applied(group, one)
    # The same list again changes nothing.
    again = plan_of(given(group, [SIVOS]))
    assert [each.outcome for each in again.lines] == ["known"]
    assert not again.does_something


def test_each_fault_of_a_line_has_its_sentence_and_changes_nothing(group: Made) -> None:
    before = Member.objects.count()
    assert "n’est pas une nature connue" in words(group, OGEC, "OGEC Y", "fanfare")
    assert "ce numéro n’est pas un SIRET" in words(group, "12345678901234", "OGEC Y", "OGEC")
    assert "a perdu les chiffres" in words(group, "2,14401E+13", "OGEC Y", "OGEC")
    assert "n’est pas une adresse électronique" in words(group, *SIVOS[:3], "mairie@")
    assert "n’est pas un code postal" in words(group, *SIVOS[:5], "rue", "4400A")
    assert "Le département manque" in words(group, *SIVOS[:3])
    assert "sous contrat" in words(group, OGEC, "OGEC Y", "OGEC", "", "", "", "44000")
    assert Member.objects.count() == before


def test_a_list_with_the_siret_of_another_body_names_it_and_changes_nothing(group: Made) -> None:
    """Of one that is in the list already, and of one that its figures tell."""
    brive, before = group["brive"], Member.objects.count()
    assert "Ce SIRET est celui de « Commune de Brive-sur-Loirette » (commune), déjà dans la liste" in words(
        group, brive.siret, "OGEC Y", "OGEC"
    )
    make.commune("44997", "Autreville")
    make.commune("44996", "Lacville")
    assert "celui de la commune Autreville" in words(group, siret(siren("21440997")), "Lacville", "Commune")
    # A commune of that name in another department is another one.
    twin = siret(siren("21490996"))
    Department.objects.get_or_create(
        code="49", defaults={"name": "Maine-et-Loire", "academy": make.academy()}
    )
    assert "n’est pas une commune de l’annuaire" in words(group, twin, "Lacville", "Commune")
    assert "celui d’une commune" in words(group, siret(siren("21440997")), *SIVOS[1:])
    group["cc"].delete()
    assert "celui de CC du Pays de Valmarais" in words(group, group["cc"].siret, *SIVOS[1:])
    assert "n’est pas une commune de l’annuaire" in words(
        group, siret(siren("20000123")), "Nulleville", "commune"
    )
    assert Member.objects.count() == before - 1


def test_a_school_of_another_body_of_another_sector_or_named_twice_is_refused(group: Made) -> None:
    sea = group.schools["lettered"]
    school_claim(actor=group.cast.actor("member_rep"), member=group["valmarais"], school=sea)
    assert f"{sea.uai} est déjà une école de « Commune de Valmarais »" in words(
        group, *SIVOS[:4], sea.uai, *SIVOS[5:]
    )
    assert "La lettre de" in words(group, *SIVOS[:4], "0440103A", *SIVOS[5:])
    SchoolClaim.objects.all().delete()
    plan = plan_of(given(group, [
        (*SIVOS[:4], sea.uai, *SIVOS[5:]),
        (siret(siren("99900083")), "SIVOS du Lac", "Syndicat", "", sea.uai, "", "44000"),
        (SIVOS[0], "SIVOS des Prés", "Syndicat", "", "", "", "44000"),
    ]))  # fmt: skip
    assert [one.outcome for one in plan.lines] == ["new", "refused", "refused"]
    assert "est déjà à la ligne 2" in plan.lines[1].faults[0]
    assert "déjà à la ligne 2" in plan.lines[2].faults[0]


def test_schools_are_proposed_and_the_member_takes_them_or_not(group: Made) -> None:
    """« Le choix du nombre d'école(s) est du seul ressort de chaque adhérent » [C 7.1]."""
    valmarais, by = group["valmarais"], group.cast.actor("member_rep")
    one = given(group, [(valmarais.siret, valmarais.name, "Commune", "", "annuaire")])
    plan = applied(group, one)
    names = {each.name for each in plan.lines[0].schools}
    assert "École Les Tilleuls" in names
    assert "École Sainte-Anne" not in names
    assert not SchoolClaim.objects.filter(member=valmarais).exists()
    # Proposed to one, they are proposed to no other.
    assert (
        plan_of(given(group, [(valmarais.siret, valmarais.name, "Commune", "", "annuaire")])).lines[0].outcome
        == "known"
    )
    with pytest.raises(Forbidden):
        proposals_take(actor=group.cast.actor("coordinator"), member=valmarais)
    assert proposals_take(actor=by, member=valmarais) == len(names)
    assert {claim.school.name for claim in valmarais.claims.in_force()} == names
    assert not SchoolProposal.objects.exists()
    assert proposals_decline(actor=by, member=valmarais) == 0


def test_a_commune_without_schools_in_the_list_is_proposed_those_of_the_open_directory(group: Made) -> None:
    place = make.commune("44996", "Lacville")
    school = make.school("0440105" + "W", "École du Lac", commune=place, entitled=False)
    row = (siret(siren("21440996")), "Commune de Lacville", "Commune")
    assert plan_of(given(group, [row])).schools == 0
    plan = applied(group, given(group, [row], directory=True))
    assert [one.school for one in SchoolProposal.objects.all()] == [school]
    assert plan.lines[0].member is not None
    assert plan.lines[0].member.department == place.department


def test_who_has_signed_is_proposed_no_school(group: Made) -> None:
    member = complete(group)
    plan = plan_of(given(group, [(member.siret, member.name, "Commune", "", "annuaire")]))
    assert plan.lines[0].outcome == "known"
    assert "déjà signé" in plan.lines[0].notes[0]


def test_nobody_new_joins_once_the_market_is_published(group: Made) -> None:
    Market.objects.update(published_on=NOW.date())
    group.market.refresh_from_db()
    assert "plus personne ne peut adhérer" in words(group, *SIVOS)
    changed = plan_of(
        given(group, [(group["ogec"].siret, "OGEC Sainte-Anne", "OGEC", "bureau@ogec.exemple")])
    )
    assert changed.lines[0].outcome == "changed"
    Market.objects.update(published_on=None, admits_private=False)
    group.market.refresh_from_db()
    assert "privées n’adhèrent pas" in words(group, OGEC, "OGEC Y", "OGEC", "", "", "", "44000")


def test_a_list_is_undone_but_for_who_has_begun(group: Made) -> None:
    ogec, by = group["ogec"], group.cast.actor("coordinator")
    Member.objects.filter(pk=ogec.pk).update(email="avant@ogec.exemple")
    sea = group.schools["lettered"]
    other = (siret(siren("99900083")), "SIVOS du Lac", "Syndicat", "", "", "", "44000")
    one = given(group, [
        (*SIVOS[:4], sea.uai, *SIVOS[5:]), other, (ogec.siret, ogec.name, "OGEC", "apres@ogec.exemple"),
    ])  # fmt: skip
    applied(group, one)
    stays = Member.objects.get(siret=other[0])
    invitations_make(actor=by, members=[stays, Member.objects.get(siret=SIVOS[0])])
    stays.invitations.update(used_at=NOW)
    undone = list_undo(actor=by, given=one)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, ["SIVOS du Lac"])
    ogec.refresh_from_db()
    assert ogec.email == "avant@ogec.exemple"
    assert not Member.objects.filter(siret=SIVOS[0]).exists()
    assert not SchoolProposal.objects.exists()
    with pytest.raises(ListSettled):
        list_undo(actor=by, given=one)


def test_a_new_list_takes_the_place_of_one_that_waits_and_one_is_dropped_without_a_trace_of_its_lines(
    group: Made,
) -> None:
    first = given(group, [SIVOS])
    second = given(group, [SIVOS])
    assert [one.pk for one in MemberList.objects.all()] == [second.pk]
    with pytest.raises(ListSettled):
        list_drop(actor=group.cast.actor("coordinator"), given=first)
    list_drop(actor=group.cast.actor("coordinator"), given=second)
    assert not MemberList.objects.exists()


def test_only_who_keeps_the_members_gives_a_list(group: Made) -> None:
    for name in ("member_rep", "academy", "managing_body", "contractor", "platform"):
        with pytest.raises(Forbidden):
            list_give(
                actor=group.cast.actor(name), market=group.market, name="x", lines=[], from_directory=False
            )


def test_which_school_a_body_may_take_is_one_rule_written_twice(group: Made) -> None:
    """`schools_for` asks the database, `fault_of` what was read before."""
    group.market.refresh_from_db()
    schools = list(School.objects.select_related("commune"))
    for member, school in product(Member.objects.select_related("market"), schools):
        allowed = School.objects.filter(schools_for(member), pk=school.pk).exists()
        assert allowed == (not why_not(member, school)), (member.name, school.name)


def many(count: int) -> list[tuple[str, ...]]:
    """Communes with a school each, as a coordinator has them."""
    department = make.department()
    rows: list[tuple[str, ...]] = []
    places = Commune.objects.bulk_create(
        Commune(insee=f"9{number:04}", name=f"Bourg {number:03}", department=department)
        for number in range(count)
    )
    School.objects.bulk_create(
        School(uai=f"0{450000 + number}Z", name=f"École {number}", commune=place, academy=make.academy(),
               running_year=make.school_year())
        for number, place in enumerate(places)
    )  # fmt: skip
    for number, place in enumerate(places):
        rows.append(
            (siret(siren(f"2010{number:04}")), f"Commune de {place.name}", "Commune", f"mairie{number}@bourg.exemple",
             "annuaire", f"{number} place de la Mairie", "44000", place.name, place.insee)
        )  # fmt: skip
    return rows


def test_looking_over_asks_as_many_statements_whatever_the_list(group: Made) -> None:
    rows, counts = many(30), []
    for size in (3, 30):
        one = given(group, rows[:size])
        with CaptureQueriesContext(connection) as asked:
            plan_of(one)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


BODIES = 700 if FULL else 40
# Seconds: « 700 bodies imported ≤ 30 s, letters ≤ 60 s ».
IMPORT, LETTERS = 30, 60


@pytest.mark.drill
def test_many_bodies_are_imported_and_their_letters_printed_in_one_run(
    group: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    rows, by = many(BODIES), group.cast.actor("coordinator")
    begun = perf_counter()
    one = given(group, rows)
    plan = applied(group, one)
    imported = perf_counter() - begun
    assert (len(plan.of("new")), plan.schools) == (BODIES, BODIES)
    begun = perf_counter()
    members = [each.member for each in plan.lines if each.member is not None]
    printed = invitations_make(actor=by, members=members)
    content = invitations_pdf(group.market, [(each.invitation, each.code) for each in printed])
    letters = perf_counter() - begun
    with capsys.disabled():
        print(f"\n{BODIES} bodies: {imported:.1f} s, letters: {letters:.1f} s, {len(content)} bytes")  # noqa: T201
    assert imported < IMPORT
    assert letters < LETTERS
    pdf = PdfReader(io.BytesIO(content))
    assert len(pdf.pages) == BODIES
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    first = pdf.pages[0].extract_text()
    assert printed[0].code in first
    assert "0 place de la Mairie" in first
    assert "École 0" in first
