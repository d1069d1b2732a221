"""Pages of homework: what is shown, what a form says, how much a page weighs and asks."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from eprimo.foundation.kernel import clock
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.hints import guess_line, is_written, split_pasted, without_verb
from eprimo.services.homework.models import Homework
from eprimo.services.liaison.enums import NoteKind
from tests import factories as make
from tests.cast import Cast
from tests.conftest import NOW
from tests.services.homework.giving import FRIDAY, THURSDAY, TUESDAY, give, two_levels
from tests.services.liaison.notes import sent

pytestmark = pytest.mark.django_db
LIST, HOME = reverse("homework:list"), reverse("home:home")
FORM = {"verb": "review", "subject": "fr", "text": "la page 12", "due_on": str(THURSDAY)}


def page(name: str, one: Any) -> str:
    return reverse(f"homework:{name}", args=[one.public_id])


def tick_of(line: Homework, child: Any) -> str:
    return reverse("homework:tick", args=[line.public_id, child.public_id])


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_two_taps_from_the_home(cast: Cast, sign_in: Any) -> None:
    """« + Travail », then « Ajouter »: the day stands there."""
    client = sign_in(cast.teacher)
    assert reverse("homework:new") in client.get(HOME).text
    form = client.get(reverse("homework:new"), follow=True)
    assert f'value="{THURSDAY}" selected' in form.text
    client.post(page("add", cast.ce1), FORM)
    assert Homework.objects.get().due_on == THURSDAY


def test_written_work_and_a_full_evening_are_said_and_stop_nobody(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    for number in range(5):
        answer = client.post(
            page("add", cast.ce1), FORM | {"text": f"recopier la phrase {number}"}, follow=True
        )
    assert "le travail écrit se fait en classe" in answer.text
    assert "Cela fait 5 travaux pour jeudi 26 novembre." in plain(answer.text)
    assert Homework.objects.count() == 5


def test_a_day_without_class_comes_back_with_the_next_one_and_what_was_typed(
    cast: Cast, sign_in: Any
) -> None:
    answer = sign_in(cast.teacher).post(page("add", cast.ce1), FORM | {"due_on": "2026-11-25"})
    assert answer.status_code == 422
    assert "le premier jour de classe est le jeudi 26 novembre" in plain(answer.text)
    assert f'value="{THURSDAY}" selected' in answer.text
    assert "la page 12" in answer.text


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""}, {"text": "  "}, {"text": "a" * 1_000_000}, {"verb": "write"}, {"subject": "zz"},
        {"due_on": "demain"}, {"due_on": ""}, {"due_on": "2099-01-05"}, {"repeat": "on", "until": "2020-01-01"},
        {"repeat": "on", "until": ""}, {"repeat": "on", "until": "jamais"},
    ],
)  # fmt: skip
def test_a_bad_form_comes_back_with_one_sentence(cast: Cast, sign_in: Any, bad: dict[str, str]) -> None:
    answer = sign_in(cast.teacher).post(page("add", cast.ce1), FORM | bad)
    assert answer.status_code in {413, 422}
    assert not Homework.objects.exists()


def test_a_right_that_ended_between_form_and_sending_is_refused(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.substitute)
    assert client.get(page("week", cast.ce1)).status_code == 200
    cast.substitute.attachments.update(ends=NOW, end_reason="moved")
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert client.post(page("add", cast.ce1), FORM).status_code == 404


def test_pasted_lines_are_looked_over_before_they_are_given(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    text = "- À lire : la page 12\n• table de 3\n\n3) apporter un maillot"
    shown = client.post(page("paste", cast.ce1), {"lines": text, "due_on": str(THURSDAY)})
    assert not Homework.objects.exists()
    assert "la page 12" in shown.text
    data = {"count": "3", "l0-keep": "oui", "l2-keep": "oui"}
    for number, (verb, words) in enumerate(
        (("read", "la page 12"), ("review", "x"), ("bring", "un maillot"))
    ):
        data |= {f"l{number}-{name}": value for name, value in (FORM | {"verb": verb, "text": words}).items()}
    client.post(page("paste", cast.ce1), data)
    assert set(Homework.objects.values_list("verb", "text")) == {
        ("read", "la page 12"),
        ("bring", "un maillot"),
    }


def test_sixty_one_lines_are_too_many_and_none_is_lost(cast: Cast, sign_in: Any) -> None:
    lines = "\n".join(f"page {n}" for n in range(61))
    answer = sign_in(cast.teacher).post(page("paste", cast.ce1), {"lines": lines, "due_on": str(THURSDAY)})
    assert answer.status_code == 422
    assert "page 60" in answer.text


def test_what_a_pasted_line_is_taken_for() -> None:
    assert split_pasted("- un\n\n2) deux\n • trois") == ["un", "deux", "trois"]
    assert guess_line("À lire : la page 12") == (Work.READ, Subject.FRENCH)
    assert guess_line("apporter un maillot") == (Work.BRING, Subject.SPORT)
    assert guess_line("la table de 3") == (Work.REVIEW, Subject.MATHS)
    assert without_verb("À lire : la page 12", Work.READ) == "la page 12"
    assert is_written(Work.REVIEW, "Recopier la phrase")
    assert is_written(Work.READ, "exercice écrit 3")
    assert not is_written(Work.READ, "lire l’écran")
    assert not is_written(Work.CLASS, "exercice écrit 3")


def test_correcting_shows_families_what_it_said(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    sign_in(cast.teacher).post(page("edit", line), FORM | {"text": "la page 13"})
    seen = sign_in(cast.samira).get(LIST).text
    assert "la page 13" in seen
    assert "la page 12" in seen
    assert "Corrigé. Avant" in seen


def test_what_is_taken_back_is_gone_and_may_be_put_there_again(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    client = sign_in(cast.teacher)
    answer = client.post(page("remove", line), follow=True)
    assert page("restore", line) in answer.text
    assert "la page 12" not in sign_in(cast.samira).get(LIST).text
    sign_in(cast.teacher).post(page("restore", line))
    assert "la page 12" in sign_in(cast.samira).get(LIST).text


def test_the_boxes_of_a_list_are_buttons_of_one_form(cast: Cast, sign_in: Any) -> None:
    """What a browser sends without script, box by box, and where it comes back to."""
    make.guardianship(cast.samira, cast.lea_verne)
    lines = [give(cast), give(cast, "la table de 2", FRIDAY)]
    client = sign_in(cast.samira)
    asked = {"enfant": str(cast.lea.public_id)}
    for number, line in enumerate(lines):
        seen = html.fromstring(client.get(LIST, asked).content)
        boxes = seen.xpath("//button[@name='fait']")
        (form,) = {one.get("form") for one in boxes}
        (box,) = (one for one in boxes if one.get("formaction") == tick_of(line, cast.lea))
        fields = dict(seen.get_element_by_id(form).form_values())
        answer = client.post(box.get("formaction"), fields | {"fait": box.get("value")})
        assert answer["Location"] == f"{LIST}?enfant={cast.lea.public_id}#d-{line.due_on}"
        assert client.get(LIST, asked).text.count('aria-pressed="true"') == number + 1


def test_found_by_part_of_a_word_by_whom_it_is_for(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, lea="CP", yanis="CE1")
    give(cast, "la multiplication", levels=("CP",))
    search = reverse("people:search")
    for who, found in (("samira", True), ("in_charge", False), ("teacher", True), ("restricted_1", False)):
        answer = sign_in(cast.people[who]).post(search, {"nom": "multipl"})
        assert ("la multiplication" in answer.text) is found, who
    # A head reads there, and its teachers see it: nothing is found before.
    assert "la multiplication" not in sign_in(cast.director).post(search, {"nom": "multipl"}).text


def test_the_week_that_was_found_leads_each_to_the_own_page(cast: Cast, sign_in: Any) -> None:
    thing = page("thing", give(cast).resource)
    assert sign_in(cast.teacher).get(thing)["Location"].startswith(page("week", cast.ce1))
    assert sign_in(cast.samira).get(thing)["Location"] == LIST
    assert sign_in(cast.teacher_cm2).get(thing).status_code == 404


@pytest.mark.parametrize("lines", [3, 30])
def test_a_family_page_is_light_and_asks_the_same_whatever_there_is(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any, lines: int
) -> None:
    make.guardianship(cast.samira, cast.lea_verne)
    for number in range(lines):
        give(
            cast,
            f"la page {number}, à voix haute, puis raconter l’histoire",
            THURSDAY if number % 2 else FRIDAY,
        )
        give(cast, f"la table {number}", who="teacher_verne", place=cast.ce1_verne, subject=Subject.MATHS)
    give(cast, "les graines", TUESDAY, verb=Work.CLASS)
    client = sign_in(cast.samira)
    client.get(LIST)
    with django_assert_max_num_queries(9):
        answer = client.get(LIST)
    assert answer.text.count("la table") >= lines
    assert len(gzip.compress(answer.content)) <= 12_000


@pytest.mark.parametrize("lines", [3, 30])
def test_a_week_asks_the_same_whatever_there_is(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any, lines: int
) -> None:
    for number in range(lines):
        give(cast, f"la page {number}")
    client = sign_in(cast.teacher)
    client.get(page("week", cast.ce1))
    with django_assert_max_num_queries(16):
        client.get(page("week", cast.ce1))


def test_staff_attached_to_a_child_reads_what_is_for_the_child(cast: Cast, sign_in: Any) -> None:
    two_levels(cast, lea="CP")
    give(cast, "la page du son", levels=("CP",))
    give(cast, "la table de 2", levels=("CE1",))
    seen = sign_in(cast.staff).get(page("week", cast.ce1)).text
    assert "la page du son" in seen
    assert "la table de 2" not in seen


def test_a_teacher_who_is_a_parent_has_both_pages(cast: Cast, sign_in: Any) -> None:
    give(cast)
    client = sign_in(cast.teacher_parent)
    assert client.get(LIST)["Location"] == page("week", cast.cm2)
    assert "la page 12" in client.get(reverse("homework:family")).text


def test_the_home_of_a_family_ticks_in_its_place(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    client = sign_in(cast.samira)
    assert "Pour jeudi 26 novembre" in plain(client.get(HOME).text)
    address = reverse("homework:tick", args=[line.public_id, cast.lea.public_id])
    assert address in client.get(HOME).text
    answer = client.post(address, {"fait": "oui"}, headers={"HX-Request": "true"})
    assert 'id="maison"' in answer.text
    assert 'aria-pressed="true"' in answer.text
    client.post(address, {"fait": "non"})
    assert 'aria-pressed="true"' not in client.get(LIST).text


def test_the_home_has_the_nearest_day_first_and_asks_for_today_until_noon(cast: Cast, sign_in: Any) -> None:
    sent(cast, title="Forêt", kind=NoteKind.TO_BRING, event_on=FRIDAY, bring=("bottes",))
    give(cast, "la page 9", TUESDAY)
    give(cast, "la page 12")
    client = sign_in(cast.samira)
    home = plain(client.get(HOME).text)
    assert home.index("Pour aujourd’hui") < home.index("Pour vendredi 27 novembre")
    assert "la page 9" in home
    # Both days stand in one section.
    assert 'class="autre-jour">Pour vendredi' in home
    with clock.frozen(NOW.replace(hour=12)):
        home = plain(client.get(HOME).text)
    assert "la page 9" not in home
    assert home.index("Pour jeudi 26 novembre") < home.index("Pour vendredi 27 novembre")


def test_a_pupil_ticks_on_the_own_home(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    client = sign_in(cast.lea)
    address = reverse("homework:tick", args=[line.public_id, cast.lea.public_id])
    assert address in client.get(HOME).text
    assert client.post(address, {"fait": "oui", "retour": "accueil"})["Location"] == HOME


def test_a_closed_year_leaves_nothing_to_the_next_class(cast: Cast, sign_in: Any) -> None:
    line = give(cast)
    type(cast.ce1).objects.filter(pk=cast.ce1.pk).update(closed_at=NOW)
    with clock.frozen(NOW + timedelta(minutes=1)):
        assert sign_in(cast.teacher).get(page("week", cast.ce1)).status_code == 404
        assert sign_in(cast.teacher).post(page("remove", line)).status_code == 404
