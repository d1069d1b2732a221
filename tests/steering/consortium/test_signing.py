"""Both signatures, what they lock, and the amendments that raise it; each test quotes the rule it holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.models import AuditLine
from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.dossier import deliberation_record, deliberation_undo, letter_record
from eprimo.steering.consortium.actions.needs import needs_import, needs_return, needs_stand, needs_write
from eprimo.steering.consortium.actions.representation import GivenFile, signatory_name
from eprimo.steering.consortium.actions.schools import school_claim, school_release
from eprimo.steering.consortium.actions.signatures import files_sign, member_sign
from eprimo.steering.consortium.enums import FileState, Side, Undoing
from eprimo.steering.consortium.errors import (
    NeedLowered,
    NeedsLocked,
    NotSignable,
    SignedAlready,
    WrongOrder,
)
from eprimo.steering.consortium.models import Amendment, Member, Need, Signature
from eprimo.steering.consortium.needs import needs_of, needs_sum, total_of
from eprimo.steering.consortium.needs_file import NeedLine
from eprimo.steering.consortium.signatures import signature_of, to_confirm
from eprimo.steering.consortium.states import state_of
from tests import factories as make
from tests.conftest import NOW
from tests.steering.consortium.group import PDF, Made, signer

FILE = GivenFile("délibération.pdf", PDF)
ADOPTED, SIGNED = date(2026, 1, 12), date(2026, 1, 20)


def amend(group: Made, accounts: dict[int, int], **more: Any) -> Amendment:
    said = {"reason": "Une classe de plus", "signed_on": NOW.date()} | more
    return amendment_sign(
        actor=group.cast.actor("member_rep"), member=group["valmarais"], accounts=accounts, **said
    )


# --- The member signs -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r091_both_signatures_are_needed_and_say_structure_function_name_and_date(
    group: Made, completed: Member
) -> None:
    """R091: the block of the convention; the file is signed when the second of the two is given."""
    member = completed
    first = signature_of(member, Side.MEMBER)
    assert first is not None
    assert first.signatory is not None
    said = (first.structure, first.signatory.full_name, first.signatory.function, first.signed_on)
    assert said == ("Commune de Valmarais", "Jeanne MAIRE", "Maire", SIGNED)
    assert state_of(member) == FileState.COMPLETE
    assert signature_of(member, Side.COORDINATOR) is None
    files_sign(actor=signer(group.cast), members=[member])
    assert signature_of(member, Side.COORDINATOR) is not None
    assert state_of(member) == FileState.SIGNED
    with pytest.raises(SignedAlready):
        member_sign(actor=group.cast.actor("member_rep"), member=member, signed_on=SIGNED)


@pytest.mark.django_db
def test_r010_a_signature_before_the_deliberation_is_refused_whichever_comes_last(group: Made) -> None:
    """R010, bad input « deliberation after signature »: date(deliberation) ≤ date(signature)."""
    cast, member = group.cast, group["valmarais"]
    by = cast.actor("member_rep")
    with pytest.raises(NotSignable) as refused:
        member_sign(actor=by, member=member, signed_on=SIGNED)
    assert "article 7.1" in refused.value.sentence
    school_claim(actor=by, member=member, school=cast.tilleuls)
    needs_write(actor=by, member=member, accounts={cast.tilleuls.pk: 90})
    signatory_name(actor=by, member=member, first_name="J", last_name="M", function="Maire", starts=ADOPTED)
    act = {"actor": by, "member": member, "number": "1", "assembly": "Conseil", "file": FILE}
    with pytest.raises(NotSignable):
        member_sign(actor=by, member=member, signed_on=SIGNED)
    deliberation_record(adopted_on=SIGNED + timedelta(days=1), **act)
    with pytest.raises(WrongOrder) as late:
        member_sign(actor=by, member=member, signed_on=SIGNED)
    assert "article 2" in late.value.sentence
    deliberation_record(adopted_on=SIGNED, received_on=SIGNED, **act)
    member_sign(actor=by, member=member, signed_on=SIGNED)
    with pytest.raises(WrongOrder) as after:
        deliberation_record(adopted_on=SIGNED + timedelta(days=1), **act)
    assert "article 2" in after.value.sentence
    with pytest.raises(WrongOrder):
        letter_record(
            actor=cast.actor("coordinator"), member=member, tracking="1A23456789", posted_on=SIGNED - timedelta(days=1)
        )  # fmt: skip


@pytest.mark.django_db
def test_r091_who_signs_is_who_signed_on_that_day_and_stays_so_after_an_election(
    group: Made, both_signed: Member
) -> None:
    """The signatory changes in March 2026: the signature keeps its name, and whom to write to is asked again."""
    member, by = both_signed, group.cast.actor("member_rep")
    old = to_confirm(member, NOW.date())
    assert old is not None
    assert old.last_name == "MAIRE"
    assert to_confirm(member, date(2026, 3, 21)) is None
    signatory_name(
        actor=by, member=member, first_name="Noé", last_name="ÉLU", function="Maire", starts=date(2026, 3, 28)
    )  # fmt: skip
    assert to_confirm(member, NOW.date()) is None
    kept = signature_of(member, Side.MEMBER)
    assert kept is not None
    assert kept.signatory is not None
    assert kept.signatory.last_name == "MAIRE"
    assert state_of(member) == FileState.SIGNED
    made = amend(group, {group.cast.tilleuls.pk: 95})
    assert made.signatory.last_name == "ÉLU"


@pytest.mark.django_db
def test_a_signature_by_nobody_in_the_future_or_by_a_stranger_is_refused(group: Made) -> None:
    cast, member = group.cast, group["brive"]
    by = cast.actor("managing_body")
    school_claim(actor=by, member=member, school=group.schools["brive"])
    needs_write(actor=by, member=member, accounts={group.schools["brive"].pk: 40})
    deliberation_record(
        actor=by,
        member=member,
        number="1",
        assembly="Conseil",
        adopted_on=ADOPTED,
        received_on=ADOPTED,
        file=FILE,
    )
    with pytest.raises(NotSignable) as nobody:
        member_sign(actor=by, member=member, signed_on=SIGNED)
    assert "Personne n’est noté" in nobody.value.sentence
    with pytest.raises(WrongOrder):
        member_sign(actor=by, member=member, signed_on=NOW.date() + timedelta(days=1))
    with pytest.raises(Forbidden):
        member_sign(actor=cast.actor("member_rep"), member=member, signed_on=SIGNED)
    signatory_name(actor=by, member=member, first_name="J", last_name="M", function="Maire", starts=ADOPTED)
    member_sign(actor=by, member=member, signed_on=SIGNED)
    assert AuditLine.objects.get(act="consortium.convention.signed").details["on_behalf"] is True


@pytest.mark.django_db
def test_what_is_signed_is_never_written_over(group: Made, both_signed: Member) -> None:
    amend(group, {group.cast.tilleuls.pk: 95})
    for rows in (Signature.objects, Amendment.objects):
        with transaction.atomic(), pytest.raises(DatabaseError):
            rows.update(signed_on=ADOPTED)


# --- What it locks --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r074_needs_are_locked_from_the_members_signature_on(group: Made, completed: Member) -> None:
    """R074: « engagement contractuel »: neither page, sheet nor another school; the sentence quotes article 7.1."""
    member, by, school = completed, group.cast.actor("member_rep"), group.cast.tilleuls
    line = NeedLine(2, group.schools["lettered"].uai, 12)
    for act in (
        lambda: needs_write(actor=by, member=member, accounts={school.pk: 120}),
        lambda: needs_write(actor=by, member=member, accounts={school.pk: 10}),
        lambda: needs_import(actor=by, member=member, lines=[line]),
        lambda: school_claim(actor=by, member=member, school=group.schools["lettered"]),
    ):
        with pytest.raises(NeedsLocked) as refused:
            act()
        assert "article 7.1" in refused.value.sentence
    assert total_of(needs_of(member)) == 90


@pytest.mark.django_db
def test_r074_a_school_that_is_released_leaves_its_signed_need(group: Made, both_signed: Member) -> None:
    member, by = both_signed, group.cast.actor("member_rep")
    school_release(actor=by, claim=member.claims.get())
    assert needs_sum(group.market) == (90, 1)
    row = needs_of(member)[0]
    assert (row.accounts, "article 7.1" in row.warning) == (90, True)


@pytest.mark.django_db
def test_r074_the_need_of_a_closed_school_follows_the_school_that_replaces_it(
    group: Made, both_signed: Member
) -> None:
    """Edge case « school renamed/merged in period 1 »: the need follows the successor UAI."""
    member, by = both_signed, group.cast.actor("member_rep")
    new = make.school("0440109N", "École Nouvelle")
    school_release(actor=by, claim=member.claims.get())
    School.objects.filter(pk=group.cast.tilleuls.pk).update(successor=new)
    row = needs_of(member)[0]
    assert (row.uai, row.accounts) == (new.uai, 90)
    assert group.cast.tilleuls.uai in row.warning


@pytest.mark.django_db
def test_r013_a_return_before_the_rectorat_signs_makes_the_member_sign_again(
    group: Made, completed: Member
) -> None:
    member, by, keeps = completed, group.cast.actor("member_rep"), group.cast.actor("coordinator")
    needs_return(actor=keeps, member=member, reason="Tant que cela ?")
    assert signature_of(member, Side.MEMBER) is None
    needs_write(actor=by, member=member, accounts={group.cast.tilleuls.pk: 85})
    assert state_of(member) == FileState.INCOMPLETE
    member_sign(actor=by, member=member, signed_on=NOW.date())
    assert state_of(member) == FileState.COMPLETE
    assert Signature.objects.filter(member=member, voided_at__isnull=False).count() == 1
    files_sign(actor=signer(group.cast), members=[member])
    with pytest.raises(SignedAlready):
        needs_return(actor=keeps, member=member, reason="Encore")


# --- Amendments -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r074_only_an_amendment_raises_a_need_and_none_lowers_it_in_the_first_period(
    group: Made, both_signed: Member
) -> None:
    """R074: dated, numbered, with its reason and what was before; lowering is refused before 19 July 2028."""
    member, tilleuls = both_signed, group.cast.tilleuls
    made = amend(group, {tilleuls.pk: 120})
    assert (made.number, [(line.before, line.accounts) for line in made.lines.all()]) == (1, [(90, 120)])
    assert total_of(needs_of(member)) == 120
    with pytest.raises(NeedLowered) as refused:
        amend(group, {tilleuls.pk: 119})
    assert "19\N{NO-BREAK SPACE}juillet\N{NO-BREAK SPACE}2028" in refused.value.sentence
    assert "article 7.1" in refused.value.sentence
    with pytest.raises(NotSignable):
        amend(group, {tilleuls.pk: 120})
    with pytest.raises(WrongOrder):
        amend(group, {tilleuls.pk: 130}, signed_on=SIGNED)
    assert [need.accounts for need in Need.objects.filter(member=member).order_by("pk")] == [90, 120]


@pytest.mark.django_db
def test_r073_in_the_second_period_a_need_may_go_down(group: Made, both_signed: Member) -> None:
    """R073, R074: the last day of the first period still refuses."""
    for day, lowers in ((date(2028, 7, 18), False), (date(2028, 7, 19), True)):
        with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            if lowers:
                assert amend(group, {group.cast.tilleuls.pk: 80}, signed_on=day).number == 1
            else:
                with pytest.raises(NeedLowered):
                    amend(group, {group.cast.tilleuls.pk: 80}, signed_on=day)


@pytest.mark.django_db
def test_r074_an_amendment_brings_another_school_of_the_member(group: Made, both_signed: Member) -> None:
    member, verne = both_signed, group.schools["lettered"]
    amend(group, {verne.pk: 40})
    assert total_of(needs_of(member)) == 130
    assert member.claims.in_force().count() == 2
    assert Amendment.objects.get().lines.get().before == 0


@pytest.mark.django_db
def test_an_amendment_is_of_a_member_that_both_have_signed(group: Made, completed: Member) -> None:
    with pytest.raises(NotSignable):
        amend(group, {group.cast.tilleuls.pk: 120})
    with pytest.raises(Forbidden):
        amendment_sign(
            actor=group.cast.actor("coordinator"), member=group["valmarais"], reason="x", signed_on=NOW.date(),
            accounts={group.cast.tilleuls.pk: 120},
        )  # fmt: skip


# --- A deliberation undone ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_r011_an_act_annulled_before_the_rectorat_signs_makes_the_file_incomplete(
    group: Made, completed: Member
) -> None:
    """Edge case « deliberation withdrawn or annulled after legality check »; with another act, signed again."""
    member, by = completed, group.cast.actor("member_rep")
    undone = deliberation_undo(actor=by, member=member, how=Undoing.ANNULLED, undone_on=date(2026, 2, 3))
    assert undone.number == "2026-12"
    assert state_of(member) == FileState.INCOMPLETE
    assert signature_of(member, Side.MEMBER) is None
    files_sign(actor=signer(group.cast), members=[member])
    assert state_of(member) == FileState.INCOMPLETE
    with pytest.raises(NotSignable):
        member_sign(actor=by, member=member, signed_on=NOW.date())


@pytest.mark.django_db
def test_r011_an_act_annulled_after_both_signed_is_flagged_and_the_member_stays(
    group: Made, both_signed: Member, sign_in: Any
) -> None:
    member, by = both_signed, group.cast.actor("member_rep")
    deliberation_undo(actor=by, member=member, how=Undoing.WITHDRAWN, undone_on=date(2026, 2, 3))
    assert state_of(member) == FileState.SIGNED
    page = sign_in(group.cast.coordinator).get(reverse("consortium:member", args=[member.public_id]))
    assert "n’autorise plus à signer depuis le 3" in page.content.decode()


# --- On screen ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_pages_of_signing_and_amending(group: Made, completed: Member, sign_in: Any) -> None:
    member, own = completed, sign_in(group.cast.member_rep)
    args = [member.public_id]
    locked = own.get(reverse("consortium:needs", args=args)).content.decode()
    assert "Besoins fixés" in locked
    assert f"n_{group.cast.tilleuls.uai}" not in locked
    stale = own.post(
        reverse("consortium:needs", args=args), {f"n_{group.cast.tilleuls.uai}": "3"}, follow=True
    )
    assert "Seul un avenant les change" in stale.content.decode()
    signer(group.cast)
    by = sign_in(group.cast.coordinator)
    ready = by.get(reverse("consortium:sign_all")).content.decode()
    assert "Commune de Valmarais" in ready
    assert "Commune de Brive" not in ready
    assert (
        "Aucun dossier n’était choisi"
        in by.post(reverse("consortium:sign_all"), follow=True).content.decode()
    )
    chosen = {"member": [str(member.public_id), str(group["brive"].public_id), "x"]}
    assert (
        "1\N{NO-BREAK SPACE}dossier signé."
        in by.post(reverse("consortium:sign_all"), chosen, follow=True).content.decode()
    )
    assert state_of(group["brive"]) == FileState.DRAFT
    own = sign_in(group.cast.member_rep)
    school = group.schools["lettered"]
    typed = {
        f"n_{group.cast.tilleuls.pk}": "100", "school": str(school.public_id), "school_accounts": "30",
        "reason": "Rentrée", "signed_on": "2026-11-20",
    }  # fmt: skip
    lower = own.post(reverse("consortium:amend", args=args), typed | {f"n_{group.cast.tilleuls.pk}": "80"})
    assert (lower.status_code, "article 7.1" in lower.content.decode()) == (422, True)
    assert own.post(reverse("consortium:amend", args=args), typed).status_code == 302
    page = own.get(reverse("consortium:needs", args=args)).content.decode()
    assert "Avenant 1" in page
    assert "130" in page
    assert needs_stand(actor=group.cast.actor("member_rep"), member=member) is None
