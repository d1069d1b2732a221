"""Writing first on a matter: a family to those who answer for its child, the school to each guardian apart. The cases
F1 to F9 are those of the page on messages."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from eprimo.foundation.access.audiences import audiences_for
from eprimo.foundation.access.models import AudienceKind, AudienceProfile
from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.lists import own_list, school_list
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.directory.actions.merges import person_merge, person_unmerge
from eprimo.foundation.directory.models import Affiliation, Attachment, ClassMembership, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden, NotVisible
from eprimo.foundation.kernel.models import AuditLine
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.live.badges import badges_of
from eprimo.foundation.notifications.models import Notice, NoticeState
from eprimo.services.messages.actions import conversation_close, family_write, words_recall, words_seen
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.access.walled import key_of
from tests.services.messages import words
from tests.wall import session

FORM = {"matter": "health", "body": "Elle tousse."}
TO_SCHOOL = reverse("messages:to_school")


def badge(cast: Cast, who: str) -> int:
    return badges_of(cast.actor(who))["todo"]


def page_url(conversation: Conversation) -> str:
    return reverse("messages:one", args=[conversation.public_id])


def show_url(conversation: Conversation) -> str:
    return reverse("messages:show", args=[conversation.public_id])


def moved_to_cm2(cast: Cast) -> None:
    ClassMembership.objects.filter(person=cast.lea).update(ends=NOW)
    ClassMembership.objects.create(
        person=cast.lea, class_group=cast.cm2, school=cast.tilleuls, starts=NOW - timedelta(hours=1)
    )


def test_f1_a_family_writes_first_and_the_teacher_s_home_counts_it(cast: Cast, sign_in: Any) -> None:
    before = badge(cast, "teacher")
    client = sign_in(cast.samira)
    form = client.get(TO_SCHOOL, {"enfant": cast.lea.public_id}).text
    assert cast.teacher.formal_name in form
    answer = client.post(f"{TO_SCHOOL}?enfant={cast.lea.public_id}", FORM)
    assert (answer.status_code, badge(cast, "teacher")) == (302, before + 1)
    home = sign_in(cast.teacher).get("/").text
    assert "1 famille vous a écrit" in home
    # The other guardian finds nothing, by list or by address.
    (conversation,) = Conversation.objects.all()
    client = sign_in(cast.paul)
    assert own_list(cast.actor("paul")).items == []
    assert client.get(page_url(conversation)).status_code == 404
    # Nor does the direction, which is not written to.
    for who in ("director", "teacher_cm2", "teacher_verne", "staff", "agent"):
        with pytest.raises(NotVisible):
            words.bodies(cast, conversation, who)


def test_words_that_name_no_child_are_kept_until_it_is_said_whom_they_are_about(
    cast: Cast, sign_in: Any
) -> None:
    """A guardian of several children: nothing leaves before one is chosen, and what was typed is looked over there."""
    client = sign_in(cast.samira)
    answer = client.post(TO_SCHOOL, FORM)
    assert (answer.status_code, Conversation.objects.count()) == (422, 0)
    assert 'name="body" value="Elle tousse."' in answer.text
    choice = f"{cast.lea.public_id} {cast.tilleuls.public_id}"
    assert f'value="{choice}"' in answer.text
    page = client.post(TO_SCHOOL, FORM | {"pour": choice})
    assert (page.status_code, Conversation.objects.count()) == (200, 0)
    assert "Elle tousse.</textarea>" in page.text
    assert page.context["form"].initial["matter"] == "health"
    # Who sees there that it was another child goes back to the choice with what was typed.
    where = {"enfant": cast.lea.public_id, "ecole": cast.tilleuls.public_id}
    assert 'form="ecrire" name="pour" value=""' in page.text
    back = client.post(TO_SCHOOL, FORM | where | {"pour": ""})
    assert (back.status_code, Conversation.objects.count()) == (200, 0)
    assert 'name="body" value="Elle tousse."' in back.text
    # Where nothing was typed, nothing is told to be kept.
    assert "est gardé" not in client.post(TO_SCHOOL, {"pour": "", "key": str(uuid4())}).text
    assert client.post(TO_SCHOOL, FORM | {"pour": f"{cast.zoe.public_id} "}).status_code == 404
    assert client.post(TO_SCHOOL, FORM | where).status_code == 302
    assert Conversation.objects.get().child_id == cast.lea.pk


def test_f2_the_school_writes_to_both_and_each_answers_alone(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    url = reverse("messages:to_family", args=[cast.lea.public_id])
    page = client.get(url).text
    assert page.index(cast.paul.full_name)
    assert page.index(cast.samira.full_name)
    both = [str(cast.samira.public_id), str(cast.paul.public_id)]
    assert client.post(url, FORM | {"guardians": both}).status_code == 302
    talks = {one.guardian_id: one for one in Conversation.objects.all()}
    assert set(talks) == {cast.samira.pk, cast.paul.pk}
    words.say(cast, talks[cast.paul.pk], "paul", "C’est noté.")
    assert words.bodies(cast, talks[cast.samira.pk], "samira") == ["Elle tousse."]
    assert "C’est noté." not in sign_in(cast.samira).get(page_url(talks[cast.samira.pk])).text
    with pytest.raises(NotVisible):
        words.bodies(cast, talks[cast.paul.pk], "samira")
    # Side by side for the teacher.
    assert len(school_list(cast.actor("teacher"), child=cast.lea.public_id).items) == 2


def test_f3_what_is_sent_on_friday_night_is_there_on_monday_and_rings_by_a_quarter_past(cast: Cast) -> None:
    with clock.frozen(datetime(2026, 11, 27, 21, 0, tzinfo=UTC)):
        talk = words.to_both(cast)["samira"]
        assert words.bodies(cast, talk, "samira") == []
        assert (own_list(cast.actor("samira")).items, Notice.objects.count()) == ([], 0)
    opening = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
    with clock.frozen(opening):
        run_due()
        assert words.bodies(cast, talk, "samira") == ["Léa a mal au ventre."]
        told = Notice.objects.get(recipient=cast.samira)
        assert told.ring_at is not None
        assert opening <= told.ring_at <= opening + timedelta(minutes=15)
        assert badge(cast, "samira") == 1


def test_f4_a_replacement_reads_within_its_dates_and_its_lines_stay_signed(cast: Cast, sign_in: Any) -> None:
    talk = words.write(cast)
    words.say(cast, talk, "substitute", "Je la garde au chaud.")
    client = sign_in(cast.substitute)
    assert client.get(page_url(talk)).status_code == 200
    Affiliation.objects.filter(person=cast.substitute).update(ends=NOW)
    assert client.get(page_url(talk)).status_code == 404
    assert cast.substitute.formal_name in sign_in(cast.samira).get(page_url(talk)).text


def test_f7_a_restriction_takes_it_away_at_once(cast: Cast, sign_in: Any) -> None:
    talk = words.to_both(cast)["samira"]
    assert badge(cast, "samira") == 1
    make.restrict(Guardianship.objects.get(adult=cast.samira, child=cast.lea), cast.tilleuls, 2)
    client = sign_in(cast.samira)
    assert client.get(page_url(talk)).status_code == 404
    assert client.post(page_url(talk), {"body": "Encore"}).status_code == 404
    assert client.get(TO_SCHOOL, {"enfant": cast.lea.public_id}).status_code == 404
    assert badge(cast, "samira") == 0
    with pytest.raises(Forbidden):
        words.say(cast, talk, "teacher")


@pytest.mark.parametrize("who", ["restricted_1", "no_exercise"])
def test_a_protected_contact_and_who_does_not_exercise_write_too(cast: Cast, who: str) -> None:
    child = "zoe" if who == "restricted_1" else "yanis"
    talk = words.write(cast, who, child=child)
    assert words.bodies(cast, talk, who) == ["Elle tousse."]


@pytest.mark.attack
@pytest.mark.parametrize("who", ["contact", "former_guardian", "guardian_verne", "lea", "teacher"])
def test_f8_nobody_else_writes_about_a_child(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    assert client.get(f"{TO_SCHOOL}?enfant={cast.yanis.public_id}").status_code == 404
    with pytest.raises(Forbidden):
        words.write(cast, who, child="yanis")


@pytest.mark.attack
@pytest.mark.parametrize(
    "who", ["teacher_cm2", "teacher_verne", "director_verne", "staff", "delegate", "agent", "samira", "lea"]
)
def test_nobody_else_writes_to_a_family(cast: Cast, sign_in: Any, who: str) -> None:
    url = reverse("messages:to_family", args=[cast.lea.public_id])
    assert sign_in(cast.people[who]).get(url).status_code == 404
    with pytest.raises(Forbidden):
        words.to_both(cast, who)


@pytest.mark.attack
def test_at_work_nobody_reads_or_writes_about_an_own_child(cast: Cast, sign_in: Any) -> None:
    talk = words.write(cast)
    make.guardianship(cast.teacher, cast.lea, kind="contact")
    with pytest.raises(NotVisible):
        words.bodies(cast, talk, "teacher")
    assert (
        sign_in(cast.teacher).get(reverse("messages:to_family", args=[cast.lea.public_id])).status_code == 404
    )
    # Whoever replaces reads it, and the family is told that.
    assert (
        cast.teacher.formal_name
        not in sign_in(cast.samira).get(TO_SCHOOL, {"enfant": cast.lea.public_id}).text
    )


def test_f9_what_was_read_is_not_taken_back_and_says_why(cast: Cast) -> None:
    talk = words.write(cast)
    said = Message.objects.get()
    words_seen(actor=cast.actor("teacher"), conversation=talk)
    with pytest.raises(DomainError, match="a été lu"):
        words_recall(actor=cast.actor("samira"), conversation=talk, message=said.public_id)


def test_what_leaves_in_ten_seconds_is_taken_back_without_a_trace(cast: Cast, settings: Any) -> None:
    settings.NOTE_UNDO_SECONDS = 10
    talk = words.to_both(cast)["samira"]
    assert words.bodies(cast, talk, "samira") == []
    said = Message.objects.get(guardian=cast.samira)
    words_recall(actor=cast.actor("teacher"), conversation=talk, message=said.public_id)
    with clock.frozen(NOW + timedelta(seconds=11)):
        run_due()
        assert not Message.objects.filter(guardian=cast.samira).exists()
        # The other one left.
        assert [one.recipient_id for one in Notice.objects.all()] == [cast.paul.pk]


def test_what_a_family_writes_leaves_in_ten_seconds_and_is_taken_back_before(
    cast: Cast, sign_in: Any, settings: Any
) -> None:
    """Nothing at school tells of it before; then it waits there, also when the school had ended the exchange."""
    settings.NOTE_UNDO_SECONDS = 10
    before = badge(cast, "teacher")
    talk = words.write(cast)
    assert "Part dans quelques secondes" in sign_in(cast.samira).get(page_url(talk)).text
    assert (words.bodies(cast, talk, "teacher"), school_list(cast.actor("teacher")).items) == ([], [])
    assert badge(cast, "teacher") == before
    words_recall(actor=cast.actor("samira"), conversation=talk, message=Message.objects.get().public_id)
    assert not Message.objects.exists()
    words.say(cast, talk, "samira", "Elle a de la fièvre.")
    conversation_close(actor=cast.actor("teacher"), conversation=talk)
    with clock.frozen(NOW + timedelta(seconds=11)):
        run_due()
        (line,) = school_list(cast.actor("teacher")).items
        assert (line.said, line.waits) == ("Elle a de la fièvre.", True)
        assert badge(cast, "teacher") == before + 1
        assert words.bodies(cast, talk, "teacher") == ["Elle a de la fièvre."]


def test_what_the_school_wrote_waits_on_the_home_until_it_is_read(cast: Cast, sign_in: Any) -> None:
    talk = words.to_both(cast)["samira"]
    client = sign_in(cast.samira)
    home = client.get("/").text
    assert page_url(talk) in home
    # About what, and no word of it.
    assert f"L’école vous a écrit\u00a0: {Matter(talk.matter).label.lower()}" in home
    client.post(reverse("messages:seen", args=[talk.public_id]))
    assert page_url(talk) not in client.get("/").text
    assert Notice.objects.get(recipient=cast.samira).state == NoticeState.DONE
    # Said again, it is there again; who answers has read it.
    words.say(cast, talk, "teacher", "Elle va mieux.")
    assert badge(cast, "samira") == 1
    words.say(cast, talk, "samira")
    assert (badge(cast, "samira"), Notice.objects.filter(recipient=cast.samira).count()) == (0, 1)


def test_after_a_change_of_class_it_is_read_by_both_and_the_new_teacher_reads_nothing(
    cast: Cast, sign_in: Any
) -> None:
    talk = words.write(cast)
    moved_to_cm2(cast)
    assert words.bodies(cast, talk, "teacher") == ["Elle tousse."]
    with pytest.raises(NotVisible):
        words.bodies(cast, talk, "teacher_cm2")
    for who in ("teacher", "samira"):
        with pytest.raises(Forbidden):
            words.say(cast, talk, who)
    # On the same matter with those who answer now: another one.
    assert words.write(cast, body="Elle tousse encore.").id != talk.id
    assert (
        cast.teacher_cm2.formal_name
        in sign_in(cast.samira).get(TO_SCHOOL, {"enfant": cast.lea.public_id}).text
    )


def test_a_family_shows_it_to_the_new_teacher_who_reads_it_with_a_name(cast: Cast, sign_in: Any) -> None:
    talk = words.write(cast)
    moved_to_cm2(cast)
    page = sign_in(cast.samira).get(show_url(talk)).text
    assert cast.teacher_cm2.formal_name in page
    assert cast.teacher.formal_name not in page
    answer = sign_in(cast.samira).post(show_url(talk), {"person": cast.teacher_cm2.public_id}, follow=True)
    assert f"{cast.teacher_cm2.formal_name} lit maintenant cet échange" in answer.text
    assert words.bodies(cast, talk, "teacher_cm2") == ["Elle tousse."]
    assert cast.teacher_cm2.formal_name in sign_in(cast.teacher).get(page_url(talk)).text
    # It is read: what is written now is another exchange, and who had it before shows it to nobody.
    with pytest.raises(Forbidden):
        words.say(cast, talk, "teacher_cm2")
    assert sign_in(cast.teacher).get(show_url(talk)).status_code == 403


@pytest.mark.attack
def test_what_is_for_one_teacher_alone_is_read_by_no_other_and_inherited_by_nobody(
    cast: Cast, sign_in: Any
) -> None:
    """« Seulement Mme Le Gall »: another exchange than that of all, which nobody of the school shows on."""
    page = sign_in(cast.samira).get(TO_SCHOOL, {"enfant": cast.lea.public_id}).text
    assert f"Seulement {cast.teacher.formal_name}" in page
    shared = words.write(cast)
    url, only = f"{TO_SCHOOL}?enfant={cast.lea.public_id}", {"only": cast.teacher.public_id}
    assert sign_in(cast.samira).post(url, FORM | only | {"body": "Pour vous seule."}).status_code == 302
    talk = Conversation.objects.exclude(id=shared.id).get()
    assert words.bodies(cast, talk, "teacher") == ["Pour vous seule."]
    for who in ("substitute", "director", "paul", "teacher_cm2"):
        assert sign_in(cast.people[who]).get(page_url(talk)).status_code == 404, who
    assert words.bodies(cast, shared, "substitute") == ["Elle tousse."]
    assert len(school_list(cast.actor("teacher")).items) == 2
    family = sign_in(cast.samira).get(page_url(talk)).text
    assert cast.teacher.formal_name in family
    assert cast.substitute.formal_name not in family
    # The family alone brings somebody in.
    assert sign_in(cast.teacher).get(show_url(talk)).status_code == 403
    refused = sign_in(cast.teacher).post(show_url(talk), {"person": cast.director.public_id})
    assert refused.status_code == 403
    assert sign_in(cast.samira).post(show_url(talk), {"person": cast.director.public_id}).status_code == 302
    assert words.bodies(cast, talk, "director") == ["Pour vous seule."]
    assert words.say(cast, talk, "teacher").from_school
    # After a change of class it is read, and nothing is written.
    moved_to_cm2(cast)
    assert words.bodies(cast, talk, "teacher")[0] == "Pour vous seule."
    for who in ("teacher", "samira"):
        with pytest.raises(Forbidden):
            words.say(cast, talk, who)


def test_two_rows_of_one_teacher_have_what_is_for_her_alone_in_one(cast: Cast) -> None:
    """Made one by who directs, and apart again."""
    twin = make.teacher(cast.tilleuls, cast.ce1, first_name="Claire", last_name="LEGALL")
    make.account(twin, login="claire.legall")
    for only, said in ((cast.teacher, "Un"), (twin, "Deux")):
        words.write(cast, body=said, only=only)
    with session(key_of(cast.director)):
        merge = person_merge(actor=cast.actor("director"), kept=cast.teacher, absorbed=twin)
    (talk,) = Conversation.objects.all()
    assert words.bodies(cast, talk, "teacher") == ["Un", "Deux"]
    with session(key_of(cast.director)):
        person_unmerge(actor=cast.actor("director"), merge=merge)
    talk.refresh_from_db()
    assert (words.bodies(cast, talk, "teacher"), Conversation.objects.count()) == (["Un"], 2)


@pytest.mark.attack
@pytest.mark.parametrize("who", ["director", "teacher_cm2", "staff", "teacher_verne"])
def test_only_a_teacher_of_the_class_is_chosen_alone(cast: Cast, sign_in: Any, who: str) -> None:
    url = f"{TO_SCHOOL}?enfant={cast.lea.public_id}"
    answer = sign_in(cast.samira).post(url, FORM | {"only": cast.people[who].public_id})
    assert (answer.status_code, Conversation.objects.count()) == (422, 0)
    with pytest.raises(NotVisible):
        family_write(
            actor=cast.actor("samira"), child=cast.lea, school=cast.tilleuls, matter=Matter.HEALTH, body="Non",
            only=cast.people[who],
        )  # fmt: skip


def test_the_direction_is_brought_in_by_name_and_answers(cast: Cast, sign_in: Any) -> None:
    talk = words.write(cast)
    client = sign_in(cast.teacher)
    for who, status in (
        ("staff", 404),
        ("teacher_cm2", 404),
        ("paul", 404),
        ("director", 302),
        ("director", 302),
    ):
        assert client.post(show_url(talk), {"person": cast.people[who].public_id}).status_code == status, who
    assert words.say(cast, talk, "director").from_school
    family = sign_in(cast.samira).get(page_url(talk)).text
    assert cast.director.formal_name in family
    assert (
        AuditLine.objects.filter(act="messages.conversation.shown", subject_id=cast.director.pk).count() == 1
    )
    for who in ("deputy", "teacher_cm2"):
        with pytest.raises(NotVisible):
            words.bodies(cast, talk, who)
    # The other guardian's page finds nothing to show.
    assert sign_in(cast.paul).get(show_url(talk)).status_code == 404


def test_without_a_teacher_the_direction_is_written_to(cast: Cast) -> None:
    Attachment.objects.filter(class_group=cast.ce1).update(ends=NOW)
    talk = words.write(cast)
    assert words.bodies(cast, talk, "director") == ["Elle tousse."]
    rule = (AudienceKind.SCHOOL, cast.tilleuls.pk, AudienceProfile.HEAD)
    assert talk.audience_id == audiences_for([rule], cast.tilleuls.pk)[rule].pk
    with pytest.raises(NotVisible):
        words.bodies(cast, talk, "teacher")
    assert words.bodies(cast, talk, "deputy") == ["Elle tousse."]
    # A head of the own family reads it no more than anybody else who works there, nor does a deputy whom they named.
    make.guardianship(cast.director, cast.lea, kind="contact")
    for who in ("director", "deputy"):
        with pytest.raises(NotVisible):
            words.bodies(cast, talk, who)


def test_the_twenty_first_of_an_hour_is_refused_with_its_words_kept(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    url = f"{TO_SCHOOL}?enfant={cast.lea.public_id}"
    for number in range(20):
        assert client.post(url, FORM | {"body": f"Message {number}"}).status_code == 302
    answer = client.post(url, FORM | {"body": "Un de plus"})
    assert answer.status_code == 422
    assert "beaucoup de messages en une heure" in answer.text
    assert "Un de plus" in answer.text
    assert Message.objects.count() == 20


def test_the_school_ends_it_and_opens_it_again(cast: Cast, sign_in: Any) -> None:
    talk = words.write(cast)
    conversation_close(actor=cast.actor("teacher"), conversation=talk)
    with pytest.raises(DomainError, match="terminé"):
        words.say(cast, talk, "samira")
    words.say(cast, talk, "teacher")
    words.say(cast, talk, "samira")
    page = sign_in(cast.teacher).get(reverse("messages:choose")).text
    assert "Léa" in page
    assert "Zoé" not in page
    assert "Écrire à sa famille" in sign_in(cast.teacher).get(f"/personnes/{cast.lea.public_id}/").text
