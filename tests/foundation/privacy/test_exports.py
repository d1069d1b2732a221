"""Copies of one's data: who may ask, open and find them, and what becomes of them once made."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.directory.actions.guardians import restriction_lift
from eprimo.foundation.directory.enums import EndReason, Profile, RestrictionLevel
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.notifications.live.badges import open_to_do
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.notifications.queries import open_notices
from eprimo.foundation.privacy.erasure import Reason, person_erase
from eprimo.foundation.privacy.exports.actions import (
    KEPT,
    export_ask_child,
    export_drop,
    export_fetch,
    exports_drop,
    exports_expire,
    pupil_export,
)
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.exports.policies import can_see, may_export_child, visible_to
from eprimo.foundation.privacy.exports.queries import export_for
from eprimo.foundation.privacy.models import Export, ExportPart, RequestKind
from eprimo.foundation.privacy.requests.actions import request_decide, request_make
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.privacy import copies
from tests.foundation.privacy.changes import leaves, restricts

pytestmark = pytest.mark.django_db


# --- who -----------------------------------------------------------------------------------------------


MAY = {
    "lea": "samira paul", "noe": "samira", "yanis": "no_exercise in_charge teacher_parent", "zoe": "restricted_1",
    "former_pupil": "former_guardian", "lea_verne": "guardian_verne",
}  # fmt: skip


@pytest.mark.parametrize("child", MAY)
def test_guardians_of_every_kind_but_contacts_and_restricted_have_the_child(cast: Cast, child: str) -> None:
    allowed = [name for name in cast.people if may_export_child(cast.actor(name), cast.people[child].pk)]
    assert sorted(allowed) == sorted(MAY[child].split())


def test_a_link_that_stood_until_the_child_left_still_opens_the_copy(cast: Cast) -> None:
    leaves(cast, "lea")
    assert may_export_child(cast.actor("paul"), cast.lea.pk)
    assert copies.of_child(cast, "paul", cast.lea).is_ready


@pytest.mark.parametrize("reason", [EndReason.CORRECTED, EndReason.ENDED_BY_HAND, EndReason.MERGED])
def test_a_link_that_was_undone_opens_nothing(cast: Cast, reason: EndReason) -> None:
    leaves(cast, "lea")
    Guardianship.objects.filter(adult=cast.paul).update(end_reason=reason)
    assert not may_export_child(cast.actor("paul"), cast.lea.pk)
    assert may_export_child(cast.actor("samira"), cast.lea.pk)


def test_a_link_that_ended_while_the_child_stayed_opens_nothing(cast: Cast) -> None:
    Guardianship.objects.filter(adult=cast.paul).update(
        ends=clock.now(), end_reason=EndReason.ABSENT_FROM_SOURCE
    )
    assert not may_export_child(cast.actor("paul"), cast.lea.pk)
    leaves(cast, "lea")
    Guardianship.objects.filter(adult=cast.paul).update(ends=clock.now() - timedelta(days=3))
    assert not may_export_child(cast.actor("paul"), cast.lea.pk)


def test_a_decision_outlives_the_departure(cast: Cast) -> None:
    leaves(cast, "zoe")
    assert not may_export_child(cast.actor("restricted_2"), cast.zoe.pk)
    assert may_export_child(cast.actor("restricted_1"), cast.zoe.pk)


def test_a_school_without_contract_keeps_nobody_from_the_copy(cast: Cast, client: Any, sign_in: Any) -> None:
    cast.tilleuls.entitlements.update(ends=NOW - timedelta(days=1))
    sign_in(cast.samira)
    assert client.get("/mes-donnees/").status_code == 200
    assert client.post(reverse("my_data:ask_child", args=[cast.lea.public_id])).status_code == 302
    exports_make()
    assert "Léa" in copies.whole(Export.objects.get())


def test_both_forms_of_the_right_agree_for_everybody(cast: Cast) -> None:
    for who in (
        "samira",
        "lea",
        "teacher",
        "former_guardian",
        "former_pupil",
        "restricted_1",
        "restricted_2",
    ):
        copies.own(cast, who)
    for who, child in (("samira", "lea"), ("paul", "lea"), ("restricted_1", "zoe"), ("in_charge", "yanis")):
        copies.of_child(cast, who, cast.people[child])
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk, cast.zoe.pk])
    # After the copies were made: a decision, its end, a link that ends.
    restricts(cast, "samira", "noe", RestrictionLevel.PROTECTED_CONTACT)
    lifted = GuardianRestriction.objects.get(guardianship__adult=cast.restricted_1)
    restriction_lift(actor=cast.actor("director"), restriction=lifted, reason="Jugement")
    Guardianship.objects.filter(adult=cast.in_charge).update(ends=clock.now(), end_reason=EndReason.CORRECTED)
    seen = 0
    for name in cast.people:
        actor = cast.actor(name)
        listed = set(Export.objects.filter(visible_to(actor)))
        assert listed == {one for one in Export.objects.all() if can_see(actor, one)}, name
        seen += len(listed)
    assert seen > 8


@pytest.mark.parametrize("level", [RestrictionLevel.PROTECTED_CONTACT, RestrictionLevel.NO_INFORMATION])
def test_a_decision_shuts_what_was_made_before_it(cast: Cast, level: RestrictionLevel) -> None:
    """A file that is ready holds places, or the child: neither the child's nor the own copy opens any more."""
    before = [copies.own(cast, "paul"), copies.of_child(cast, "paul", cast.lea)]
    restricts(cast, "paul", "lea", level)
    for export in before:
        with pytest.raises(NotVisible):
            export_for(cast.actor("paul"), export.public_id)
        with pytest.raises(NotVisible):
            export_fetch(actor=cast.actor("paul"), export=export)
    assert copies.own(cast, "paul").is_ready


