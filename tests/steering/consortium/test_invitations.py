"""Letters of invitation, looked at by who prints them, who receives them, and who steals them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from eprimo.foundation.accounts.codes import CodeRefused, code_hash
from eprimo.foundation.accounts.models import Account, Session
from eprimo.foundation.directory.actions.adults import Newcomer
from eprimo.foundation.directory.models import ContactDetails, Mandate, Person
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.transport.mail import Fate, Result, using
from eprimo.steering.consortium.actions.invitations import (
    invitation_join,
    invitation_tie,
    invitation_withdraw,
    invitations_make,
)
from eprimo.steering.consortium.actions.members import managing_body_add, seat_give
from eprimo.steering.consortium.errors import AlreadyActed, Closed
from eprimo.steering.consortium.invitations import invitation_found, members_to_invite
from eprimo.steering.consortium.models import Invitation, Market, Member
from eprimo.steering.consortium.policies import files_visible_to
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import Made, siren, siret

PASSWORD = "corbeau tabouret vapeur"
WHO = Newcomer("Odile", "Nouvelle", email="odile@ogec.exemple")
ENTER = "consortium_invitation:enter"

pytestmark = pytest.mark.django_db


def printed(group: Made, key: str = "ogec") -> str:
    return invitations_make(actor=group.cast.actor("coordinator"), members=[group[key]])[0].code


def refused(code: str) -> bool:
    try:
        invitation_found(code)
    except CodeRefused:
        return True
    return False


def test_a_code_opens_the_file_of_that_member_and_nothing_else(group: Made) -> None:
    """An OGEC, for which nobody could act: an account, a seat, no commune, no figure of a territory."""
    account = invitation_join(code=printed(group), newcomer=WHO, password=PASSWORD)
    mandate = Mandate.objects.get(person=account.person)
    assert (mandate.role, mandate.commune_id, mandate.epci_id) == ("member_rep", None, None)
    from eprimo.foundation.access.actors import for_person

    actor = for_person(account.person_id)
    assert set(Member.objects.filter(files_visible_to(actor))) == {group["ogec"]}
    assert account.check_password(PASSWORD)
    line = AuditLine.objects.get(act="consortium.invitation.used")
    assert (line.person_id, line.object_id, line.subject_id) == (None, group["ogec"].pk, account.person_id)


def test_a_code_is_used_once_and_known_by_its_hash_alone(group: Made) -> None:
    code = printed(group)
    assert Invitation.objects.get().hash == code_hash(code)
    assert not refused(code.lower().replace("-", " "))
    invitation_join(code=code, newcomer=WHO, password=PASSWORD)
    people = Person.objects.count()
    with pytest.raises(CodeRefused):
        invitation_join(code=code, newcomer=WHO, password=PASSWORD)
    assert Person.objects.count() == people


def test_a_weak_password_leaves_the_code_as_it_was_and_nobody_behind(group: Made) -> None:
    code, people = printed(group), Person.objects.count()
    with pytest.raises(ValidationError):
        invitation_join(code=code, newcomer=WHO, password="court")
    assert Person.objects.count() == people
    assert not refused(code)


def test_a_letter_lost_replaced_withdrawn_or_old_opens_nothing(group: Made) -> None:
    by = group.cast.actor("coordinator")
    first = printed(group)
    second = printed(group)
    assert (refused(first), refused(second)) == (True, False)
    with clock.frozen(NOW + timedelta(days=91)):
        assert refused(second)
    invitation_withdraw(actor=by, invitation=Invitation.objects.get(hash=code_hash(second)))
    assert refused(second)
    assert [one.state for one in Invitation.objects.order_by("pk")] == ["withdrawn", "withdrawn"]
    assert refused("")
    assert refused("2345-6789-23456")


def test_a_member_that_has_its_representative_is_not_invited_and_its_letter_is_dead(group: Made) -> None:
    by = group.cast.actor("coordinator")
    with pytest.raises(AlreadyActed):
        invitations_make(actor=by, members=[group["valmarais"]])
    names = {one.name for one in members_to_invite(group.market)}
    assert names == {"CC du Pays de Valmarais", "OGEC Sainte-Anne"}
    code = printed(group, "cc")
    make.mandate(make.person("Ève", "AUTRE"), "member_rep", epci=group["cc"].epci)
    assert refused(code)


def test_r016_a_body_that_can_no_longer_join_is_not_invited(group: Made) -> None:
    Market.objects.update(published_on=NOW.date())
    with pytest.raises(Closed):
        printed(group)
    Market.objects.update(admits_late=True)
    assert not refused(printed(group))


def test_who_gives_roles_takes_none_with_a_letter_and_others_make_none(group: Made) -> None:
    """« Nobody grants a role to oneself »: neither the coordinator who printed it, nor an academy."""
    code = printed(group)
    for name in ("coordinator", "academy", "platform"):
        with pytest.raises(Forbidden):
            invitation_tie(actor=group.cast.actor(name), code=code)
    for name in ("member_rep", "academy", "managing_body", "contractor"):
        with pytest.raises(Forbidden):
            invitations_make(actor=group.cast.actor(name), members=[group["ogec"]])
    mandate = invitation_tie(actor=group.cast.actor("teacher"), code=code)
    assert mandate.seat.member == group["ogec"]
    with pytest.raises(CodeRefused):
        invitation_tie(actor=group.cast.actor("teacher"), code=code)


def test_people_of_a_managing_body_come_by_a_letter_too(group: Made) -> None:
    assert group.body is not None
    by = group.cast.actor("coordinator")
    other = managing_body_add(actor=by, name="e-Loirette (inventé)", siret=siret(siren("99900041")))
    made = invitations_make(actor=by, managing_bodies=[other])
    account = invitation_join(code=made[0].code, newcomer=WHO, password=PASSWORD)
    seat = Mandate.objects.get(person=account.person).seat
    assert seat.managing_body == other


def test_a_managing_body_for_which_somebody_acts_is_not_invited_and_its_letter_is_dead(
    group: Made, sign_in: Any
) -> None:
    assert group.body is not None
    by, page = group.cast.actor("coordinator"), reverse("consortium:invitations")
    with pytest.raises(AlreadyActed, match="Quelqu’un agit déjà pour e-Collectivités"):
        invitations_make(actor=by, managing_bodies=[group.body])
    coordinator = sign_in(group.cast.coordinator)
    assert "e-Collectivités" not in coordinator.get(page).content.decode()
    seat = group.body.seats.get()
    seat.delete()
    assert "e-Collectivités" in coordinator.get(page).content.decode()
    code = invitations_make(actor=by, managing_bodies=[group.body])[0].code
    seat_give(actor=by, mandate=seat.mandate, managing_body=group.body)
    assert refused(code)


def test_members_are_told_when_somebody_opened_their_provider_s_files(
    group: Made, mailoutbox: list[Any], sign_in: Any
) -> None:
    """A body has no office address: those who mandated it have one; and those who act for a member are told too."""
    assert group.body is not None
    Member.objects.filter(pk=group["brive"].pk).update(email="mairie@brive.exemple")
    group.body.seats.get().delete()
    code = invitations_make(actor=group.cast.actor("coordinator"), managing_bodies=[group.body])[0].code
    invitation_join(code=code, newcomer=WHO, password=PASSWORD)
    run_due()
    told = [one for one in mailoutbox if "Un dossier" in one.subject]
    assert [one.to for one in told] == [["mairie@brive.exemple"]]
    assert "e-Collectivités" in told[0].body
    assert "Nouvelle" not in told[0].body
    shown = sign_in(group.cast.coordinator).get(reverse("consortium:member", args=[group["brive"].public_id]))
    text = shown.content.decode()
    assert "e-Collectivités (inventé) est entré avec une lettre d’invitation le" in text
    assert "NOUVELLE" not in text


def test_who_acts_already_is_told_of_a_letter_that_was_used(group: Made, mailoutbox: list[Any]) -> None:
    """The provider of Brive, when somebody enters for Brive itself."""
    acting = group.cast.managing_body
    Account.objects.filter(person=acting).update(
        state="active", recovery_email="agit@collectivites.exemple", recovery_email_confirmed_at=NOW
    )
    invitation_join(code=printed(group, "brive"), newcomer=WHO, password=PASSWORD)
    run_due()
    assert ["agit@collectivites.exemple"] in [one.to for one in mailoutbox]


def test_the_warning_is_tried_again_when_no_server_took_it(group: Made, mailoutbox: list[Any]) -> None:
    class Away:
        def send(self, letters: Any) -> Any:
            return (Result(one, Fate.LATER) for one in letters)

    Member.objects.filter(pk=group["ogec"].pk).update(email="ogec@exemple.fr")
    invitation_join(code=printed(group), newcomer=WHO, password=PASSWORD)
    with using(Away()):
        run_due()
    assert not mailoutbox
    with clock.frozen(NOW + timedelta(hours=1)):
        run_due()
        run_due()
    assert [one.to for one in mailoutbox] == [["ogec@exemple.fr"]]


def test_the_body_is_told_by_a_letter_without_a_name(group: Made, mailoutbox: list[Any]) -> None:
    Member.objects.filter(pk=group["ogec"].pk).update(email="ogec@exemple.fr")
    invitation_join(code=printed(group), newcomer=WHO, password=PASSWORD)
    run_due()
    told = [one for one in mailoutbox if one.to == ["ogec@exemple.fr"]]
    assert len(told) == 1
    assert "Nouvelle" not in told[0].body


def test_the_coordinator_prints_follows_and_takes_back_letters(group: Made, sign_in: Any) -> None:
    by = sign_in(group.cast.coordinator)
    page = by.get(reverse("consortium:invitations")).content.decode()
    assert "OGEC Sainte-Anne" in page
    assert "Aucune lettre" in page
    chosen = [str(group[key].public_id) for key in ("ogec", "cc", "valmarais")]
    answer = by.post(reverse("consortium:invite"), {"member": chosen})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) == 2
    assert "CC du Pays de Valmarais" in pages[0]
    assert "OGEC Sainte-Anne" in pages[1]
    listed = by.get(reverse("consortium:invitations")).content.decode()
    assert listed.count("Envoyée") == 2
    assert "dossier ouvert le" not in listed
    one = Invitation.objects.get(member=group["cc"])
    by.post(reverse("consortium:invitation_withdraw", args=[one.public_id]))
    assert "Annulée" in by.get(reverse("consortium:invitations")).content.decode()
    assert by.post(reverse("consortium:invite"), follow=True).status_code == 200
    assert Invitation.objects.count() == 2


def test_the_way_of_the_invited_from_the_code_to_the_file(group: Made, client: Client, sign_in: Any) -> None:
    code = printed(group)
    page = client.get(reverse(ENTER))
    assert page.status_code == 200
    assert client.post(reverse(ENTER), {"code": "2345-6789-23456"}).status_code == 422
    who = client.post(reverse(ENTER), {"step": "code", "code": code}).content.decode()
    assert "OGEC Sainte-Anne" in who
    typed = {
        "step": "join",
        "code": code,
        "first_name": "Odile",
        "last_name": "Nouvelle",
        "password": PASSWORD,
    }
    assert client.post(reverse(ENTER), typed | {"again": "autre"}).status_code == 422
    answer = client.post(reverse(ENTER), typed | {"again": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("consortium:member", args=[group["ogec"].public_id])
    seen = sign_in(group.cast.coordinator)
    shown = seen.get(answer["Location"]).content.decode()
    assert "OGEC Sainte-Anne est entré avec une lettre d’invitation le" in shown
    assert "dossier ouvert le" in seen.get(reverse("consortium:invitations")).content.decode()
    account = Account.objects.get(person__last_name="NOUVELLE")
    assert Session.objects.filter(account=account).exists()
    assert code not in answer["Location"]
    assert client.post(reverse(ENTER), {"step": "code", "code": code}).status_code == 422


def test_somebody_who_is_in_already_takes_the_seat_with_the_own_account(group: Made, sign_in: Any) -> None:
    code, own = printed(group), sign_in(group.cast.teacher)
    who = own.post(reverse(ENTER), {"step": "code", "code": code}).content.decode()
    assert "avec mon compte" in who
    assert "Mot de passe" not in who
    assert own.post(reverse(ENTER), {"step": "tie", "code": code}).status_code == 302
    assert Mandate.objects.filter(person=group.cast.teacher, seat__member=group["ogec"]).exists()


def test_a_letter_does_not_tell_whether_who_holds_it_is_known(group: Made) -> None:
    """The name and the e-mail of somebody who is in e-primo make somebody new, in the same steps."""
    known = group.cast.samira
    email = ContactDetails.objects.get(person=known).email
    answers = []
    for key, first, last, address in (
        ("ogec", "Samira", "Martin", email), ("cc", "Odile", "Nouvelle", "o@exemple.fr"),
    ):  # fmt: skip
        code, door = printed(group, key), Client()
        page = door.post(reverse(ENTER), {"step": "code", "code": code})
        answer = door.post(reverse(ENTER), {
            "step": "join", "code": code, "first_name": first, "last_name": last, "email": address,
            "password": PASSWORD, "again": PASSWORD,
        })  # fmt: skip
        answers.append((page.status_code, answer.status_code))
    assert answers[0] == answers[1] == (200, 302)
    assert not Mandate.objects.filter(person=known).exists()
    assert Person.objects.filter(last_name="MARTIN", first_name="Samira").count() == 2


def test_codes_are_counted_by_address(group: Made, client: Client) -> None:
    statuses = {client.post(reverse(ENTER), {"code": "2345-6789-23456"}).status_code for _ in range(70)}
    assert statuses == {422, 429}
