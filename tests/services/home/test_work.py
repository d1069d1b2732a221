"""The homes of those who work: my day, my class, the days to come, the desk of a director, and what others can do."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from markupsafe import escape

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import run_due
from eprimo.foundation.notifications.sections import Wait
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import request_make
from eprimo.services.home.queries import Home, Shelf
from eprimo.services.liaison.actions.families import note_sign
from eprimo.services.liaison.actions.reminders import note_remind
from eprimo.services.liaison.enums import NoteKind, Outcome
from eprimo.services.liaison.models import Note, Recipient
from eprimo.services.liaison.queries.team_home import MOST_NOTES
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.directory.test_mandates import propose
from tests.foundation.directory.test_support import asked, granted
from tests.services.liaison.notes import draft, sent, to_sign

HOME = reverse("home:home")


def test_a_day_follows_who_is_waited_for_with_its_figures(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, title="Sortie au château")
    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    draft(cast, title="À finir")
    page = sign_in(cast.teacher).get(HOME).text
    assert "1 sur 2\xa0enfants" in page
    assert reverse("liaison:remind", args=[note.resource.public_id]) in page
    assert "À finir" in page
    note_remind(actor=cast.actor("teacher"), note=note)
    page = sign_in(cast.teacher).get(HOME).text
    assert "Relancé aujourd’hui" in page
    assert reverse("liaison:remind", args=[note.resource.public_id]) not in page


@pytest.mark.attack
def test_rows_escape_what_people_wrote(cast: Cast, sign_in: Any) -> None:
    bad = '<b>"&'
    to_sign(cast, title=f"Sortie {bad}")
    sent(cast, title=f"Lu {bad}", kind=NoteKind.EVENT, event_on=date(2026, 12, 3), place=f"Parc {bad}")
    make.pupil(cast.tilleuls, cast.ce1, f"Max{bad}")
    for who in ("teacher", "director"):
        page = sign_in(cast.people[who]).get(HOME).text
        assert bad not in page
        assert page.count(f"Sortie {escape(bad)}") == 2
        assert f"Lu {escape(bad)}" in page
        assert f"Parc {escape(bad)}" in page
    assert f"Max{escape(bad)}" in sign_in(cast.teacher).get(HOME).text


def test_what_leaves_later_says_when(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, title="Demain")
    Note.objects.filter(pk=note.pk).update(delivered_at=None)
    leaves = clock.now() + timedelta(hours=21)
    Resource.objects.filter(pk=note.pk).update(visible_from=leaves, updated_at=clock.now())
    assert "Partira mercredi 25\xa0novembre" in sign_in(cast.teacher).get(HOME).text


def test_the_class_is_a_grid_that_leads_to_each_child(cast: Cast, sign_in: Any) -> None:
    make.attach(cast.teacher, cast.cm2)
    client = sign_in(cast.teacher)
    page = client.get(HOME).text
    assert reverse("people:person", args=[cast.lea.public_id]) in page
    assert reverse("people:person", args=[cast.zoe.public_id]) not in page
    page = client.get(HOME, {"classe": str(cast.cm2.public_id)}).text
    assert reverse("people:person", args=[cast.zoe.public_id]) in page
    assert client.get(reverse("people:person", args=[cast.zoe.public_id])).status_code == 200


def test_a_class_of_somebody_else_is_not_shown(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.teacher).get(HOME, {"classe": str(cast.ce1_verne.public_id)}).text
    assert str(cast.lea_verne.public_id) not in page
    assert str(cast.lea.public_id) in page


def test_two_of_a_first_name_are_told_apart(cast: Cast, sign_in: Any) -> None:
    make.pupil(cast.tilleuls, cast.ce1, "Léa", "AUBRY")
    page = sign_in(cast.teacher).get(HOME).text
    assert "Léa A." in page
    assert "Léa M." in page


def test_staff_see_the_children_they_help(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.staff).get(HOME).text
    assert reverse("people:person", args=[cast.lea.public_id]) in page
    assert str(cast.yanis.public_id) not in page


def test_the_days_to_come_are_those_that_notes_announce(cast: Cast, sign_in: Any) -> None:
    sent(cast, kind=NoteKind.EVENT, title="Musée", event_on=date(2026, 12, 3))
    sent(cast, kind=NoteKind.EVENT, title="Kermesse", event_on=date(2027, 6, 3))
    page = sign_in(cast.teacher).get(HOME).text
    assert 'datetime="2026-12-03"' in page
    assert 'datetime="2027-06-03"' not in page
    assert 'datetime="2026-12-03"' not in sign_in(cast.teacher_cm2).get(HOME).text


def test_a_director_sees_the_families_who_never_came(cast: Cast, sign_in: Any) -> None:
    child = make.pupil(cast.tilleuls, cast.ce1, "Sacha", "NOUVEAU")
    make.account(make.guardian(child, last_name="NOUVEAU"), active=False)
    page = sign_in(cast.director).get(HOME).text
    assert "Les familles jamais venues" in page
    assert "Imprimer leurs fiches" in page
    assert "Importez d’abord" not in page


def test_an_empty_school_says_to_import_first(cast: Cast, sign_in: Any) -> None:
    school = make.school("0440009Z", "École neuve")
    head = make.person("Nina", "NEUVE")
    make.affiliation(head, school, Profile.DIRECTOR)
    make.account(head, login="nina.neuve")
    client = sign_in(head)
    page = client.get(HOME).text
    assert page.index("Importez d’abord votre école") < page.index("Aucun mot en cours")
    office = client.get(reverse("school:home")).text
    assert "Importez d’abord votre école" in office
    assert "Chaque élève a une classe" not in office


@pytest.mark.parametrize(
    "who",
    [
        "partner", "inspector", "academy", "coordinator", "member_rep", "managing_body", "commission", "contractor",
        "platform",
    ],
)  # fmt: skip
def test_other_roles_read_what_they_can_do_and_each_way_is_open(cast: Cast, sign_in: Any, who: str) -> None:
    client = sign_in(cast.people[who])
    page = client.get(HOME)
    assert "Ce que vous pouvez faire ici" in page.text
    assert "arrivent avec les prochaines parties" not in page.text
    for one in page.context["means"]:
        assert client.get(one.url).status_code == 200, one.url


@pytest.mark.parametrize(
    "who",
    [
        "partner", "inspector", "academy", "coordinator", "member_rep", "managing_body", "commission", "contractor",
        "platform",
    ],
)  # fmt: skip
def test_homes_of_other_roles_take_four_statements_at_most(cast: Cast, sign_in: Any, who: str) -> None:
    """With something to show in each part: a mandate to confirm, an assistance that waits and one that runs."""
    make.mandate(make.person("Paz", "DEUX"), "platform")
    propose(cast)
    granted(cast, "contractor")
    granted(cast, "platform")
    asked(cast, "contractor", school=cast.verne)
    asked(cast, "platform", school=cast.verne)
    # The menu of the contractor follows whether the market was notified.
    assert statements_of_home(sign_in(cast.people[who])) <= (5 if who == "contractor" else 4)


def statements_of_home(client: Any) -> int:
    client.get(HOME)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(HOME).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "who", ["partner", "inspector", "academy", "coordinator", "member_rep", "contractor", "platform"]
)
def test_homes_of_other_roles_who_are_parents_too(cast: Cast, sign_in: Any, who: str) -> None:
    """With a request to decide, a note to sign, and what the role shows."""
    make.guardianship(cast.people[who], cast.lea)
    propose(cast)
    granted(cast, "contractor")
    granted(cast, "platform")
    to_sign(cast)
    request_make(actor=cast.actor("samira"), kind=RequestKind.RECTIFY, subject=cast.samira, what="name")
    request_make(
        actor=cast.actor("inspector"), kind=RequestKind.RECTIFY, subject=cast.people["inspector"], what="name"
    )
    assert statements_of_home(sign_in(cast.people[who])) <= (5 if who == "contractor" else 4)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("inspector", "Valmarais Nord (Loire-Atlantique)"), ("academy", "Académie de Nantes"),
        ("member_rep", "Valmarais"), ("coordinator", "groupement de commandes"),
        ("managing_body", "au nom des membres"), ("commission", "appel d’offres"), ("contractor", "sans date de fin"),
    ],
)  # fmt: skip
def test_who_acts_beyond_a_school_reads_in_whose_name(cast: Cast, sign_in: Any, who: str, words: str) -> None:
    page = sign_in(cast.people[who]).get(HOME).text
    assert "Votre mission" in page
    assert words in page


def test_a_director_who_is_a_parent_has_both_to_do(cast: Cast, sign_in: Any) -> None:
    """What waits for the director stands apart from what waits for the parent; assistance has its own card."""
    make.guardianship(cast.director, cast.yanis)
    to_sign(cast, title="Sortie de Yanis")
    request_make(
        actor=cast.actor("samira"), kind=RequestKind.RECTIFY, subject=cast.lea, what="name", words="Un accent"
    )
    asked(cast)
    while run_due():
        pass
    page = sign_in(cast.director).get(HOME).text
    assert page.index("Des demandes attendent votre réponse") < page.index("Pour vos enfants")
    assert page.index("Pour vos enfants") < page.rindex("Sortie de Yanis")
    assert page.count("Attend votre réponse") == 1
    assert reverse("requests:index") in page


def test_who_replaces_a_colleague_finds_what_the_families_are_waited_for(cast: Cast, sign_in: Any) -> None:
    """Written by somebody else, for a class that is taught now: followed, not reminded; nothing of another class."""
    note = to_sign(cast, title="Sortie au château")
    mine, followed = sign_in(cast.teacher_cm2), reverse("liaison:follow_up", args=[note.resource.public_id])
    assert "Sortie au château" not in mine.get(HOME).text
    make.attach(cast.teacher_cm2, cast.ce1)
    page = mine.get(HOME).text
    assert followed in page
    assert mine.get(followed).status_code == 200
    assert cast.teacher.formal_name in page
    assert reverse("liaison:remind", args=[note.resource.public_id]) not in page
    for child, who in ((cast.lea, "samira"), (cast.yanis, "in_charge")):
        note_sign(actor=cast.actor(who), note=note, child=child)
    assert "Aucun mot en cours" in mine.get(HOME).text


def test_of_a_note_to_the_whole_school_a_teacher_reads_the_figures_of_own_classes(
    cast: Cast, sign_in: Any
) -> None:
    """Those of another class are neither told nor waited for, on the home as in the list; its author counts all."""
    note = to_sign(cast, by="director", classes=(cast.ce1, cast.cm2), title="Plan de l’école")

    def page(who: str, url: str = HOME) -> str:
        return str(sign_in(cast.people[who]).get(url).text)

    note_sign(actor=cast.actor("samira"), note=note, child=cast.lea)
    for who, figures in (
        ("substitute", "1 sur 2"),
        ("delegate", "1 sur 2"),
        ("teacher_cm2", "0 sur 2"),
        ("director", "1 sur 4"),
    ):
        for url in (HOME, reverse("liaison:list")):
            assert f"{figures}\xa0enfants" in page(who, url), (who, url)
    note_sign(actor=cast.actor("in_charge"), note=note, child=cast.yanis)
    assert "Plan de l’école" not in page("substitute")
    assert "0 sur 2\xa0enfants" in page("teacher_cm2")


def test_many_notes_of_others_hide_none_of_one_s_own_nor_the_other_way_round(
    cast: Cast, sign_in: Any
) -> None:
    """What others wait for, answered or not, shares no place with own notes, older or newer."""
    to_sign(cast, by="director", title="Attendu d’autrui")
    to_sign(cast, title="Mon mot à signer")
    for number in range(26):
        to_sign(cast, by="director", title=f"Fini {number}")
    Recipient.objects.filter(note__resource__title__startswith="Fini").update(outcome=Outcome.DONE)
    page = sign_in(cast.teacher).get(HOME).text
    assert "Mon mot à signer" in page
    assert "Attendu d’autrui" in page
    assert "Fini" not in page
    Recipient.objects.update(outcome=Outcome.WAITING)
    assert "Mon mot à signer" in sign_in(cast.teacher).get(HOME).text
    Recipient.objects.filter(note__resource__title__startswith="Fini").update(outcome=Outcome.DONE)
    for number in range(26):
        to_sign(cast, title=f"À suivre {number}")
    page = sign_in(cast.teacher).get(HOME)
    assert "Attendu d’autrui" in page.text
    assert page.text.count("<b>À suivre") == MOST_NOTES


def _waiting(page: str) -> tuple[str, str]:
    """« Ma journée » of a home: what is in view, and what is folded."""
    part = page.partition('id="ma-journee"')[2].partition("</section>")[0]
    shown, _, folded = part.partition('id="mots-en-cours"')
    return shown, folded


@pytest.mark.parametrize("who", ["teacher", "director"])
def test_forty_notes_of_a_week_leave_three_in_view_and_the_others_one_row(
    cast: Cast, sign_in: Any, who: str
) -> None:
    """Those that wait for families come first, the one due soonest at their head; the list has them all, by month."""
    for number, day in ((1, 30), (2, 26)):
        sent(cast, by=who, kind=NoteKind.TO_SIGN, title=f"Attendu {number}", answer_by=date(2026, 11, day))
    for number in range(38):
        sent(cast, by=who, title=f"Lu {number}")
    client = sign_in(cast.people[who])
    shown, folded = _waiting(client.get(HOME).text)
    assert shown.index("Attendu 2") < shown.index("Attendu 1")
    assert len(re.findall("<li class=", shown)) == 3
    assert "Plus de" in folded
    assert "mots suivent leur cours" in folded
    listed = client.get(reverse("liaison:list")).text
    assert listed.count("Lu ") >= 30
    assert "Novembre 2026" in listed.replace("\xa0", " ")


def test_a_list_of_notes_is_told_by_month_and_those_of_before_are_folded(cast: Cast, sign_in: Any) -> None:
    with clock.frozen(NOW - timedelta(days=40)):
        old = to_sign(cast, title="Rentrée")
    new = to_sign(cast, title="Sortie au château")
    for who, address in (("teacher", "liaison:list"), ("samira", "liaison:family")):
        page = sign_in(cast.people[who]).get(reverse(address)).text.replace("\xa0", " ")
        assert page.index("Novembre 2026") < page.index(new.resource.title), who
        assert page.index("Octobre 2026 : 1 mot") < page.rindex(old.resource.title), who
        assert page.index(new.resource.title) < page.index("Octobre 2026"), who


def test_beyond_the_first_lines_what_waits_is_folded() -> None:
    def home(count: int) -> Home:
        waits = [Wait("mail", str(number), "", "") for number in range(count)]
        return Home(Shelf(), [], [], Shelf(), Shelf(), waits, None, [], [])

    assert [len(home(count).pressing) for count in (0, 4, 5, 6, 10)] == [0, 4, 5, 4, 4]
    assert [len(home(count).beyond) for count in (0, 4, 5, 6, 10)] == [0, 0, 0, 2, 6]


def test_the_columns_of_a_desk_both_begin_at_the_top(cast: Cast, sign_in: Any) -> None:
    """Of who directs: the emergency, what waits, the calls of the day on one side, the week and the school beside."""
    with clock.frozen(NOW):
        page = sign_in(cast.director).get(HOME).text
    marks = ('class="cols cote"', 'id="joindre"', 'id="appels-du-jour"', 'id="jamais-venues"', 'id="a-venir"')
    assert sorted(marks, key=page.index) == list(marks)
    calls = page.partition('id="appels-du-jour"')[2].partition("</section>")[0]
    assert [label in calls for label in ("CE1-A", "CM2", "pas encore fait")] == [True, True, True]


def test_a_substitute_reads_for_whom_until_when_and_opens_the_class(cast: Cast, sign_in: Any) -> None:
    note = to_sign(cast, title="Sortie au château")
    address = reverse("school:class", args=[cast.ce1.public_id])
    client = sign_in(cast.substitute)
    page = client.get(HOME).text.replace("\xa0", " ")
    assert "Vous remplacez Claire LE GALL en CE1-A" in page
    assert "inclus" in page.partition("Vous remplacez")[2][:400]
    assert address in page.partition("Vous remplacez")[0][-300:]
    for who in ("teacher", "teacher_cm2", "director"):
        assert "Vous remplacez" not in sign_in(cast.people[who]).get(HOME).text, who
    # The class: who is in it, its groups, what today brings, its notes.
    sent(cast, title="Piscine", kind=NoteKind.EVENT, event_on=NOW.date())
    sent(
        cast,
        by="director",
        title="Conseil de cycle",
        classes=(cast.cm2,),
        kind=NoteKind.EVENT,
        event_on=NOW.date(),
    )
    shown = client.get(address).text
    assert "Léa MARTIN" in shown
    assert note.resource.title in shown
    assert shown.partition('id="aujourd-hui"')[2].partition("</section>")[0].count("Piscine") == 1
    assert "Conseil de cycle" not in shown
    assert cast.chorale.label in shown
    # Of another class a teacher reads names alone.
    assert 'id="aujourd-hui"' not in sign_in(cast.teacher_cm2).get(address).text
