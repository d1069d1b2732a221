"""Which acts are strong, typed from « Second factor: strong acts » of the rights page; what passes without a factor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver

from eprimo.foundation.access.actors import from_session
from eprimo.foundation.accounts.models import Session
from eprimo.foundation.accounts.sessions import session_open
from eprimo.foundation.content import richtext
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.mass_audience import of_resource
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish, thing_readdress
from eprimo.foundation.factors.actions.enrolment import factors_begin
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.factors import (
    ABOVE,
    GRACE,
    FactorHeld,
    FactorNeeded,
    Strength,
    asked_of,
    factor_ask,
    factor_lacks,
)
from eprimo.foundation.kernel.models import FactorTerm
from eprimo.foundation.kernel.rights import POLICIES
from eprimo.foundation.kernel.services import discover
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.news.service import NEWS
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.factors.conftest import Equipped
from tests.services.liaison import notes as notes_of

pytestmark = pytest.mark.django_db

Make = Callable[..., Equipped]

# « fresh: restriction, guardianship, mandate, seat, sheet of an adult, factor, bank details, exports of
# more than 30 children »; « AAF from a page: academy, fresh ».
FRESH = {
    "directory.restriction.change",
    "directory.guardianship.change",
    "directory.mandate.give",
    "directory.mandate.propose",
    "directory.mandate.keep",
    "directory.mandate.second",
    "directory.mandate.take_back",
    "directory.agent.keep",
    "directory.tie.print",
    "intake.academy.import",
    "consortium.invitation.make",
    "consortium.representation.change",
    "consortium.signatory.name",
    "consortium.signer.confirm",
    "orders.seller.write",
    "tender.commission.keep",
    "vouching.code.give",
    "vouching.role.invite",
}
# « keys table »; sealed document; imports; support access; what is done for a whole school.
STRONG = {
    "alarms.alarm.name",
    "console.account.suspend",
    "directory.adult.keep",
    "directory.consent.record",
    "directory.deputy.name",
    "directory.entitlement.grant",
    "directory.family.open",
    "directory.person.merge",
    "directory.restriction.read_reason",
    "directory.support.answer",
    "directory.support.ask",
    "directory.support.end",
    "directory.support.read",
    "directory.tie.keep",
    "directory.year.change",
    "intake.delivery.import",
    "intake.delivery.open",
    "intake.delivery.undo",
    "orders.order.bind",
    "presence.register.open",
    "presence.step.open",
    "presence.step.report",
    "privacy.request.decide",
    "switches.switch.change",
}
# « more than one class, or more than 30 children »; sheets by whose they are.
BY_OBJECT = {
    "accounts.sheet.make",
    "directory.people.export",
    "liaison.note.correct",
    "liaison.note.print",
    "liaison.note.remind",
    "liaison.note.send",
    "liaison.note.send_urgent",
    "liaison.note.withdraw",
    "liaison.slips.print",
}
# One's own: asks for nothing in any role (« accept, animal, read » and what is the person's alone).
OWN = {
    "accounts.account.own",
    "accounts.account.whole",
    "accounts.role.use",
    "accounts.session.end",
    "content.occasion.pack",
    "directory.animal.choose",
    "directory.tie.answer",
    "factors.factor.change",
    "notifications.device.own",
    "notifications.device.remove",
    "notifications.preference.own",
    # « Never: … the call »
    "presence.call.take",
    "presence.hosted.call",
    "privacy.contents.decide",
    "privacy.export.child",
    "privacy.export.own",
    "privacy.optional.clear",
    "privacy.request.make",
    "privacy.request.read",
    "privacy.request.withdraw",
}


def actor_of(cast: Cast, who: str) -> Actor:
    """In a session that has shown nothing."""
    signed_in = from_session(session_open(cast.people[who].account)[1])
    assert signed_in is not None
    return signed_in.actor


def test_strong_policies_are_those_of_the_rights_page() -> None:
    """Who marks another one writes it here, from the page."""
    assert get_resolver().url_patterns
    discover()
    marks = {act: policy.strong for act, policy in POLICIES.items() if policy.strong is not None}
    publishes = {act for act in marks if act.endswith((".thing.publish", ".thing.correct"))}
    assert {act for act, mark in marks.items() if mark is Strength.FRESH} == FRESH
    assert {act for act, mark in marks.items() if mark is Strength.STRONG} == STRONG
    assert {act for act, mark in marks.items() if mark is Strength.NONE} == OWN
    assert {act for act, mark in marks.items() if callable(mark)} == BY_OBJECT | publishes
    assert publishes


def test_everything_is_strong_above_the_schools_and_nothing_for_families(cast: Cast) -> None:
    assert {
        Role.INSPECTOR, Role.ACADEMY, Role.COORDINATOR, Role.MEMBER_REP, Role.MANAGING_BODY, Role.COMMISSION,
        Role.CONTRACTOR, Role.PLATFORM,
    } == ABOVE  # fmt: skip
    for who in (
        "inspector",
        "academy",
        "coordinator",
        "member_rep",
        "managing_body",
        "commission",
        "platform",
    ):
        assert asked_of(None, actor_of(cast, who)) == Strength.STRONG
        assert asked_of(Strength.NONE, actor_of(cast, who)) == Strength.NONE
        # An act that is light for others, as the sheets of one class are, is not so here; nor on a strong screen.
        assert asked_of(lambda _: Strength.NONE, actor_of(cast, who)) == Strength.STRONG
        assert asked_of(lambda _: Strength.FRESH, actor_of(cast, who)) == Strength.FRESH
    on_screen = replace(actor_of(cast, "teacher"), on_strong_screen=True)
    assert asked_of(lambda _: Strength.NONE, on_screen) == Strength.STRONG
    assert asked_of(lambda _: Strength.NONE, actor_of(cast, "teacher")) == Strength.NONE
    # Whoever has none yet prepares the first one: on a new installation nobody was invited.
    factors_begin(actor_of(cast, "platform"))
    for who in ("samira", "lea"):
        for mark in (None, *Strength):
            assert asked_of(mark, actor_of(cast, who)) == Strength.NONE
    assert asked_of(None, actor_of(cast, "teacher")) == Strength.NONE


def test_without_one_a_teacher_writes_to_one_class_and_not_to_two(cast: Cast) -> None:
    """Signs in, writes to one own class, sends; the director to two classes: asked."""
    teacher = actor_of(cast, "teacher")
    note = notes_of.draft(cast)
    assert note_send(actor=teacher, note=note).resource.published_at is not None
    both = notes_of.draft(cast, by="director", classes=(cast.ce1, cast.cm2))
    with pytest.raises(FactorNeeded):
        note_send(actor=actor_of(cast, "director"), note=both)
    both.resource.refresh_from_db()
    assert both.resource.published_at is None


def test_a_group_is_many_from_the_thirty_first_child(cast: Cast) -> None:
    """And children that are named, one by one."""
    group = make.group(cast.tilleuls, "Chorale des grands")
    note = notes_of.draft(cast, by="director", groups=(group,))
    for number in range(30):
        make.join_group(make.pupil(cast.tilleuls, cast.ce1, first_name=f"Enfant{number}"), group)
    assert of_resource(note.resource) == Strength.NONE
    make.join_group(make.pupil(cast.tilleuls, cast.ce1, first_name="Trente"), group)
    assert of_resource(note.resource) == Strength.STRONG


def test_what_was_given_to_one_class_is_not_given_to_all_behind_the_back(cast: Cast) -> None:
    """Published to one class nobody is asked; to give it to the school then is as to publish it there."""
    director = actor_of(cast, "director")
    said = DraftInput(
        title="Fête", body=richtext.parse("Venez."), targets=((To.CLASS, cast.ce1.pk),), readers=EVERYBODY
    )
    news = thing_publish(actor=director, kind=NEWS, resource=draft_save(actor=director, kind=NEWS, said=said))
    for targets in ([(To.SCHOOL, cast.tilleuls.pk)], [(To.CLASS, cast.ce1.pk), (To.CLASS, cast.cm2.pk)]):
        with pytest.raises(FactorNeeded), transaction.atomic():
            thing_readdress(actor=director, kind=NEWS, resource=news, targets=targets, readers=EVERYBODY)
    assert [one.target for one in news.targets.all()] == [cast.ce1.pk]
    thing_readdress(
        actor=director, kind=NEWS, resource=news, targets=[(To.CLASS, cast.cm2.pk)], readers=EVERYBODY
    )


def test_one_class_and_others_are_counted_together(cast: Cast) -> None:
    group = make.group(cast.tilleuls, "Chorale des grands")
    note = notes_of.draft(cast, by="director", classes=(cast.ce1,), groups=(group,))
    for number in range(25):
        make.join_group(make.pupil(cast.tilleuls, cast.cm2, first_name=f"Enfant{number}"), group)
    assert of_resource(note.resource) == Strength.NONE
    for number in range(6):
        make.pupil(cast.tilleuls, cast.ce1, first_name=f"Autre{number}")
    assert of_resource(note.resource) == Strength.STRONG


def test_sheets_ask_by_whose_they_are(cast: Cast) -> None:
    """Pupils of one class: nothing; of two: strong; an adult: fresh."""
    rule = POLICIES["accounts.sheet.make"]
    teacher, director = actor_of(cast, "teacher"), actor_of(cast, "director")
    assert rule.strength(teacher, [cast.lea.pk, cast.yanis.pk]) == Strength.NONE
    assert rule.strength(director, [cast.lea.pk, cast.noe.pk]) == Strength.STRONG
    assert rule.strength(director, [cast.samira.pk]) == Strength.FRESH
    assert rule.strength(director, [cast.lea.pk, cast.teacher.pk]) == Strength.FRESH


def test_a_role_is_invited_warned_then_asked(cast: Cast) -> None:
    """Six weeks, and not a day more; who has a factor is asked from the first day; a role without a term always was."""
    assert factor_lacks(actor_of(cast, "director"), Strength.STRONG)
    FactorTerm.objects.create(role="director", invited_on=NOW.date())
    assert not factor_lacks(actor_of(cast, "director"), Strength.FRESH)
    assert factor_lacks(actor_of(cast, "academy"), Strength.STRONG)
    with clock.frozen(NOW + GRACE - timedelta(days=1)):
        assert not factor_lacks(actor_of(cast, "director"), Strength.STRONG)
    with clock.frozen(NOW + GRACE):
        assert factor_lacks(actor_of(cast, "director"), Strength.STRONG)
    account = cast.director.account  # type: ignore[attr-defined]
    account.factors_since = NOW
    account.save(update_fields=["factors_since"])
    assert factor_lacks(actor_of(cast, "director"), Strength.STRONG)


def test_a_hold_stops_what_is_fresh_alone(cast: Cast) -> None:
    account = cast.director.account  # type: ignore[attr-defined]
    account.factor_held_until = NOW + timedelta(hours=24)
    account.save(update_fields=["factor_held_until"])
    _, key = session_open(account)
    Session.objects.update(second_factor_at=NOW)
    signed_in = from_session(key)
    assert signed_in is not None
    factor_ask(signed_in.actor, Strength.STRONG)
    with pytest.raises(FactorHeld):
        factor_ask(signed_in.actor, Strength.FRESH)


def test_an_act_that_a_form_refuses_is_asked_by_the_page_itself(equipped: Make, cast: Cast) -> None:
    """No form takes the question for a fault of its fields; wrong fields come after it."""
    one = equipped("director")
    address = f"/ecole/personnes/{cast.teacher.public_id}/suspendre/"
    posted = {"reason": "Le temps d’une enquête"}
    asked = one.client.post(address, posted)
    assert asked.status_code == 403
    assert "Confirmez que c’est vous" in asked.content.decode()
    assert "Le temps d’une enquête" in asked.content.decode()
    done: Any = one.client.post(address, {**posted, "factor_code": one.code()})
    assert done.status_code == 302
    cast.teacher.account.refresh_from_db()  # type: ignore[attr-defined]
    assert cast.teacher.account.state == "suspended"  # type: ignore[attr-defined]


def test_tasks_and_commands_act_for_who_asked(cast: Cast) -> None:
    """An actor without a session: nobody sits there to be asked."""
    assert cast.actor("director").session_id == 0
    factor_ask(cast.actor("director"), Strength.FRESH)
