"""Whose schools are whose, and who reads what of a member; each test quotes the rule it holds."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from eprimo.foundation.directory.models import Academy, Mandate
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.members import member_correct, seat_give
from eprimo.steering.consortium.actions.schools import school_claim, school_release
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.errors import (
    NotEligible,
    SchoolTaken,
)
from eprimo.steering.consortium.models import Market, Member, SchoolClaim
from eprimo.steering.consortium.policies import (
    can_read_file,
    can_read_member,
    files_visible_to,
    members_listed_to,
)
from eprimo.steering.consortium.queries import claims_of
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import (
    Made,
    said,
    siren,
    siret,
    today,
)

pytestmark = pytest.mark.django_db

ROLES = (
    "lea", "samira", "teacher", "director", "staff", "agent", "partner", "inspector", "academy", "coordinator",
    "member_rep", "managing_body", "commission", "contractor", "platform",
)  # fmt: skip
LISTS = {"inspector", "academy", "coordinator", "member_rep", "managing_body", "commission"}


# --- Schools --------------------------------------------------------------------------------------------------------


def test_a_school_is_one_members_and_the_refusal_names_the_first(group: Made) -> None:
    """Edge case: claimed by two members, the second is told whose it is."""
    cast, seat = group.cast, Mandate.objects.get(person=group.cast.member_rep)
    school_claim(actor=cast.actor("member_rep"), member=group["valmarais"], school=cast.tilleuls)
    seat_give(actor=cast.actor("coordinator"), mandate=seat, member=group["cc"])
    cast.tilleuls.commune.epci = group["cc"].epci
    cast.tilleuls.commune.save(update_fields=["epci"])
    with pytest.raises(SchoolTaken) as refused:
        school_claim(actor=cast.actor("member_rep"), member=group["cc"], school=cast.tilleuls)
    assert "Commune de Valmarais" in refused.value.sentence
    assert "24 novembre 2026" in refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")
    with transaction.atomic(), pytest.raises(IntegrityError):
        SchoolClaim.objects.create(member=group["cc"], school=cast.tilleuls, starts=clock.now())


def test_a_school_that_was_released_may_be_taken_by_another(group: Made) -> None:
    cast = group.cast
    claim = school_claim(actor=cast.actor("member_rep"), member=group["valmarais"], school=cast.tilleuls)
    with clock.frozen(NOW + timedelta(days=2)):
        school_release(actor=cast.actor("member_rep"), claim=claim)
        school_release(actor=cast.actor("member_rep"), claim=claim)
        assert claims_of(group["valmarais"]) == []
        school_claim(actor=cast.actor("member_rep"), member=group["valmarais"], school=cast.tilleuls)
    assert AuditLine.objects.filter(act="consortium.school.released").count() == 1


def test_a_private_school_inside_a_member_commune_joins_alone(group: Made) -> None:
    """Edge case: the commune's adhesion never covers it, the OGEC takes it, and no public school."""
    cast, private = group.cast, group.schools["sainte_anne"]
    with pytest.raises(NotEligible) as refused:
        school_claim(actor=cast.actor("member_rep"), member=group["valmarais"], school=private)
    assert "OGEC" in refused.value.sentence
    seat = Mandate.objects.get(person=cast.member_rep)
    seat_give(actor=cast.actor("coordinator"), mandate=seat, member=group["ogec"])
    assert school_claim(actor=cast.actor("member_rep"), member=group["ogec"], school=private).pk
    with pytest.raises(NotEligible):
        school_claim(actor=cast.actor("member_rep"), member=group["ogec"], school=cast.tilleuls)


def test_a_school_elsewhere_is_refused_with_where(group: Made) -> None:
    by = group.cast.actor("member_rep")
    with pytest.raises(NotEligible) as refused:
        school_claim(actor=by, member=group["valmarais"], school=group.schools["brive"])
    assert "territoire" in refused.value.sentence
    far = make.school("0350001A", "École de loin")
    far.academy = Academy.objects.create(code="14", name="Rennes")
    far.save(update_fields=["academy"])
    with pytest.raises(NotEligible) as refused:
        school_claim(actor=by, member=group["valmarais"], school=far)
    assert "académie" in refused.value.sentence


def test_r013_r070_the_coordinator_takes_no_school_in_a_members_place(group: Made) -> None:
    """R013, R070: « le choix du nombre d’école(s) est du seul ressort de chaque adhérent »."""
    with pytest.raises(Forbidden):
        school_claim(
            actor=group.cast.actor("coordinator"), member=group["valmarais"], school=group.cast.tilleuls
        )
    assert not SchoolClaim.objects.exists()


def test_a_member_that_has_schools_does_not_change_its_nature(group: Made) -> None:
    cast = group.cast
    school_claim(actor=cast.actor("member_rep"), member=group["valmarais"], school=cast.tilleuls)
    with pytest.raises(NotEligible):
        member_correct(
            actor=cast.actor("coordinator"), member=group["valmarais"],
            said=said(MemberKind.SYNDICAT, "SIVOS de Valmarais", siret(siren("99900070"))),
        )  # fmt: skip


# --- Who reads ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ROLES)
def test_r042_the_two_forms_of_each_right_agree_with_the_page_of_rights(group: Made, name: str) -> None:
    """R042: every reader lists the members; a file opens to its own member, its managing body and the coordinator."""
    actor = group.cast.actor(name)
    everyone = list(Member.objects.select_related("market"))
    listed = set(Member.objects.filter(members_listed_to(actor)))
    assert listed == ({*everyone} if name in LISTS else set())
    assert {one for one in everyone if can_read_member(actor, one)} == listed
    files = set(Member.objects.filter(files_visible_to(actor)))
    own = {"coordinator": {*everyone}, "member_rep": {group["valmarais"]}, "managing_body": {group["brive"]}}
    assert files == own.get(name, set())
    assert {one for one in everyone if can_read_file(actor, one)} == files


def test_the_contractor_reads_the_list_from_the_notification_on(group: Made) -> None:
    """« list only, after notification »."""
    actor = group.cast.actor("contractor")
    Market.objects.update(published_on=date(2026, 2, 1), notified_on=today() + timedelta(days=1))
    assert not Member.objects.filter(members_listed_to(actor)).exists()
    Market.objects.update(notified_on=today())
    assert Member.objects.filter(members_listed_to(actor)).count() == len(group.members)
