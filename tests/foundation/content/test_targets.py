"""Whom a content names follows the people: two rows made one and parted again, and those who are erased."""

from dataclasses import replace

import pytest

from eprimo.foundation.content.erasing import erase
from eprimo.foundation.content.kinds import To, Writing, kind_of
from eprimo.foundation.content.models import Share, Target
from eprimo.foundation.content.things.addressing import addressed_by, list_choices
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.errors import Forbidden
from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.services.liaison.actions.drafts import Draft, note_save_draft
from eprimo.services.liaison.actions.follow_up import note_follower_add
from tests import factories as make
from tests.cast import Cast
from tests.foundation.directory.merged import everything
from tests.services.liaison.notes import draft, sent, targets_of


def test_a_child_who_is_one_with_another_is_named_once(cast: Cast) -> None:
    twin = make.pupil(cast.tilleuls, cast.ce1, first_name="Léa", last_name="MARTIN-DIALLO")
    both, alone = sent(cast, children=(cast.lea, twin)), sent(cast, children=(twin,))
    before, shared = everything(), set(Share.objects.values_list("resource", "audience"))
    merge = person_merge(actor=cast.actor("director"), kept=cast.lea, absorbed=twin)
    assert targets_of(both) == targets_of(alone) == {("child", cast.lea.pk)}
    person_unmerge(actor=cast.actor("director"), merge=merge)
    assert everything() == before
    assert set(Share.objects.values_list("resource", "audience")) == shared


def test_who_followed_is_named_no_more_once_erased(cast: Cast) -> None:
    """Whom it is about stays: without a name."""
    note = sent(cast, children=(cast.lea,))
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.staff)
    erase(Erasing(people=(cast.staff.pk, cast.lea.pk)))
    assert targets_of(note) == {("child", cast.lea.pk)}


def test_who_was_named_stays_named_when_the_draft_is_written_on(cast: Cast) -> None:
    note = draft(cast, children=(cast.lea,))
    note_follower_add(actor=cast.actor("teacher"), note=note, person=cast.staff)
    words = Draft(title="Autre", body={"type": "doc", "content": []}, to=((To.CHILD, cast.yanis.pk),))
    note_save_draft(actor=cast.actor("teacher"), note=note, draft=words)
    assert targets_of(note) == {("child", cast.yanis.pk), ("person", cast.staff.pk)}


ADDRESSED = {
    "director": "school team ce1 cm2 chorale lea noe",
    "deputy": "school team ce1 cm2 chorale lea noe",
    "teacher": "team ce1 lea",
    "teacher_cm2": "team cm2 noe",
    "staff": "team lea",
    "partner": "chorale",
    "agent": "school lea",
    "samira": "",
    "director_ferme": "",
    "inspector": "",
}


@pytest.mark.parametrize("who", ADDRESSED)
def test_each_role_addresses_its_own_and_nothing_of_another_school(cast: Cast, who: str) -> None:
    """Of a kind that all of them write, to everything; forms offer the same."""
    kind = replace(kind_of("toy"), writing=Writing(authors=frozenset(Role)))
    known = {
        "school": (To.SCHOOL, cast.tilleuls.pk), "verne": (To.SCHOOL, cast.verne.pk),
        "team": (To.TEAM, cast.tilleuls.pk), "their team": (To.TEAM, cast.verne.pk),
        "ce1": (To.CLASS, cast.ce1.pk), "cm2": (To.CLASS, cast.cm2.pk), "theirs": (To.CLASS, cast.ce1_verne.pk),
        "chorale": (To.GROUP, cast.chorale.pk), "lea": (To.CHILD, cast.lea.pk), "noe": (To.CHILD, cast.noe.pk),
    }  # fmt: skip
    actor = cast.actor(who)
    wanted = {known[name] for name in ADDRESSED[who].split()}
    assert addressed_by(actor, kind, known.values()) == wanted
    assert {(one.to, one.target) for one in list_choices(actor, kind)} & set(known.values()) == wanted


def test_a_child_of_an_own_group_is_addressed_by_notes_alone(cast: Cast) -> None:
    """« Notes: own classes and groups »; « Content: by a teacher: families of own classes »."""
    make.join_group(cast.teacher_cm2, cast.chorale)
    teacher, lea = cast.actor("teacher_cm2"), (To.CHILD, cast.lea.pk)
    assert addressed_by(teacher, kind_of("liaison"), [lea]) == {lea}
    assert addressed_by(teacher, kind_of("toy"), [lea]) == set()


@pytest.mark.parametrize("to", [To.SCHOOL, To.TEAM, To.FAMILY, To.PERSON])
def test_nobody_chooses_what_the_kind_does_not_offer(cast: Cast, to: To) -> None:
    """Not even a head, by a form that was changed: a person least of all."""
    target = cast.staff.pk if to == To.PERSON else cast.lea.pk if to == To.FAMILY else cast.tilleuls.pk
    words = Draft(title="À qui", body={"type": "doc", "content": []}, to=((to, target),))
    with pytest.raises(Forbidden):
        note_save_draft(actor=cast.actor("director"), draft=words)
    assert not Target.objects.exists()
