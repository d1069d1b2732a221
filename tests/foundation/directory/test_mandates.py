"""Mandates: given in the own territory, prolonged, ended at once; of the platform by two people."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from eprimo.foundation.access.actors import for_person, from_session, standings
from eprimo.foundation.accounts.policies import may_make_sheets
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.directory.actions.mandates import (
    Ground,
    NoLongerWaiting,
    mandate_end,
    mandate_give,
    mandate_prolong,
    mandate_propose,
    mandate_propose_longer,
    proposal_confirm,
    proposal_refuse,
    proposal_withdraw,
    proposals_lapse,
)
from eprimo.foundation.directory.actions.newcomers import KnownPerson, Newcomer
from eprimo.foundation.directory.actions.ties import tie_accept
from eprimo.foundation.directory.enums import MandateRole, ProposalState
from eprimo.foundation.directory.errors import AlreadyThere, ReasonMissing, WrongDates
from eprimo.foundation.directory.models import (
    Circonscription,
    ContactDetails,
    Department,
    Epci,
    Mandate,
    MandateProposal,
    Person,
    TieProposal,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import MANDATES, Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import arrives

pytestmark = pytest.mark.django_db
WHO = Newcomer("Nour", "Nouvelle", "Mme", email="nour@exemple.fr")
TODAY, JUNE = date(2026, 11, 24), date(2027, 6, 30)


def give(cast: Cast, by: str = "academy", **more: object) -> Mandate:
    given: dict[str, object] = {
        "role": MandateRole.INSPECTOR, "newcomer": WHO, "starts": TODAY, "ends": JUNE, "reason": "Prise de fonction",
        "ground": Ground(circonscription=Circonscription.objects.get(name="Valmarais Nord")), "function": "erun",
    }  # fmt: skip
    row = arrives(mandate_give(actor=cast.actor(by), **{**given, **more}))  # type: ignore[arg-type]
    assert isinstance(row, Mandate)
    return row


def propose(cast: Cast, by: str = "platform", **more: object) -> MandateProposal:
    given: dict[str, object] = {
        "role": MandateRole.CONTRACTOR, "ground": Ground(), "newcomer": WHO, "ends": JUNE, "reason": "Nouveau marché",
    }  # fmt: skip
    return mandate_propose(actor=cast.actor(by), **{**given, **more})  # type: ignore[arg-type]


@pytest.fixture
def two(cast: Cast) -> Cast:
    """A second person of the platform."""
    cast.people["platform_two"] = make.person("Paz", "PLATEFORME")
    make.mandate(cast.platform_two, "platform")
    return cast


def test_an_inspector_is_given_and_acts_at_once(cast: Cast) -> None:
    row = give(cast)
    assert (row.function, row.source, row.person.last_name) == ("erun", "manual", "NOUVELLE")
    actor = for_person(row.person_id)
    assert actor.role == Role.INSPECTOR
    assert actor.mandate_ids == {row.pk}
    line = AuditLine.objects.get(act="directory.tie.proposed")
    assert (line.person_id, line.subject_id, line.details["role"]) == (cast.academy.pk, None, "inspector")
    assert AuditLine.objects.get(act="directory.tie.accepted").subject_id == row.person_id
    assert "Nour" not in str(line.details)


def test_it_ends_by_itself_the_evening_of_its_last_day(cast: Cast) -> None:
    row = give(cast, ends=TODAY)
    with clock.frozen(NOW + timedelta(hours=13)):
        assert for_person(row.person_id).role == Role.INSPECTOR
    with clock.frozen(NOW + timedelta(hours=14)):
        assert not for_person(row.person_id).positions


def test_a_place_of_another_territory_is_not_seen(cast: Cast) -> None:
    far = Department.objects.create(code="99", name="Ailleurs", academy=make.academy("98", "Ailleurs"))
    with pytest.raises(NotVisible):
        give(cast, ground=Ground(circonscription=Circonscription.objects.create(name="Loin", department=far)))
    # A mandate on one department gives nothing in another one of the same academy.
    other = Department.objects.create(code="85", name="Vendée", academy=make.academy())
    cast.people["dsden"] = make.person("Dora", "VENDEE")
    make.mandate(cast.dsden, "academy", department=other)
    with pytest.raises(NotVisible):
        give(cast, by="dsden")
    give(
        cast,
        by="dsden",
        ground=Ground(circonscription=Circonscription.objects.create(name="V", department=other)),
    )


def test_a_grouping_that_reaches_beyond_is_not_given(cast: Cast) -> None:
    epci = Epci.objects.create(siren="200000001", name="Entre deux")
    home = make.commune()
    home.epci = epci
    home.save()
    role = MandateRole.MEMBER_REP
    give(cast, role=role, ground=Ground(epci=epci))
    far = Department.objects.create(code="99", name="Ailleurs", academy=make.academy("98", "Ailleurs"))
    epci.communes.create(insee="99001", name="Loin", department=far)
    with pytest.raises(NotVisible):
        give(cast, role=role, ground=Ground(epci=epci), newcomer=Newcomer("A", "B", email="b@exemple.fr"))


@pytest.mark.parametrize(
    "who", ["director", "inspector", "member_rep", "platform", "coordinator", "contractor"]
)
def test_nobody_else_gives_them(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        give(cast, by=who)
    assert not Mandate.objects.filter(person__last_name="NOUVELLE").exists()


def test_nobody_gives_a_role_to_oneself(cast: Cast) -> None:
    me = cast.academy
    ContactDetails.objects.create(person=me, email="alban@exemple.fr")
    with pytest.raises(Forbidden):
        give(cast, newcomer=Newcomer("Alban", "Rectorat", email="alban@exemple.fr"), same_as=me.public_id)
    own = make.mandate(me, "inspector", circonscription=Circonscription.objects.get(name="Valmarais Nord"))
    for act in (lambda: mandate_prolong(actor=cast.actor("academy"), mandate=own, ends=JUNE),
                lambda: mandate_end(actor=cast.actor("academy"), mandate=own)):  # fmt: skip
        with pytest.raises(Forbidden):
            act()


def test_who_is_read_by_name_is_asked_about_and_nobody_else(cast: Cast) -> None:
    # Of the territory: a teacher whom the academy may name, by name alone.
    known = Newcomer("Claire", "Le Gall", email="claire@exemple.fr")
    with pytest.raises(KnownPerson) as asked:
        give(cast, newcomer=known)
    assert asked.value.candidates == [cast.teacher]
    assert give(cast, newcomer=known, same_as=cast.teacher.public_id).person_id == cast.teacher.pk
    # Somebody else of that name is another person.
    assert give(cast, newcomer=known, somebody_else=True).person_id != cast.teacher.pk
    # A guardian: the academy sees no family, and her name with her e-mail, or her e-mail alone, is a stranger's.
    email = ContactDetails.objects.get(person=cast.samira).email
    for written in (Newcomer("Samira", "Martin", email=email), Newcomer("Nour", "Nouvelle", email=email)):
        made = mandate_give(
            actor=cast.actor("academy"), role=MandateRole.INSPECTOR, newcomer=written, starts=TODAY, ends=JUNE,
            ground=Ground(circonscription=Circonscription.objects.get(name="Valmarais Nord")), reason="Essai",
        )  # fmt: skip
        assert isinstance(made, TieProposal)
    with pytest.raises(NotVisible):
        give(cast, newcomer=WHO, same_as=cast.samira.public_id)


def test_dates_and_reason(cast: Cast) -> None:
    with pytest.raises(ReasonMissing):
        give(cast, reason=" ")
    with pytest.raises(WrongDates):
        give(cast, ends=date(2031, 1, 1))
    with pytest.raises(WrongDates):
        give(cast, ends=date(2026, 11, 1))
    row = give(cast)
    with pytest.raises(AlreadyThere):
        give(cast, newcomer=WHO, same_as=row.person.public_id)
    assert mandate_prolong(actor=cast.actor("academy"), mandate=row, ends=date(2028, 6, 30)).ends is not None
    with pytest.raises(WrongDates):
        mandate_prolong(actor=cast.actor("academy"), mandate=row, ends=date(2031, 1, 1))


def test_ended_the_rights_are_gone_at_once_streams_included(cast: Cast) -> None:
    """Epochs are raised by trigger: the kept session and the open stream no longer stand."""
    account = cast.inspector.account
    row, key = session_open(account)
    before = from_session(key)
    assert before is not None
    assert before.actor.mandate_ids
    standing = standings([row.pk])[row.pk]
    assert standing.stamp == before.standing.stamp
    mandate_end(actor=cast.actor("academy"), mandate=Mandate.objects.get(person=cast.inspector))
    assert standings([row.pk])[row.pk].stamp != standing.stamp
    after = from_session(key)
    assert after is None or not after.actor.mandate_ids


def test_the_platform_gives_by_two_people(two: Cast) -> None:
    waiting = propose(two)
    assert not Person.objects.filter(last_name="NOUVELLE").exists()
    for who in ("platform", "academy", "coordinator"):
        with pytest.raises(Forbidden):
            proposal_confirm(actor=two.actor(who), proposal=waiting)
    tie = proposal_confirm(actor=two.actor("platform_two"), proposal=waiting)
    assert isinstance(tie, TieProposal)
    assert not Mandate.objects.filter(role=MandateRole.CONTRACTOR).exclude(person=two.contractor).exists()
    assert for_person(arrives(tie).person_id).role == Role.CONTRACTOR
    waiting.refresh_from_db()
    assert (waiting.state, waiting.email) == (ProposalState.CONFIRMED, "")
    with pytest.raises(NoLongerWaiting):
        proposal_refuse(actor=two.actor("platform_two"), proposal=waiting)


def test_neither_who_proposed_nor_who_confirmed_accepts_it(two: Cast) -> None:
    for name in ("platform", "platform_two"):
        person = two.people[name]
        waiting = propose(two, newcomer=Newcomer(person.first_name, person.last_name, email="moi@exemple.fr"))
        tie = proposal_confirm(actor=two.actor("platform_two"), proposal=waiting)
        assert isinstance(tie, TieProposal)
        with pytest.raises(Forbidden):
            tie_accept(actor=two.actor(name), tie=tie, by_code=True)
    # The database refuses it too, of a prolongation.
    longer = MandateProposal.objects.create(
        person=two.contractor, role="contractor", reason="Suite", proposed_by=two.platform,
        ends=NOW + timedelta(days=90), expires_at=NOW + timedelta(days=7),
    )  # fmt: skip
    for who in (two.contractor, two.platform):
        with pytest.raises(IntegrityError), transaction.atomic():
            MandateProposal.objects.filter(pk=longer.pk).update(
                state="confirmed", decided_by=who, decided_at=NOW
            )


def test_refused_taken_back_or_too_late_nothing_is_given(two: Cast) -> None:
    first, second, third = propose(two), propose(two), propose(two)
    proposal_refuse(actor=two.actor("platform_two"), proposal=first)
    with pytest.raises(Forbidden):
        proposal_withdraw(actor=two.actor("platform_two"), proposal=second)
    proposal_withdraw(actor=two.actor("platform"), proposal=second)
    with clock.frozen(NOW + timedelta(days=7)):
        for one in (first, second, third):
            with pytest.raises(NoLongerWaiting):
                proposal_confirm(actor=two.actor("platform_two"), proposal=one)
    with clock.frozen(NOW + timedelta(days=9)):
        assert proposals_lapse() == 3
        assert proposals_lapse() == 0
    assert not Mandate.objects.filter(role=MandateRole.CONTRACTOR).exclude(person=two.contractor).exists()


def test_who_proposed_is_still_of_the_platform(two: Cast) -> None:
    waiting = propose(two)
    Mandate.objects.filter(person=two.platform).update(ends=NOW - timedelta(hours=1))
    with pytest.raises(NoLongerWaiting):
        proposal_confirm(actor=two.actor("platform_two"), proposal=waiting)


def test_prolonging_takes_two_and_ending_one(two: Cast) -> None:
    row = Mandate.objects.get(person=two.contractor)
    with pytest.raises(Forbidden):
        mandate_prolong(actor=two.actor("platform"), mandate=row, ends=JUNE)
    waiting = mandate_propose_longer(actor=two.actor("platform"), mandate=row, ends=JUNE, reason="Suite")
    with pytest.raises(AlreadyThere):
        mandate_propose_longer(actor=two.actor("platform_two"), mandate=row, ends=JUNE, reason="Suite")
    row.refresh_from_db()
    assert row.ends is None
    proposal_confirm(actor=two.actor("platform_two"), proposal=waiting)
    assert Mandate.objects.get(pk=row.pk).ends is not None
    mandate_end(actor=two.actor("platform"), mandate=row)
    assert not for_person(two.contractor.pk).mandate_ids


def test_the_server_names_administrators(cast: Cast) -> None:
    """No screen does: the first two come from a command, and one given again lasts longer."""
    who = {
        "first_name": "Paz",
        "last_name": "Plateforme",
        "email": "paz@exemple.fr",
        "reason": "Exploitation",
    }
    out = io.StringIO()
    call_command("give_platform", **who, until=JUNE, stdout=out)
    call_command("give_platform", **who, until=date(2027, 9, 30), stdout=out)
    row = Mandate.objects.get(person__last_name="PLATEFORME")
    assert for_person(row.person_id).role == Role.PLATFORM
    assert "print_sheet --login paz.plateforme" in out.getvalue()
    assert row.ends is not None
    assert row.ends.date() == date(2027, 9, 30)
    with pytest.raises(CommandError):
        call_command("give_platform", **who, until=date(2031, 1, 1), stdout=out)


def test_the_academy_makes_the_sheet_of_whom_it_alone_mandates(cast: Cast) -> None:
    """It opens what mandates do, so nobody else's is among them; of a school or a family it shows nothing."""
    row = give(cast)
    academy = cast.actor("academy")
    assert may_make_sheets(academy, [row.person_id], MANDATES)
    assert not may_make_sheets(academy, [row.person_id], cast.tilleuls.pk)
    assert not may_make_sheets(cast.actor("platform"), [row.person_id])
    assert not may_make_sheets(academy, [cast.academy.pk])
    for one in (cast.samira, cast.teacher, cast.platform):
        make.mandate(one, "inspector", circonscription=Circonscription.objects.get(name="Valmarais Nord"))
    for name, expected in (("samira", True), ("teacher", True), ("platform", False)):
        assert may_make_sheets(academy, [cast.people[name].pk], MANDATES) is expected, name
    # A head whom the academy prints a sheet for is so at the school, and nowhere else.
    assert may_make_sheets(academy, [cast.director.pk], cast.tilleuls.pk)
    assert not may_make_sheets(academy, [cast.director.pk], MANDATES)
    assert not may_make_sheets(academy, [cast.director.pk], cast.verne.pk)


def test_nobody_ends_or_prolongs_an_own_mandate(cast: Cast) -> None:
    """Somebody of the academy is an inspector of its territory too: another one of the academy ends that."""
    own = make.mandate(
        cast.academy, "inspector", circonscription=Circonscription.objects.get(name="Valmarais Nord"),
        ends=NOW + timedelta(days=30),
    )  # fmt: skip
    acting = cast.actor("academy", Role.ACADEMY)
    with pytest.raises(Forbidden):
        mandate_end(actor=acting, mandate=own)
    with pytest.raises(Forbidden):
        mandate_prolong(actor=acting, mandate=own, ends=JUNE)
    other = make.person("Ada", "RECTORAT")
    make.mandate(other, "academy", academy=make.academy())
    mandate_end(actor=for_person(other.pk, role=Role.ACADEMY), mandate=own)
    own.refresh_from_db()
    assert own.ends == NOW
