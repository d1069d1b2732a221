"""Adults brought, prolonged and ended by hand: substitutes, helpers, partners, deputies, agents."""

from datetime import date, timedelta

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions import adults, agents, newcomers, ties
from eprimo.foundation.directory.enums import (
    EndReason,
    Profile,
    StaffFunction,
)
from eprimo.foundation.directory.errors import ReasonMissing, WrongDates
from eprimo.foundation.directory.models import (
    Affiliation,
    Attachment,
    Mandate,
    Person,
    TieProposal,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.acting import LATER, NOT_HEADS, TODAY, arrives, sees


def propose(cast: Cast, who: str = "director", **fields: object) -> Affiliation | TieProposal:
    given = {
        "school_id": cast.tilleuls.pk, "function": StaffFunction.SUBSTITUTE, "starts": TODAY, "ends": LATER,
        "newcomer": newcomers.Newcomer("Tanguy", "Lebreton"), "places": ties.Places(classes=[cast.ce1]),
        "reason": "Remplace Mme Le Gall",
    }  # fmt: skip
    return adults.adult_add(actor=cast.actor(who), **{**given, **fields})  # type: ignore[arg-type]


def add(cast: Cast, who: str = "director", **fields: object) -> Affiliation:
    link = arrives(propose(cast, who, **fields))
    assert isinstance(link, Affiliation)
    return link


def test_substitute_comes_and_goes_by_itself(cast: Cast) -> None:
    link = add(cast)
    person = link.person
    assert person.full_name == "Tanguy LEBRETON"
    actor = for_person(person.pk)
    assert (actor.role, actor.class_ids) == (Role.TEACHER, {cast.ce1.pk})
    with clock.frozen(NOW + timedelta(days=24)):  # 18 December: the last day
        assert for_person(person.pk).class_ids
    with clock.frozen(NOW + timedelta(days=25)):
        assert for_person(person.pk).positions == ()
        assert not sees(person, cast.lea)
    proposed, accepted = AuditLine.objects.order_by("id")
    assert (proposed.person_id, proposed.subject_id) == (cast.director.pk, None)
    assert (proposed.details["until"], accepted.subject_id) == ("2026-12-18", person.pk)
    assert "lebreton" not in f"{proposed.details} {accepted.details}".lower()


def test_dates_and_reason(cast: Cast) -> None:
    with pytest.raises(WrongDates):
        add(cast, starts=LATER, ends=TODAY)
    with pytest.raises(WrongDates):
        add(cast, starts=date(2026, 9, 1), ends=date(2026, 10, 1))
    with pytest.raises(ReasonMissing):
        add(cast, reason="  ")
    with pytest.raises(WrongDates):
        add(cast, function=StaffFunction.PARTNER, places=ties.Places(), ends=date(2027, 11, 26))
    assert not Person.objects.filter(last_name="LEBRETON").exists()


def test_places_of_the_school_only(cast: Cast) -> None:
    for places in (
        ties.Places(classes=[cast.ce1_verne]),
        ties.Places(children=[cast.lea_verne]),
        ties.Places(groups=[make.group(cast.verne)]),
    ):
        with pytest.raises(NotVisible):
            add(cast, places=places)
    with pytest.raises(NotVisible):
        add(cast, function=StaffFunction.PARTNER)  # a partner is invited to groups, never to a class


def test_aesh_for_a_child_and_partner_for_a_group(cast: Cast) -> None:
    aesh = add(cast, function=StaffFunction.AESH, places=ties.Places(children=[cast.noe]))
    assert for_person(aesh.person_id).pupil_ids == {cast.noe.pk}
    partner = add(
        cast, function=StaffFunction.PARTNER, places=ties.Places(groups=[cast.chorale]),
        newcomer=newcomers.Newcomer("Paule", "CHANT"),
    )  # fmt: skip
    assert for_person(partner.person_id).group_ids == {cast.chorale.pk}


def test_an_adult_of_the_school_is_asked_about_and_tied_at_once(cast: Cast) -> None:
    """By name alone, which who directs reads anyhow: nothing that is written besides changes the question."""
    newcomer = newcomers.Newcomer("claire", "Le-gall")
    for written in (
        newcomer,
        newcomers.Newcomer("Claire", "Le Gall", birth_date=date(1980, 1, 2), email="x@exemple.fr"),
    ):
        with pytest.raises(newcomers.KnownPerson) as told:
            propose(cast, newcomer=written, function=StaffFunction.SECRETARY, places=ties.Places())
        assert told.value.candidates == [cast.teacher]
    same = propose(
        cast, newcomer=newcomer, same_as=cast.teacher.public_id, function=StaffFunction.SECRETARY,
        places=ties.Places(),
    )  # fmt: skip
    assert isinstance(same, Affiliation)
    assert same.person == cast.teacher
    assert add(cast, newcomer=newcomer, somebody_else=True).person != cast.teacher
    with pytest.raises(NotVisible):
        propose(cast, newcomer=newcomer, same_as=cast.teacher_verne.public_id)
    with pytest.raises(Forbidden):
        propose(cast, newcomer=newcomers.Newcomer("Anne", "Guilbaud"), same_as=cast.director.public_id)


def test_prolong_and_end_take_the_ties_along(cast: Cast) -> None:
    director = cast.actor("director")
    link = add(cast)
    adults.adult_prolong(actor=director, link=link, ends=date(2027, 1, 31))
    assert Attachment.objects.get(person=link.person).ends == link.ends
    adults.adult_end(actor=director, link=link)
    assert for_person(link.person_id).positions == ()
    assert Attachment.objects.get(person=link.person).end_reason == EndReason.ENDED_BY_HAND
    onde = Affiliation.objects.get(person=cast.teacher)
    Affiliation.objects.filter(pk=onde.pk).update(source="onde")
    onde.refresh_from_db()
    with pytest.raises(Forbidden):
        adults.adult_end(actor=director, link=onde)


@pytest.mark.parametrize("who", NOT_HEADS)
def test_others_add_nobody(cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        add(cast, who)


@pytest.mark.attack
def test_c03_no_role_comes_with_the_form(cast: Cast) -> None:
    """Functions decide the profile; none of them gives a school to direct."""
    for function in StaffFunction:
        places = ties.Places(groups=[cast.chorale])
        link = add(
            cast, function=function, places=places, newcomer=newcomers.Newcomer(f"A{function}", "NOUVEAU")
        )
        assert link.profile in {Profile.TEACHER, Profile.STAFF, Profile.PARTNER}
        assert link.school == cast.tilleuls


def test_deputy(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        adults.deputy_name(
            actor=cast.actor("deputy"),
            school_id=cast.tilleuls.pk,
            adult=cast.teacher,
            ends=LATER,
            reason="Stage",
        )
    with pytest.raises(Forbidden):  # the school has a director
        adults.deputy_name(
            actor=cast.actor("academy"),
            school_id=cast.tilleuls.pk,
            adult=cast.teacher,
            ends=LATER,
            reason="Stage",
        )
    link = adults.deputy_name(
        actor=cast.actor("director"),
        school_id=cast.tilleuls.pk,
        adult=cast.teacher,
        ends=LATER,
        reason="Stage",
    )
    assert for_person(cast.teacher.pk, role=Role.DEPUTY, school_id=cast.tilleuls.pk).heads
    adults.deputy_end(actor=cast.actor("director"), link=link)
    assert not for_person(cast.teacher.pk, role=Role.DEPUTY, school_id=cast.tilleuls.pk).heads
    Affiliation.objects.filter(person=cast.director).update(ends=NOW)
    adults.deputy_name(
        actor=cast.actor("academy"),
        school_id=cast.tilleuls.pk,
        adult=cast.teacher,
        ends=LATER,
        reason="Vacance",
    )


def test_agents(cast: Cast) -> None:
    given = {
        "service": cast.canteen, "newcomer": newcomers.Newcomer("Jo", "CANTINE"), "starts": TODAY, "ends": LATER,
        "reason": "Renfort",
    }  # fmt: skip
    by_director = arrives(agents.agent_add(actor=cast.actor("director"), **given))
    assert isinstance(by_director, Mandate)
    assert for_person(by_director.person_id).role == Role.COMMUNE_AGENT
    by_body = arrives(
        agents.agent_add(
            actor=cast.actor("member_rep"), **{**given, "newcomer": newcomers.Newcomer("Al", "CANTINE")}
        )
    )
    assert isinstance(by_body, Mandate)
    assert (by_director.school_id, by_body.school_id) == (cast.tilleuls.pk, None)
    for who in ("director_verne", "teacher", "academy", "agent"):
        with pytest.raises(Forbidden):
            agents.agent_add(actor=cast.actor(who), **given)
    with pytest.raises(Forbidden):  # the commune named this one
        agents.agent_end(actor=cast.actor("director"), mandate=by_body)
    agents.agent_prolong(actor=cast.actor("director"), mandate=by_director, ends=date(2027, 1, 8))
    agents.agent_end(actor=cast.actor("member_rep"), mandate=by_director)
    assert for_person(by_director.person_id).positions == ()
    stranger = make.commune("44998", "Ailleurs")
    elsewhere = make.commune_service(make.school("0440009Z", "Ailleurs", commune=stranger))
    with pytest.raises(Forbidden):
        agents.agent_add(actor=cast.actor("member_rep"), **{**given, "service": elsewhere})
    assert Mandate.objects.filter(service=elsewhere).count() == 0
