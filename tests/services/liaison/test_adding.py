"""Writing begins with what it is; then whom it is for, and who will see it, with and without script."""

import re
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.content.models import Resource
from eprimo.services.liaison.models import Note
from tests.cast import Cast
from tests.services.liaison.notes import targets_of


@pytest.mark.parametrize(("here", "there"), [("liaison", "news"), ("news", "liaison"), ("links", "liaison")])
def test_another_choice_keeps_what_was_typed(cast: Cast, sign_in: Any, here: str, there: str) -> None:
    client = sign_in(cast.director)
    form = client.get(reverse(f"{here}:new")).text
    assert f'name="do" value="as-{there}:new"' in form
    key = re.search(r'name="draft_key" value="([^"]+)"', form)
    typed = {"draft_key": key[1] if key else "", "base": "0", "kind": "information", "do": f"as-{there}:new"}
    assert client.post(reverse(f"{here}:new"), typed)["Location"] == reverse(f"{there}:new")
    assert not Resource.objects.exists()
    assert client.post(reverse(f"{here}:new"), typed | {"title": "La fête"})["Location"] == reverse(
        f"{there}:new"
    )
    kept = Resource.objects.get()
    assert (kept.service, kept.title, kept.published_at) == (here, "La fête", None)


def _told(page: str) -> str:
    found = re.search(r'<div class="verra">.*?<p>(.*?)</p>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).replace("\u00a0", " ").strip() if found else ""


def test_who_will_see_it_is_told_as_it_is_ticked(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    # The only class of a teacher is ticked already.
    assert re.fullmatch(
        r"Le verront : \d+ responsables de \d+ enfants et l’équipe de CE1-A. Pas les élèves.",
        _told(client.get(reverse("liaison:new")).text),
    )
    address = reverse("liaison:audience")
    lea = {"to": f"child:{cast.lea.public_id}"}
    piece = client.post(address, lea, HTTP_HX_REQUEST="true").text
    assert "<html" not in piece
    assert _told(piece) == "Le verront : 2 responsables de 1 enfant. Pas les élèves."
    assert _told(client.post(address, {}).text) == "Personne encore : choisissez pour qui."
    # What one may not address says nothing of anybody.
    for other in (cast.zoe, cast.lea_verne):
        assert _told(client.post(address, {"to": f"child:{other.public_id}"}).text).startswith("Personne")
    assert not Resource.objects.exists()


def test_without_script_a_button_tells_it_and_keeps_what_was_typed(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    typed = {
        "kind": "sign", "title": "Sortie", "text": "Au parc.", "to": f"child:{cast.lea.public_id}", "do": "who",
        "question_count": "1",
    }  # fmt: skip
    page = client.post(reverse("liaison:new"), typed)
    assert page.status_code == 200
    assert _told(page.text).startswith("Le verront : 2 responsables de 1 enfant")
    assert 'value="Sortie"' in page.text
    assert "Au parc." in page.text
    assert not Note.objects.exists()
    director = sign_in(cast.director)
    news = {"title": "Fête", "text": "Venez.", "to": "school", "do": "who"}
    page = director.post(reverse("news:new"), news)
    assert re.search(r"responsables de \d+ enfants et l’équipe de l’école", _told(page.text))
    assert 'value="Fête"' in page.text
    assert not Resource.objects.exists()


def test_all_classes_are_one_touch_for_who_heads_the_school(cast: Cast, sign_in: Any) -> None:
    typed = {
        "kind": "information",
        "title": "Rentrée",
        "text": "Bonjour.",
        "to": ["classes"],
        "do": "preview",
    }
    sign_in(cast.director).post(reverse("liaison:new"), typed)
    assert targets_of(Note.objects.get()) == {("class", cast.ce1.pk), ("class", cast.cm2.pk)}
    Note.objects.get().delete()
    # Who teaches has no such box.
    assert sign_in(cast.teacher).post(reverse("liaison:new"), typed).status_code == 422
    assert not Note.objects.exists()