def test_what_was_asked_about_a_child_goes_with_the_right_to_know_of_it(cast: Cast) -> None:
    """The answer of the school may say where the child is now."""
    asked = {"kind": RequestKind.RECTIFY, "what": "class", "words": "Mes mots sur elle"}
    row = request_make(actor=cast.actor("paul"), subject=cast.lea, **asked)
    request_decide(
        actor=cast.actor("director"), request=row, accept=True, code="corrected", answer="Chez Zoé"
    )
    assert "Chez Zoé" in copies.whole(copies.own(cast, "paul"))
    restricts(cast, "paul", "lea", RestrictionLevel.NO_INFORMATION)
    text = copies.whole(copies.own(cast, "paul"))
    assert "Chez Zoé" not in text
    assert "Mes mots sur elle" not in text


def test_the_other_guardian_finds_neither_the_copy_nor_that_it_exists(cast: Cast) -> None:
    export = copies.of_child(cast, "samira", cast.lea)
    for who in ("paul", "lea", "director", "teacher", "platform"):
        with pytest.raises(NotVisible):
            export_for(cast.actor(who), export.public_id)


def test_a_stranger_is_refused_by_the_act_itself(cast: Cast) -> None:
    for who in ("contact", "restricted_2", "teacher", "director", "guardian_verne"):
        with pytest.raises(Forbidden):
            export_ask_child(actor=cast.actor(who), child=cast.lea if who != "restricted_2" else cast.zoe)
    assert not Export.objects.exists()


def test_an_affiliation_of_another_kind_makes_no_child(cast: Cast) -> None:
    """Somebody who was a pupil here and works in a school now is spoken to as an adult."""
    make.affiliation(cast.former_pupil, cast.verne, Profile.STAFF)
    assert "Mes données" in copies.whole(copies.own(cast, "former_pupil"))


# --- afterwards ----------------------------------------------------------------------------------------


def test_a_guardian_is_told_once_and_no_more_when_it_is_taken(cast: Cast) -> None:
    export = copies.own(cast, "samira")
    notice = open_notices(cast.actor("samira"))
    assert [one.card for one in notice] == ["privacy.ready"]
    assert open_to_do(cast.actor("samira")) == 1
    assert not open_notices(cast.actor("paul"))
    export_fetch(actor=cast.actor("samira"), export=export)
    assert open_to_do(cast.actor("samira")) == 0
    copies.own(cast, "samira")
    assert open_to_do(cast.actor("samira")) == 1
    assert Notice.objects.count() == 1


def test_what_else_waits_on_the_home_stays_as_it_is(cast: Cast) -> None:
    """A teacher who is a parent and stands in for the director: a request to answer is not lost to a copy."""
    make.affiliation(cast.teacher_parent, cast.tilleuls, Profile.DEPUTY, ends=NOW + timedelta(days=9))
    actor = cast.actor("samira")
    request_make(actor=actor, kind=RequestKind.RECTIFY, subject=cast.samira, what="name")
    waiting = Notice.objects.filter(recipient=cast.teacher_parent, card="privacy.decide")
    assert waiting.count() == 1
    for _ in range(2):
        copies.own(cast, "teacher_parent")
    cards = Notice.objects.filter(recipient=cast.teacher_parent, resource=None)
    assert sorted(cards.values_list("card", flat=True)) == ["privacy.decide", "privacy.ready"]


@pytest.mark.parametrize("who", ["teacher", "lea", "former_guardian"])
def test_who_has_no_such_home_is_not_told_there(cast: Cast, who: str) -> None:
    copies.own(cast, who)
    assert not Notice.objects.exists()


def test_a_copy_is_forgotten_after_a_week(cast: Cast) -> None:
    copies.own(cast, "samira")
    with clock.frozen(NOW + KEPT - timedelta(seconds=1)):
        assert exports_expire() == 0
    with clock.frozen(NOW + KEPT):
        assert exports_expire() == 1
        assert open_to_do(cast.actor("samira")) == 0
    assert not ExportPart.objects.exists()


def test_each_step_is_in_the_trail_without_a_name(cast: Cast) -> None:
    export = copies.of_child(cast, "samira", cast.lea)
    export_fetch(actor=cast.actor("samira"), export=export)
    export_drop(actor=cast.actor("samira"), export=export)
    lines = AuditLine.objects.filter(act__startswith="privacy.").order_by("id")
    assert [one.act.rpartition(".")[2] for one in lines] == ["asked", "fetched", "dropped"]
    assert {one.subject_id for one in lines} == {cast.lea.pk}
    assert all(one.details == {"kind": "child"} for one in lines)


def test_an_erasure_takes_every_copy_that_speaks_of_the_person(cast: Cast) -> None:
    copies.own(cast, "samira")
    copies.of_child(cast, "samira", cast.lea)
    copies.own(cast, "paul")
    copies.own(cast, "teacher")
    assert exports_drop(person_ids=[cast.noe.pk]) == 1, "only her own copy speaks of Noé"
    assert exports_drop(person_ids=[cast.paul.pk]) == 1
    assert {one.asked_by_id for one in Export.objects.all()} == {cast.samira.pk, cast.teacher.pk}


def test_whoever_is_erased_takes_the_copies_along(cast: Cast) -> None:
    copies.own(cast, "samira")
    copies.of_child(cast, "paul", cast.lea)
    pupil_export(actor=None, school_id=cast.tilleuls.pk, child_ids=[cast.lea.pk])
    exports_make()
    person_erase(person=cast.lea, reason=Reason.LEFT)
    assert not Export.objects.exists()
    assert not ExportPart.objects.exists()
