"""What components write: names for screen readers, what was typed, nothing that runs."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms

from eprimo.ui.widgets import CodeInput, DateInput

type Render = Callable[..., str]

EVIL = '"><script>alert(1)</script> onclick="x" \' {{ 7 }}'


class NoteForm(forms.Form):
    kind = forms.ChoiceField(
        label="Que faire ?", widget=forms.RadioSelect, choices=[("sign", "À signer"), ("know", "À savoir")]
    )
    title = forms.CharField(label="Titre", max_length=20, help_text="Court.")
    text = forms.CharField(label="Texte", widget=forms.Textarea, required=False)
    due = forms.DateField(label="Avant le", widget=DateInput, required=False)
    code = forms.CharField(label="Code", widget=CodeInput, required=False)
    urgent = forms.BooleanField(label="C’est urgent", required=False)
    mark = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    "source",
    [
        '{{ c.button(evil, href=evil, attrs={"title": evil}) }}',
        '{{ c.button(evil, class=evil, attrs={"title": evil}) }}',
        '{{ c.note(evil, lane="af", kind=evil, title=evil, href=evil, about=evil, attrs={"data-x": evil}) }}',
        "{{ c.note(title=evil, when=evil, child=evil) }}",
        "{{ c.lane(title=evil, count=2, id=evil) }}",
        "{% call c.chips(label=evil) %}{{ c.chip(href=evil, label=evil, note=evil, seed=evil) }}{% endcall %}",
        '{{ c.badge(evil, tone="ok", attrs={"title": evil}) }}',
        "{{ c.avatar(name=evil) }}{{ c.avatar(seed=evil) }}{{ c.avatar(animal=evil) }}",
        "{{ c.person(name=evil, note=evil, href=evil) }}",
        '{{ c.avis(evil, tone="al", title=evil, role=evil) }}',
        "{% set acts %}{{ evil }}{% endset %}{{ c.vide(evil, title=evil, acts=acts) }}",
        "{% call c.tabs(label=evil) %}{{ c.tab(evil, href=evil, count=3) }}{% endcall %}",
        '{% call c.table(caption=evil, wide=true, attrs={"id": evil}) %}<tr><td>{{ evil }}</td></tr>{% endcall %}',
        "{{ c.note(child=evil, seed=evil, act=evil, href=evil, icon=evil, lane=evil) }}",
        "{{ c.badge(evil, evil, evil) }}{{ c.avatar(seed=evil, colour=evil) }}{{ c.icon(evil, evil) }}",
        "{{ c.progress(value=1, max=2, label=evil) }}",
        "{{ c.figure(evil, value=evil) }}",
        "{{ c.post(evil, action=evil, name=evil, value=evil, next=evil, hidden_text=evil) }}",
        "{{ c.confirm(evil, action=evil, verb=evil, cancel=evil, keep=evil) }}",
        "{{ c.back(href=evil, label=evil) }}{{ c.toolbar(for=evil) }}{{ c.icon(evil) }}",
        "{% call c.steps() %}{{ c.step(evil, current=true) }}{% endcall %}",
        "{{ c.tuile(evil, href=evil, picture=evil, from=evil, from_seed=evil) }}",
    ],
)
def test_text_of_people_never_becomes_markup(render: Render, source: str) -> None:
    text = render(source, evil=EVIL)
    assert "<script" not in text
    # A quote that closes an attribute early would leave this outside of one.
    assert ' onclick="x"' not in text
    assert "alert(1)" in text or "%3Cscript" in text or "avatar" in source


def test_button_is_a_link_when_it_leads_somewhere(render: Render) -> None:
    link, button = (
        render('{{ c.button("Ouvrir", href="/x") }}'),
        render('{{ c.button("Retirer", kind="danger", icon="trash-2") }}'),
    )
    assert '<a class="btn" href="/x"' in link
    assert '<button class="btn btn-d" type="submit"' in button
    assert "icons.svg#trash-2" in button


def test_unknown_kind_of_button_is_a_fault(render: Render) -> None:
    with pytest.raises(KeyError):
        render('{{ c.button("Non", kind="purple") }}')


def test_note_writes_the_day_in_its_margin(render: Render) -> None:
    text = render('{{ c.note(lane="af", title="Sortie", date=day) }}', day=date(2026, 11, 26))
    assert "<span>jeu.</span><b>26</b><span>nov.</span>" in text
    # A page that comes from the device says the day of the week.
    near = '<span class="proche">demain</span><span class="en-jour">{}</span></span><b>25</b>'
    assert near.format("mer.") in render("{{ c.note(date=day) }}", day=date(2026, 11, 25))
    # The last day, there as on the card of the home.
    before = '{{ c.note(date=day, when="avant mer.") }}'
    assert near.format("avant mer.") in render(before, day=date(2026, 11, 25))
    assert "<span>avant mer.</span><b>2</b>" in render(before, day=date(2026, 12, 2))


def test_note_takes_nothing_from_the_page_around(render: Render) -> None:
    text = render(
        '{{ c.note(lane="vc") }}',
        title="Titre de la page",
        kind="Page",
        who="Qui",
        acts="Actes",
        href="/page",
        child="Léa",
        act="Non",
    )
    assert "page" not in text.lower()
    assert "Qui" not in text


def test_a_note_with_one_act_reads_as_one_with_acts(render: Render) -> None:
    quick = render(
        '{{ c.note("Texte", href="/n", title="Sortie", child=name, seed=3, act="Signer") }}', name="Léa"
    )
    long = render(
        '{% set acts %}{% call c.button(href="/n") %}Signer<span class="vh"> Sortie, Léa</span>{% endcall %}'
        "{% endset %}"
        '{{ c.note("Texte", href="/n", title="Sortie", child=name, seed=3, acts=acts) }}',
        name="Léa",
    )
    assert quick == long


def test_count_of_a_lane_is_said_in_words(render: Render) -> None:
    assert 'aria-label="2\xa0éléments">2<' in render('{{ c.lane(lane="af", title="À faire", count=2) }}')
    none = render('{{ c.lane(lane="af", title="À faire", count=0) }}')
    assert 'class="cpt cpt-0"' in none
    assert 'aria-label="0\xa0élément"' in none
    assert "cpt" not in render('{{ c.lane(lane="vc", title="École") }}')


def test_child_keeps_its_animal(render: Render) -> None:
    first, again = render("{{ c.avatar(seed=key) }}", key="k1"), render("{{ c.avatar(seed=key) }}", key="k1")
    assert first == again
    assert 'aria-hidden="true"' in first
    assert ">CG<" in render('{{ c.avatar(name="Claire Guilbaud") }}')


def test_field_keeps_what_was_typed_and_says_what_to_mend(render: Render) -> None:
    form = NoteForm({"kind": "", "title": "Un titre beaucoup trop long", "due": "hier"})
    text = render("{{ c.errors(form) }}{{ c.field(form.title) }}", form=form)
    assert 'value="Un titre beaucoup trop long"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_title_error id_title_helptext"' in text
    assert 'id="id_title_error"' in text
    assert 'id="id_title_helptext">Court.' in text
    assert '<a href="#id_title">Titre</a>' in text
    assert "Il reste 3 points à revoir." in text


def test_field_without_fault_has_no_error(render: Render) -> None:
    text = render("{{ c.field(form.title) }}", form=NoteForm())
    assert "aria-invalid" not in text
    assert 'class="err"' not in text
    assert "facultatif" not in text
    assert 'aria-describedby="id_title_helptext"' in text


def test_field_gives_the_rest_to_its_control(render: Render) -> None:
    text = render(
        '{{ c.field(form.code, attrs={"class": "code", "data-ep-hash-fill": true}) }}', form=NoteForm()
    )
    assert 'class="inp code"' in text
    assert " data-ep-hash-fill" in text
    assert 'autocapitalize="characters"' in text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("due", 'type="date"'),
        ("text", "<textarea"),
        ("urgent", '<label class="coche"><input type="checkbox"'),
        ("mark", 'type="hidden"'),
    ],
)
def test_field_lays_out_each_kind_of_control(render: Render, name: str, expected: str) -> None:
    text = render("{{ c.field(field) }}", field=NoteForm()[name])
    assert expected in text
    assert ("<label" in text) == (name != "mark")


def test_choices_are_a_group_with_its_question(render: Render) -> None:
    form = NoteForm({"kind": "know"})
    text = render(
        "{{ c.field(form.kind, icons=icons) }}",
        form=form,
        icons={"sign": "signature", "know": "info"},
    )
    assert "<fieldset" in text
    assert '<legend id="id_kind" tabindex="-1">Que faire ?' in text
    assert text.count('type="radio"') == 2
    assert 'value="know"' in text.split("checked")[0].rsplit("<input", 1)[1] + "checked"
    assert "icons.svg#signature" in text


def test_date_comes_back_as_the_device_sends_it(render: Render) -> None:
    form = NoteForm(initial={"due": date(2026, 12, 1)})
    assert 'value="2026-12-01"' in render("{{ c.field(form.due) }}", form=form)


def test_pager_keeps_the_filters(render: Render, page_request: Callable[..., Any]) -> None:
    page = SimpleNamespace(before="", after="mark+2")
    text = render("{{ c.pager(page) }}", page_request(path="/mots?q=l%C3%A9a&after=old"), page=page)
    assert 'href="?q=l%C3%A9a&amp;after=mark%2B2"' in text
    assert "Précédents" not in text
    assert "nav" not in render("{{ c.pager(page) }}", page=SimpleNamespace(before="", after=""))


def test_post_is_a_form_with_its_token(render: Render) -> None:
    text = render('{{ c.post("Signer", action="/signer", name="child", value="3", hidden_text="pour Noé") }}')
    assert 'method="post" action="/signer"' in text
    assert "csrfmiddlewaretoken" in text
    assert '<span class="vh"> pour Noé</span>' in text


def test_progress_is_a_number_in_any_language(render: Render) -> None:
    text = render('{{ c.progress(value=value, max=1200, label="1 sur 1200") }}', value=1100)
    assert 'max="1200" value="1100"' in text
