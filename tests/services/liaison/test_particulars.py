"""The sentences of a note that its families read in their own language, before the words of its author."""

import re
from dataclasses import fields
from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse

from eprimo.devtools.demo.academy import texts
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.phrasebook.translation import translate_words
from eprimo.foundation.kernel.errors import DomainError
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, NoteTemplate
from eprimo.services.liaison.particulars import FIELDS, REUSED, NoteParticulars
from eprimo.ui.languages import speaking
from tests.cast import Cast
from tests.services.liaison.notes import DUE, draft, sent, to_sign

THURSDAY = date(2026, 12, 3)


def test_the_list_of_fields_says_what_the_models_have() -> None:
    """`docs/add-a-field.md`."""
    named = {one.name for one in FIELDS}
    assert named >= {one.name for one in fields(NoteParticulars)}
    assert named <= {one.name for one in Note._meta.concrete_fields}
    assert set(REUSED) <= {one.name for one in NoteTemplate._meta.concrete_fields}


def _outing(cast: Cast, **more: Any) -> Note:
    return to_sign(
        cast, **more, title="Le château de Valmarais", text="Nous verrons les tours.", what=What.OUTING,
        event_on=THURSDAY, starts_at=time(8, 45), ends_at=time(16, 15), place="Valmarais", bring=("Un pique-nique",),
    )  # fmt: skip


def _page(client: Any, address: str) -> str:
    return " ".join(client.get(address).text.split()).replace("\u00a0", " ")


def _in_order(page: str, *words: str) -> None:
    places = [page.find(one) for one in words]
    assert -1 not in places, (words, places)
    assert places == sorted(places), (words, places)


def test_they_stand_first_on_the_card_and_on_the_opened_note(cast: Cast, sign_in: Any) -> None:
    note = _outing(cast)
    Account.objects.filter(person=cast.samira).update(language="ar")
    client = sign_in(cast.samira)
    home = _page(client, "/")
    _in_order(home[home.index('id="mot-') :], "رحلة مدرسية", "Nous verrons les tours.")
    opened = _page(client, reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id]))
    opened = opened[opened.index('class="liste annonce"') :]
    _in_order(
        opened, "رحلة مدرسية", "الخميس 3 ديسمبر", "8:45", "Valmarais", "Un pique-nique", "للتوقيع قبل",
        "Nous verrons les tours.",
    )  # fmt: skip


def test_who_only_reads_is_not_told_to_sign(cast: Cast, sign_in: Any) -> None:
    note = _outing(cast)
    address = reverse("liaison:note", args=[note.resource.public_id])
    assert "À signer avant le" in _page(sign_in(cast.teacher), address)
    Account.objects.filter(person=cast.samira).update(language="en")
    address = reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    client = sign_in(cast.samira)
    client.post(reverse("liaison:sign", args=[note.resource.public_id, cast.lea.public_id]))
    page = _page(client, address)
    assert "School outing" in page
    assert "To sign before" not in page


def test_a_family_under_a_protected_contact_reads_neither_hours_nor_place(cast: Cast, sign_in: Any) -> None:
    guardian = cast.people["restricted_1"]
    note = _outing(cast, by="director", classes=(cast.cm2,))
    Account.objects.filter(person=guardian).update(language="en")
    client = sign_in(guardian)
    for address in ("/", reverse("liaison:child", args=[note.resource.public_id, cast.zoe.public_id])):
        page = _page(client, address)
        assert "School outing" in page
        assert "Valmarais</" not in page.replace("Le château de Valmarais", "")
        assert "8:45" not in page


def test_the_days_to_come_say_what_they_are_in_the_reader_s_language(cast: Cast, sign_in: Any) -> None:
    sent(cast, kind=NoteKind.EVENT, event_on=THURSDAY, title="Le château de Valmarais", what=What.OUTING)
    Account.objects.filter(person=cast.samira).update(language="ar")
    home = _page(sign_in(cast.samira), "/")
    _in_order(home[home.index('class="liste occ"') :], "رحلة مدرسية", "Le château de Valmarais")
    # In French the title says it.
    assert "Sortie scolaire" not in _page(sign_in(cast.paul), "/")


def test_what_it_is_about_is_one_of_the_list(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        draft(cast, what="n’importe quoi")
    assert refused.value.field == "what"


def test_its_author_chooses_it_and_finds_it_again(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.teacher)
    typed = {
        "kind": "information", "title": "Goûter", "text": "Bonjour.", "what": "feast", "question_count": "1",
        "to": f"class:{cast.ce1.public_id}", "do": "preview",
    }  # fmt: skip
    page = client.post(reverse("liaison:new"), typed, follow=True)
    note = Note.objects.get()
    assert note.what == What.FEAST
    assert "Fête de l’école" in page.text
    form = client.get(reverse("liaison:edit", args=[note.resource.public_id])).text
    assert re.search(r'<option value="feast" selected>', form)
    # A copy and a template say the same.
    kept = sent(cast, what=What.FEAST)
    client.post(reverse("liaison:template_keep", args=[kept.resource.public_id]))
    copy = client.post(reverse("liaison:copy", args=[kept.resource.public_id]), follow=True).text
    assert re.search(r'<option value="feast" selected>', copy)


def test_a_correction_of_it_is_told(cast: Cast, sign_in: Any) -> None:
    note = sent(cast, kind=NoteKind.EVENT, event_on=DUE, what=What.OUTING)
    client = sign_in(cast.teacher)
    address = reverse("liaison:correct", args=[note.resource.public_id])
    page = client.get(address).text
    base = re.search(r'name="base" value="(\d+)"', page)
    typed = {
        "title": "Sortie au château", "text": "Jeudi, nous irons **au château**.", "event_on": DUE.isoformat(),
        "what": "sport", "base": base[1] if base else "", "sure": "0",
    }  # fmt: skip
    client.post(address, typed)
    note.refresh_from_db()
    assert note.what == What.SPORT
    version = reverse("liaison:version", args=[note.resource.public_id, 2])
    assert "Il s’agit de : sport." in _page(client, version)


def test_the_notes_of_the_demo_say_something_in_each_language() -> None:
    """« 0 of 10 real cards had one translated sentence »: what a card says beside its title and its text."""
    written = [one for one in vars(texts).values() if isinstance(one, texts.Text)]
    with speaking("ar"):
        dumb = [one.title for one in written if not (one.what or one.on or translate_words(one.title))]
    # Words about one child, and a word of the town: what they are about is on no list.
    assert len(dumb) <= 4, dumb
    assert len(written) > 20
