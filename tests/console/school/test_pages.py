"""Each page of the console for each role of the cast: shown, refused, or not there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory import actions as act
from eprimo.foundation.directory.enums import Profile, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    ContactDetails,
    Entitlement,
    Group,
    GuardianRestriction,
    Guardianship,
    NationalNumber,
    Person,
    SchoolSettings,
)
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.actions import note_sign
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.liaison.notes import to_sign

HEADS = {"director", "deputy"}
EVERYONE = (
    "lea", "samira", "restricted_2", "teacher", "teacher_cm2", "former_teacher", "staff", "delegate", "partner",
    "director", "deputy", "agent", "inspector", "academy", "coordinator", "member_rep", "managing_body",
    "commission", "contractor", "platform",
)  # fmt: skip
# Page of the console → who opens it; for every other role it does not exist.
PAGES = {
    "home": HEADS,
    "settings": HEADS,
    "people": HEADS,
    "left": HEADS,
    "classes": HEADS | {"teacher", "teacher_cm2"},
    "class_create": HEADS,
    "groups": HEADS,
    "services": HEADS,
    "adults": HEADS | {"member_rep"},
    "agent_add": HEADS | {"member_rep"},
    "deputy": {"director"},
    "restrictions": HEADS,
    "entitlements": {"academy", "coordinator"},
    "history": HEADS
    | {
        "samira", "teacher", "teacher_cm2", "staff", "delegate", "partner", "agent", "inspector", "academy",
        "member_rep", "platform",
    },
    "figures": HEADS | {"agent"},
}  # fmt: skip


@pytest.fixture
def get(cast: Cast, client: Any, sign_in: Any) -> Any:
    """`get(who, name, *args)` → the response of that page for that person."""

    def page(who: str, name: str, *args: object, **query: str) -> Any:
        sign_in(cast.people[who])
        response = client.get(reverse(f"school:{name}", args=args), query)
        assert b"VARIABLE_INCONNUE" not in response.content
        return response

    return page


@pytest.fixture
def post(cast: Cast, client: Any, sign_in: Any) -> Any:
    def page(who: str, page: str, *args: object, **data: Any) -> Any:
        sign_in(cast.people[who])
        return client.post(reverse(f"school:{page}", args=args), data)

    return page


@pytest.mark.parametrize("name", PAGES)
def test_pages_without_object(get: Any, name: str) -> None:
    for who in EVERYONE:
        expected = 200 if who in PAGES[name] else 404
        assert get(who, name).status_code == expected, who


def test_nobody_signed_in(cast: Cast, client: Any) -> None:
    response = client.get(reverse("school:people"))
    assert response.status_code == 302
    assert "/compte/" in response["Location"]


@pytest.mark.attack
def test_c01_ids_of_another_school(cast: Cast, get: Any) -> None:
    """Changing the id in the address gives 404, for pages and for acts."""
    other = {
        "person": [cast.lea_verne.public_id], "move": [cast.lea_verne.public_id], "consent": [cast.lea_verne.public_id],
        "class": [cast.ce1_verne.public_id], "class_edit": [cast.ce1_verne.public_id],
        "class_close": [cast.ce1_verne.public_id], "attach": [cast.ce1_verne.public_id],
        "group": [make.group(cast.verne).public_id], "service": [make.commune_service(cast.verne).public_id],
        "guardianship": [cast.guardian_verne.public_id, cast.lea_verne.public_id],
        "restrict": [cast.guardian_verne.public_id, cast.lea_verne.public_id],
    }  # fmt: skip
    for name, args in other.items():
        assert get("director", name, *args).status_code == 404, name
        assert get("director_verne", name, *args).status_code == 200, name


@pytest.mark.attack
def test_c01_acts_on_another_school(cast: Cast, post: Any) -> None:
    link = make.affiliation(
        make.person("Al", "AILLEURS"), cast.verne, Profile.STAFF, ends=NOW + timedelta(days=9)
    )
    tie = Attachment.objects.get(person=cast.teacher_verne)
    for name, args, data in (
        ("suspend", [cast.teacher_verne.public_id], {}),
        ("end", [], {"lien": link.pk}),
        ("prolong", [], {"lien": link.pk, "fin": "2027-01-01"}),
        ("detach", [cast.ce1.public_id], {"lien": tie.pk}),
        ("detach", [cast.ce1_verne.public_id], {"lien": tie.pk}),
        ("restriction_lift", [cast.guardian_verne.public_id, cast.lea_verne.public_id], {"reason": "x"}),
    ):
        assert post("director", name, *args, **data).status_code == 404, name
    tie.refresh_from_db()
    assert tie.ends is None
    assert AuditLine.objects.filter(act__startswith="directory").count() == 0


def test_seen_but_not_to_be_changed(cast: Cast, get: Any, post: Any) -> None:
    """A teacher sees the class and does not change it: 403."""
    for name in ("class_edit", "class_close", "attach"):
        assert get("teacher", name, cast.ce1.public_id).status_code == 403
    assert post("teacher", "class_close", cast.ce1.public_id).status_code == 403
    assert get("teacher", "class", cast.ce1.public_id).status_code == 200
    assert get("staff", "class", cast.ce1.public_id).status_code == 404


def test_closed_school_explains(cast: Cast, get: Any) -> None:
    response = get("director_ferme", "people")
    assert response.status_code == 403


SECRETS = {
    "birth": "14 mars 2018",
    "ine": "123456789AB",
    "phone": "06 00 00 00 00",
    "mail": "@exemple.fr",
    "address": "rue des Lilas",
}


@pytest.fixture
def secrets(cast: Cast) -> None:
    NationalNumber.objects.create(person=cast.lea, ine=SECRETS["ine"])
    ContactDetails.objects.filter(person=cast.samira).update(address="1 rue des Lilas")


@pytest.mark.attack
def test_c12_fields_of_the_class_page(cast: Cast, get: Any, secrets: None) -> None:
    own = get("teacher", "class", cast.ce1.public_id).content.decode()
    assert "14/03/2018" in own
    assert "Samira MARTIN" in own
    assert SECRETS["phone"] in own
    assert SECRETS["address"] not in own
    assert SECRETS["ine"] not in own
    other = get("teacher_cm2", "class", cast.ce1.public_id).content.decode()
    assert "Léa MARTIN" in other
    for hidden in ("14/03/2018", "Samira MARTIN", SECRETS["phone"], SECRETS["mail"]):
        assert hidden not in other


@pytest.mark.attack
def test_c12_file_holds_no_more_than_the_page(cast: Cast, post: Any, secrets: None) -> None:
    make.affiliation(make.person("=cmd|' /C calc'!A0", "ZUT"), cast.tilleuls, Profile.STAFF)
    response = post("director", "people_file", profil="")
    text = response.content.decode("utf-8-sig")
    assert SECRETS["ine"] not in text
    assert "'=cmd" in text  # D10: a spreadsheet runs nothing
    assert "DURAND" not in text  # the other school
    assert 'filename="personnes' in response["Content-Disposition"]
    assert post("teacher", "people_file").status_code == 404
    assert AuditLine.objects.filter(act="console.people.exported").count() == 0
    for _ in range(31):
        make.pupil(cast.tilleuls, cast.cm2)
    post("director", "people_file", profil="pupil")
    assert AuditLine.objects.get(act="console.people.exported").details["rows"] == 35


def test_person_page_of_the_director(cast: Cast, get: Any, secrets: None) -> None:
    text = get("director", "person", cast.lea.public_id).content.decode()
    for shown in (
        "14\N{NO-BREAK SPACE}mars\N{NO-BREAK SPACE}2018",
        SECRETS["ine"],
        "Samira MARTIN",
        "Classe CE1-A",
        "élève de l’école que vous dirigez",
    ):
        assert shown in text
    parent = get("director", "person", cast.samira.public_id).content.decode()
    assert SECRETS["phone"] in parent
    assert "rue des Lilas" in parent


def test_filters_of_the_list(cast: Cast, get: Any) -> None:
    bare = make.person("Sans", "CLASSE")
    make.affiliation(bare, cast.tilleuls, Profile.PUPIL)
    text = get("director", "people", sans_classe="on").content.decode()
    assert "Sans CLASSE" in text
    assert "Léa MARTIN" not in text
    text = get("director", "people", profil="guardian").content.decode()
    assert "Samira MARTIN" in text
    assert "Léa MARTIN" not in text
    text = get("director", "people", classe=str(cast.ce1.public_id)).content.decode()
    assert "Yanis BELKACEM" in text
    assert "Zoé LE GOFF" not in text
    assert "Hugo PARTI" in get("director", "left").content.decode()


@pytest.mark.parametrize("page", ["people", "class", "adults", "group", "history", "left"])
def test_pages_cost_the_same_whatever_their_length(cast: Cast, client: Any, sign_in: Any, page: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(count: int) -> None:
        for _ in range(count):
            child = make.pupil(cast.tilleuls, cast.ce1)
            adult = make.guardian(child)
            make.account(adult)
            audit(None, "directory.adult.ended", adult, school_id=cast.tilleuls.pk, subject_id=adult.pk)
            hand = make.person()
            make.affiliation(hand, cast.tilleuls, Profile.STAFF, ends=NOW + timedelta(days=20))
            gone = make.person()
            make.affiliation(gone, cast.tilleuls, Profile.STAFF, ends=NOW - timedelta(days=1))

    args = {"class": [cast.ce1.public_id], "group": [cast.chorale.public_id]}.get(page, [])
    counts = []
    for size in (3, 27):
        fill(size)
        sign_in(cast.director)
        client.get(reverse(f"school:{page}", args=args))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"school:{page}", args=args)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_console_home(cast: Cast, get: Any) -> None:
    bare = make.class_group(cast.tilleuls, "CP", ("CP",))
    link = Guardianship.objects.get(adult=cast.paul)
    make.restrict(
        link, cast.tilleuls, 2, ends=NOW + timedelta(days=10), in_force_until=NOW + timedelta(days=25)
    )
    text = get("director", "home").content.decode()
    assert str(bare.public_id) in text
    assert "Paul MARTIN" in text
    # Guardians: Samira, Paul, Karim, Anne, three restricted, the teacher who is a parent; all came but none else.
    assert "responsables jamais venus" in text


# --- acts through the pages ---


def test_class_by_the_pages(cast: Cast, post: Any, get: Any) -> None:
    assert post("director", "class_create", label="CP", levels=["CP"]).status_code == 302
    again = post("director", "class_create", label="cp", levels=["CE1"])
    assert again.status_code == 422
    assert "porte déjà ce nom" in again.content.decode()
    one = ClassGroup.objects.get(label="CP")
    post("director", "class_edit", one.public_id, label="CP-CE1", levels=["CP", "CE1"], skin="")
    post("director", "attach", one.public_id, adult=str(cast.teacher.public_id), kind="teaches")
    tie = Attachment.objects.get(class_group=one)
    assert tie.person == cast.teacher
    post("director", "detach", one.public_id, lien=tie.pk)
    tie.refresh_from_db()
    assert tie.ends == NOW
    post("director", "class_close", one.public_id)
    one.refresh_from_db()
    assert one.closed_at == NOW


def test_move_and_consent_by_the_pages(cast: Cast, post: Any) -> None:
    post("director", "move", cast.lea.public_id, to=str(cast.cm2.public_id))
    assert ClassMembership.objects.in_force().get(person=cast.lea).class_group == cast.cm2
    post(
        "director",
        "consent",
        cast.lea.public_id,
        guardian=str(cast.paul.public_id),
        use="image",
        decision="no",
    )
    assert Consent.objects.get().given_by == cast.paul


GIVEN = {
    "civility": "", "first_name": "Tanguy", "last_name": "Lebreton", "birth_date": "1980-01-02", "email": "",
    "starts": "2026-11-24", "ends": "2026-12-18", "reason": "Remplacement",
}  # fmt: skip


def test_substitute_by_the_page(cast: Cast, post: Any, get: Any) -> None:
    known = make.person("Tanguy", "LEBRETON", birth_date="1980-01-02")
    classes = [str(cast.ce1.public_id)]
    asked = post("director", "adult_add", "remplacant", **GIVEN, classes=classes)
    assert asked.status_code == 422
    assert str(known.public_id) in asked.content.decode()
    assert "Lebreton" in asked.content.decode()  # what was typed stays
    done = post("director", "adult_add", "remplacant", **GIVEN, classes=classes, same=str(known.public_id))
    assert done.status_code == 302
    link = Affiliation.objects.get(person=known)
    assert (link.profile, link.source) == (Profile.TEACHER, Source.MANUAL)
    listed = get("director", "adults").content.decode()
    assert "18/12/2026" in listed
    assert post("director", "prolong", lien=link.pk, fin="2027-01-08").status_code == 302
    assert post("director", "end", lien=link.pk).status_code == 302
    link.refresh_from_db()
    assert link.ends == NOW


def test_dates_come_back_with_what_was_typed(cast: Cast, post: Any) -> None:
    response = post("director", "adult_add", "aesh", **{**GIVEN, "ends": "2026-01-01"})
    assert response.status_code == 422
    assert "Tanguy" in response.content.decode()
    assert post("director", "adult_add", "directeur", **GIVEN).status_code == 404


@pytest.mark.attack
def test_c03_fields_nobody_asked_for(cast: Cast, post: Any) -> None:
    post(
        "director", "adult_add", "aesh", **GIVEN, profile="director", school=cast.verne.pk, role="director",
        is_staff="1", function="directeur", source="onde",
    )  # fmt: skip
    link = Affiliation.objects.get(person__last_name="LEBRETON")
    assert (link.school, link.profile, link.source) == (cast.tilleuls, Profile.STAFF, Source.MANUAL)


def test_agents_by_the_page(cast: Cast, post: Any, get: Any) -> None:
    service = str(cast.canteen.public_id)
    assert post("member_rep", "agent_add", **GIVEN, service=service).status_code == 302
    assert "Tanguy LEBRETON" in get("director", "adults").content.decode()
    other = make.commune_service(
        make.school("0440009Z", "Ailleurs", commune=make.commune("44998", "Ailleurs"))
    )
    refused = post("member_rep", "agent_add", **GIVEN, service=str(other.public_id))
    assert refused.status_code == 422


def test_groups_and_services_by_the_pages(cast: Cast, post: Any) -> None:
    post("director", "groups", label="Échecs")
    group = Group.objects.get(label="Échecs")
    post(
        "director",
        "group",
        group.public_id,
        pupils=[str(cast.lea.public_id)],
        adults=[str(cast.partner.public_id)],
    )
    assert set(group.memberships.in_force().values_list("person", flat=True)) == {
        cast.lea.pk,
        cast.partner.pk,
    }
    foreign = post("director", "group", group.public_id, pupils=[str(cast.lea_verne.public_id)])
    assert foreign.status_code == 422
    post("director", "group_close", group.public_id)
    post("director", "services", kind="etude", name="Étude")
    service = cast.tilleuls.commune_services.get(name="Étude")
    post("director", "service", service.public_id, children=[str(cast.noe.public_id)])
    assert service.enrolments.in_force().get().child == cast.noe
    post("director", "service_close", service.public_id)
    assert not service.enrolments.in_force().exists()


def test_restriction_by_the_pages(cast: Cast, post: Any, get: Any) -> None:
    ends = [cast.paul.public_id, cast.lea.public_id]
    assert post("director", "restrict", *ends, level="2", ends="2026-12-10", reason="").status_code == 422
    assert (
        post("director", "restrict", *ends, level="2", ends="2026-12-10", reason="Jugement du 3").status_code
        == 302
    )
    assert cast.actor("paul").children == ()
    page = get("director", "guardianship", *ends).content.decode()
    assert "Jugement du 3" not in page
    assert "10\N{NO-BREAK SPACE}décembre\N{NO-BREAK SPACE}2026" in page
    assert "Paul MARTIN" in get("director", "home").content.decode()
    assert "Jugement du 3" in post("director", "restriction_reason", *ends).content.decode()
    assert post("deputy", "restriction_reason", *ends).status_code == 403
    assert "a lu le motif" in get("director", "history").content.decode()
    assert post("director", "restriction_end", *ends).status_code == 302
    assert "Paul MARTIN" not in get("director", "home").content.decode()
    post("director", "restriction_lift", *ends, reason="Levée")
    assert GuardianRestriction.objects.get(guardianship__adult=cast.paul).lifted_at == NOW
    post("director", "guardianship_kind", *ends, kind="no_exercise")
    assert Guardianship.objects.get(adult=cast.paul).kind == "no_exercise"


def test_settings_by_the_page(cast: Cast, post: Any) -> None:
    post("director", "settings", families_see_classmates="on", quiet_from="19:00", quiet_until="07:30")
    row = SchoolSettings.objects.get(school=cast.tilleuls)
    assert row.families_see_classmates
    assert not row.commune_writes_notes


def test_entitlement_by_the_page(cast: Cast, post: Any, get: Any) -> None:
    assert "École fermée" in get("academy", "entitlements").content.decode()
    given = {"starts": "2026-11-24", "ends": "2027-11-23", "reason": "Essai"}
    assert post("academy", "entitle", cast.ferme.public_id, **given).status_code == 302
    assert Entitlement.objects.filter(school=cast.ferme).count() == 1
    assert post("director", "entitle", cast.ferme.public_id, **given).status_code == 404
    assert post("coordinator", "entitle", cast.ferme.public_id, **given).status_code == 403  # reads only


def test_pages_that_only_show_take_no_post(cast: Cast, post: Any) -> None:
    for name, args in (
        ("home", ()), ("people", ()), ("left", ()), ("classes", ()), ("class", (cast.ce1.public_id,)),
        ("person", (cast.lea.public_id,)), ("adults", ()), ("restrictions", ()), ("figures", ()), ("history", ()),
    ):  # fmt: skip
        assert post("director", name, *args).status_code == 405, name


def test_an_address_that_is_only_sent_to_says_the_way_back(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.director)
    page = client.get(reverse("school:reactivate", args=[cast.samira.public_id]))
    assert (page.status_code, page["Allow"]) == (405, "POST")
    text = page.content.decode()
    assert "Cette page ne s’ouvre pas seule" in text
    assert f'href="{reverse("school:person", args=[cast.samira.public_id])}"' in text
    # A part of a page is no page.
    part = client.get(
        reverse("school:reactivate", args=[cast.samira.public_id]), headers={"HX-Request": "true"}
    )
    assert (part.status_code, part.content) == (405, b"")


@pytest.mark.parametrize("name", ["school:people", "requests:index", "support:index", "years:home"])
def test_the_entry_of_the_school_is_lit_on_its_pages(cast: Cast, sign_in: Any, name: str) -> None:
    text = sign_in(cast.director).get(reverse(name)).content.decode()
    bar = text.partition('<nav class="bar"')[2].partition("</nav>")[0]
    lit = re.findall(r'href="([^"]+)" aria-current="page"', bar)
    assert set(lit) == {reverse("school:home")}


def test_figures_are_a_tab_of_the_office(cast: Cast, get: Any) -> None:
    assert reverse("school:figures") in get("director", "home").content.decode()
    assert reverse("school:people") in get("director", "figures").content.decode()
    assert reverse("school:people") not in get("agent", "figures").content.decode()


def test_suspended_at_once(cast: Cast, post: Any, get: Any, client: Any, sign_in: Any) -> None:
    page = post("director", "suspend", cast.teacher.public_id, reason="")
    assert page.status_code == 422
    post("director", "suspend", cast.teacher.public_id, reason="Téléphone perdu")
    account = Account.objects.get(person=cast.teacher)
    assert account.state == AccountState.SUSPENDED
    assert "Téléphone perdu" in get("director", "person", cast.teacher.public_id).content.decode()
    sign_in(cast.teacher)
    assert client.get(reverse("school:classes")).status_code == 302
    for who in ("director", "director_verne"):
        assert post("director", "suspend", cast.people[who].public_id).status_code in {403, 404}
    # The deputy may not suspend the last director.
    assert post("deputy", "suspend", cast.director.public_id).status_code == 403
    post("director", "reactivate", cast.teacher.public_id)
    account.refresh_from_db()
    assert (account.state, account.suspended_reason) == (AccountState.ACTIVE, "")


def test_a_head_suspends_no_account_that_opens_more_than_the_school(cast: Cast, post: Any) -> None:
    """Attack: a parent of the school who directs another, who teaches in another, who inspects."""
    inspector, mover = cast.people["inspector"], make.teacher(cast.tilleuls)
    make.guardianship(cast.director_verne, cast.zoe)
    make.guardianship(inspector, cast.zoe)
    make.affiliation(mover, cast.verne, Profile.TEACHER)
    make.account(mover)
    for who in (cast.director_verne, inspector, mover):
        assert post("director", "suspend", who.public_id).status_code in {403, 404}
        assert not Account.objects.filter(person=who, state=AccountState.SUSPENDED).exists()
        Account.objects.filter(person=who).update(state=AccountState.SUSPENDED)
        assert post("director", "reactivate", who.public_id).status_code in {403, 404}
        assert not Account.objects.filter(person=who).exclude(state=AccountState.SUSPENDED).exists()


# --- the audit trail ---


def test_trail_in_french(cast: Cast, get: Any) -> None:
    act.pupil_move(actor=cast.actor("director"), pupil=cast.lea, to=cast.cm2)
    text = get("director", "history").content.decode()
    assert "a mis Léa MARTIN dans la classe CM2" in text
    assert "Anne GUILBAUD" in text
    assert "a mis" not in get("teacher", "history").content.decode()
    assert "a mis" not in get("director_verne", "history").content.decode()


def test_trail_filters(cast: Cast, get: Any) -> None:
    act.class_create(actor=cast.actor("director"), school_id=cast.tilleuls.pk, label="CP", levels=[])
    act.deputy_end(actor=cast.actor("director"), link=Affiliation.objects.get(profile="deputy"))
    only = get("director", "history", acte="directory.class").content.decode()
    assert "a créé la classe CP" in only
    assert "a arrêté l’intérim" not in only
    about = get("director", "history", personne=str(cast.teacher.public_id)).content.decode()
    assert "a créé la classe" not in about
    assert get("director", "history", personne=str(cast.lea_verne.public_id)).status_code == 404
    assert "a créé" not in get("director", "history", jusque="2026-11-23").content.decode()
    assert "a créé" in get("director", "history", depuis="2026-11-24").content.decode()


@pytest.mark.attack
def test_own_acts_name_only_who_is_still_seen(cast: Cast, get: Any) -> None:
    audit(
        cast.actor("teacher"),
        "directory.adult.ended",
        None,
        school_id=cast.tilleuls.pk,
        subject_id=cast.samira.pk,
    )
    assert "Samira MARTIN" in get("teacher", "history").content.decode()
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    text = get("teacher", "history").content.decode()
    assert "Samira" not in text
    assert "une personne" in text


def test_own_acts_say_which_note_while_it_is_read(cast: Cast, get: Any) -> None:
    note = to_sign(cast, title="Sortie au château")
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea, version=1)
    text = get("samira", "history").content.decode()
    assert "A signé le mot «\N{NO-BREAK SPACE}Sortie au château\N{NO-BREAK SPACE}» pour Léa MARTIN" in text
    assert "Import" not in text, "the acts of an office are not offered to who has none"
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    assert "Sortie au château" not in get("samira", "history").content.decode()


def test_an_empty_trail_says_what_it_will_hold(cast: Cast, get: Any) -> None:
    text = get("samira", "history").content.decode()
    assert "s’inscrit ici" in text
    assert "Afficher" not in text


def test_erased_and_unresolved(cast: Cast, get: Any) -> None:
    gone = make.person("Ancien", "PARTI")
    audit(None, "directory.adult.ended", None, school_id=cast.tilleuls.pk, subject_id=gone.pk)
    Person.objects.filter(pk=gone.pk).delete()
    assert "personne effacée" in get("director", "history").content.decode()
    audit(cast.actor("platform"), "directory.adult.ended", None, subject_id=cast.samira.pk)
    text = get("platform", "history").content.decode()
    assert f"personne n° {cast.samira.pk}" in text
    assert "Samira" not in text


def test_figures_hide_small_cells(cast: Cast, get: Any) -> None:
    text = get("director", "figures").content.decode()
    assert "Moins de 5" in text  # four pupils
    for _ in range(3):
        make.pupil(cast.tilleuls, cast.cm2)
    assert "7" in get("director", "figures").content.decode()
    assert get("inspector", "figures_of", cast.tilleuls.uai).status_code == 200
    assert get("inspector", "figures_of", cast.verne.uai).status_code == 404
    assert get("platform", "figures_of", cast.verne.uai).status_code == 200
    assert get("samira", "figures_of", cast.tilleuls.uai).status_code == 404


def test_roles_in_use(cast: Cast, client: Any, sign_in: Any) -> None:
    """A director who is also a parent, acting as a guardian, has no console."""
    make.guardianship(cast.director, cast.lea)
    sign_in(cast.director, Role.GUARDIAN, None)
    assert client.get(reverse("school:people")).status_code == 404
