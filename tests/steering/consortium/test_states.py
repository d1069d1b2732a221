"""The states of a member's file: no act takes it where the table does not, and its history says where it stands."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.dossier import letter_record
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.needs import needs_return
from eprimo.steering.consortium.actions.passages import pass_file
from eprimo.steering.consortium.actions.signatures import file_sign
from eprimo.steering.consortium.enums import FileState, PassageReason
from eprimo.steering.consortium.errors import Closed, IllegalPassage, NotToBeSigned, SignedAlready, WrongOrder
from eprimo.steering.consortium.models import Market, Member, Passage
from eprimo.steering.consortium.states import PASSAGES, history_of, last_of, state_of, states_of
from tests.conftest import NOW
from tests.steering.consortium.group import Made, complete, signed, signer

LAST = date(2026, 1, 24)


def told(group: Made, key: str = "valmarais") -> list[tuple[str, str]]:
    return [(one.state, one.reason) for one in reversed(history_of(group[key]))]


@pytest.mark.django_db
def test_r019_a_file_goes_from_draft_to_signed_and_every_step_is_kept(group: Made) -> None:
    """R019: brouillon, déposé, incomplet, complet, signé; by whom, when, from which day, why."""
    assert state_of(group["valmarais"]) == FileState.DRAFT
    signed(group)
    assert told(group) == [
        ("filed", "by_member"),
        ("incomplete", "lacks"),
        ("complete", "lacks_nothing"),
        ("signed", "both_signed"),
    ]
    first = history_of(group["valmarais"])[-1]
    assert (first.role, first.effective_on) == ("member_rep", NOW.date())
    acts = ("consortium.file.deposited", "consortium.file.signed")
    assert AuditLine.objects.filter(act__in=acts, object_id=group["valmarais"].pk).count() == 2


@pytest.mark.django_db
def test_r014_r019_the_managing_body_files_on_behalf_of_its_member_and_the_coordinator_for_nobody(
    group: Made,
) -> None:
    for name in ("coordinator", "academy", "managing_body", "contractor"):
        with pytest.raises(Forbidden):
            file_deposit(actor=group.cast.actor(name), member=group["valmarais"])
    file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])
    assert AuditLine.objects.get(act="consortium.file.deposited").details == {"on_behalf": True}
    with pytest.raises(IllegalPassage) as refused:
        file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])
    assert "déjà déposé" in refused.value.sentence


@pytest.mark.django_db
def test_r015_the_registered_letter_files_a_file_that_nobody_filed(group: Made) -> None:
    """R015: the letter alone is the deposit of the convention; filed on the day it was posted, not twice."""
    by = group.cast.actor("coordinator")
    for received in (None, LAST + timedelta(days=4)):
        letter_record(
            actor=by, member=group["brive"], tracking="1A23456789", posted_on=LAST, received_on=received
        )
    assert told(group, "brive") == [("filed", "by_letter"), ("incomplete", "lacks")]
    assert group["brive"].passages.get(number=1).effective_on == LAST


@pytest.mark.django_db
def test_r016_a_late_file_is_never_signed_however_complete(group: Made, completed: Member) -> None:
    by = signer(group.cast)
    letter_record(
        actor=by, member=group["valmarais"], tracking="1A23456789", posted_on=LAST + timedelta(days=1)
    )
    with pytest.raises(NotToBeSigned) as refused:
        file_sign(actor=by, member=group["valmarais"])
    assert "article 2" in refused.value.sentence
    assert state_of(group["valmarais"]) == FileState.COMPLETE


@pytest.mark.django_db
def test_r019_the_letter_of_a_signed_file_stays_and_its_reception_may_still_be_noted(
    group: Made, both_signed: Member
) -> None:
    member, by = both_signed, group.cast.actor("coordinator")
    known = {"actor": by, "member": member, "tracking": member.letter.tracking}
    with pytest.raises(SignedAlready):
        letter_record(posted_on=LAST + timedelta(days=1), **known)
    assert (
        letter_record(posted_on=LAST, received_on=LAST + timedelta(days=3), **known).received_on is not None
    )


@pytest.mark.django_db
def test_r016_nothing_is_filed_nor_signed_once_the_market_is_published(
    group: Made, completed: Member
) -> None:
    Market.objects.update(published_on=NOW.date())
    with pytest.raises(Closed):
        file_sign(actor=signer(group.cast), member=group["valmarais"])
    with pytest.raises(Closed):
        file_deposit(actor=group.cast.actor("managing_body"), member=group["brive"])


@pytest.mark.django_db
def test_gap_7_a_body_that_is_admitted_late_files_posts_and_is_signed_after_the_publication(
    group: Made,
) -> None:
    """The reading « admits late » opens the whole way, not the list alone; a letter between the two days stays late."""
    Market.objects.update(published_on=NOW.date(), admits_late=True)
    member, by = complete(group), signer(group.cast)
    known = {"actor": by, "member": member, "tracking": member.letter.tracking}
    letter_record(posted_on=LAST + timedelta(days=1), **known)
    with pytest.raises(NotToBeSigned):
        file_sign(actor=by, member=member)
    letter_record(posted_on=NOW.date(), **known)
    file_sign(actor=by, member=member)
    assert state_of(member) == FileState.SIGNED


@pytest.mark.django_db
def test_r091_only_the_level_that_signs_signs_and_only_what_is_complete(
    group: Made, completed: Member
) -> None:
    with pytest.raises(Forbidden):
        file_sign(actor=group.cast.actor("coordinator"), member=group["valmarais"])
    needs_return(actor=group.cast.actor("coordinator"), member=group["valmarais"], reason="Tant que cela ?")
    assert state_of(group["valmarais"]) == FileState.INCOMPLETE
    with pytest.raises(NotToBeSigned) as refused:
        file_sign(actor=signer(group.cast), member=group["valmarais"])
    assert "besoins renvoyés" in refused.value.sentence


@pytest.mark.django_db
def test_r019_a_passage_is_never_written_over(group: Made, both_signed: Member) -> None:
    with transaction.atomic(), pytest.raises(DatabaseError):
        Passage.objects.filter(state="signed").update(effective_on=LAST)
    first = {"member": group["brive"], "number": 1, "effective_on": LAST, "reason": "both_signed"}
    with transaction.atomic(), pytest.raises(IntegrityError):
        Passage.objects.create(before="draft", state="signed", **first)


@pytest.mark.django_db
def test_r019_a_passage_to_come_holds_from_its_day(group: Made, both_signed: Member) -> None:
    """A withdrawal noted in June takes effect in July: until then the file is in force; nothing slips in before."""
    member = both_signed
    pass_file(member, FileState.IN_FORCE, PassageReason.MARKET_STARTS, actor=None)
    leaves = NOW.date() + timedelta(days=40)
    pass_file(member, FileState.WITHDRAWN, PassageReason.LETTER_IN_TIME, actor=None, effective_on=leaves)
    assert state_of(member) == FileState.IN_FORCE
    assert state_of(member, leaves) == FileState.WITHDRAWN
    with pytest.raises(WrongOrder):
        pass_file(member, FileState.ENDED, PassageReason.LEFT, actor=None)
    with pytest.raises(IllegalPassage):
        pass_file(member, FileState.RENEWED, PassageReason.TACIT, actor=None, effective_on=leaves)


def test_r018_r019_every_state_is_reached_and_no_second_renewal_exists() -> None:
    """R018: renewed once; from « reconduit » no passage leads back to « reconduit », by any path."""
    seen: set[FileState] = set()
    front = {FileState.DRAFT}
    while front:
        seen |= front
        front = {to for one in front for to in PASSAGES[one]} - seen
    assert seen == set(FileState)
    after, front = set(), set(PASSAGES[FileState.RENEWED])
    while front:
        after |= front
        front = {to for one in front for to in PASSAGES[one]} - after
    assert FileState.RENEWED not in after


@pytest.mark.django_db
def test_states_of_all_files_are_read_in_one_statement(group: Made, both_signed: Member) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = states_of(Member.objects.all())
    assert len(asked) == 1
    assert {found[group[key].pk] for key in group.members} == {FileState.SIGNED, FileState.DRAFT}


@pytest.mark.django_db
def test_the_member_files_and_the_coordinator_signs_on_their_pages(
    group: Made, completed: Member, sign_in: Any
) -> None:
    member = completed
    own = sign_in(group.cast.member_rep)
    page, url = "consortium:member", [member.public_id]
    text = own.get(reverse(page, args=url)).content.decode()
    assert "Déposé en ligne" in text
    assert reverse("consortium:deposit", args=url) not in text
    assert reverse("consortium:sign", args=url) not in text
    Passage.objects.all().delete()
    assert (
        "c’est elle qui vaut"
        in own.post(reverse("consortium:deposit", args=url), follow=True).content.decode()
    )
    assert "déjà déposé" in own.post(reverse("consortium:deposit", args=url), follow=True).content.decode()
    signer(group.cast)
    by = sign_in(group.cast.coordinator)
    assert "ne se défait pas" in by.get(reverse("consortium:sign", args=url)).content.decode()
    assert by.post(reverse("consortium:sign", args=url)).status_code == 302
    assert by.post(reverse("consortium:sign", args=url)).status_code == 422
    assert "par la coordination" in own.get(reverse(page, args=url)).content.decode()
    assert last_of(member).state == "signed"  # type: ignore[union-attr]
    listed = by.get(reverse("consortium:members"), {"dossier": "signed"}).content.decode()
    assert "Commune de Valmarais" in listed
    assert "Commune de Brive" not in listed
    assert "Signé" in by.post(reverse("consortium:members_file"), {"format": "csv"}).content.decode()
