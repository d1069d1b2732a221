"""Acts of who directs, through the pages of the console."""

from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.directory.enums import Profile, Source
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    ClassGroup,
    ClassMembership,
    Consent,
    Entitlement,
    Group,
    GuardianRestriction,
    Guardianship,
    SchoolSettings,
    TieProposal,
)
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import arrives


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
    """Proposed, accepted with the paper, prolonged, ended; an adult of the school is asked about instead."""
    classes = [str(cast.ce1.public_id)]
    assert post("director", "adult_add", "remplacant", **GIVEN, classes=classes).status_code == 302
    assert "Tanguy LEBRETON" in get("director", "adults").content.decode()
    assert not Affiliation.objects.filter(person__last_name="LEBRETON").exists()
    link = arrives(TieProposal.objects.get())
    assert isinstance(link, Affiliation)
    assert (link.profile, link.source) == (Profile.TEACHER, Source.MANUAL)
    assert Attachment.objects.get(person=link.person).class_group == cast.ce1
    listed = get("director", "adults").content.decode()
    assert "18/12/2026" in listed
    assert post("director", "prolong", lien=link.pk, fin="2027-01-08").status_code == 302
    assert post("director", "end", lien=link.pk).status_code == 302
    link.refresh_from_db()
    assert link.ends == NOW


def test_an_adult_of_the_school_is_tied_at_once(cast: Cast, post: Any) -> None:
    given = {**GIVEN, "first_name": "Claire", "last_name": "Le Gall"}
    asked = post("director", "adult_add", "secretaire", **given)
    assert asked.status_code == 422
    assert str(cast.teacher.public_id) in asked.content.decode()
    assert "Le Gall" in asked.content.decode()  # what was typed stays
    done = post("director", "adult_add", "secretaire", **given, same=str(cast.teacher.public_id))
    assert done.status_code == 302
    assert Affiliation.objects.filter(person=cast.teacher, function="secretaire").exists()


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
    link = arrives(TieProposal.objects.get())
    assert isinstance(link, Affiliation)
    assert (link.school_id, link.profile, link.source) == (cast.tilleuls.pk, Profile.STAFF, Source.MANUAL)


def test_agents_by_the_page(cast: Cast, post: Any, get: Any) -> None:
    service = str(cast.canteen.public_id)
    assert post("member_rep", "agent_add", **GIVEN, service=service).status_code == 302
    assert "Tanguy LEBRETON" in get("member_rep", "adults").content.decode()
    arrives(TieProposal.objects.get())
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
    # Lowering is a decision too: one press without a reason changes nothing.
    assert post("director", "guardianship_kind", *ends, kind="no_exercise").status_code == 422
    assert Guardianship.objects.get(adult=cast.paul).kind == "exercises"


def test_settings_by_the_page(cast: Cast, post: Any) -> None:
    post("director", "settings", families_see_classmates="on", quiet_from="19:00", quiet_until="07:30")
    row = SchoolSettings.objects.get(school=cast.tilleuls)
    assert row.families_see_classmates
    assert not row.commune_writes_notes


def test_one_setting_names_all_that_the_commune_writes(cast: Cast, get: Any) -> None:
    """It holds for notes and for news: its words say both."""
    page = get("director", "settings").content.decode()
    assert "des mots d’information aux familles inscrites, et des actualités" in page


def test_entitlement_by_the_page(cast: Cast, post: Any, get: Any) -> None:
    assert "École fermée" in get("academy", "entitlements").content.decode()
    given = {"starts": "2026-11-24", "ends": "2027-11-23", "reason": "Essai"}
    assert post("academy", "entitle", cast.ferme.public_id, **given).status_code == 302
    assert Entitlement.objects.filter(school=cast.ferme).count() == 1
    assert post("director", "entitle", cast.ferme.public_id, **given).status_code == 404
    assert post("coordinator", "entitle", cast.ferme.public_id, **given).status_code == 403  # reads only


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
