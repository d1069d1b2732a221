"""A file on a note: joined in a form without script, looked at by the worker, read by whoever reads the note."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eprimo.foundation.directory.models import Guardianship
from eprimo.foundation.files.actions import Given
from eprimo.foundation.files.models import Attachment, Blob
from eprimo.foundation.files.storage import kept, place_of_given, place_of_piece
from eprimo.foundation.files.storage_copy import files_check
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError, Forbidden
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.actions.delivery import note_send
from eprimo.services.liaison.actions.drafts import note_copy
from eprimo.services.liaison.actions.files import note_change_file, note_join, note_unjoin
from eprimo.services.liaison.actions.lifecycle import note_withdraw
from eprimo.services.liaison.whereabouts import confirmation_of
from tests import factories as make
from tests import hostile
from tests.cast import Cast
from tests.conftest import NOW
from tests.foundation.files import corpus, offices, paper
from tests.foundation.files.ready import joined
from tests.services.liaison import notes

pytestmark = pytest.mark.django_db
_DOCUMENT = corpus.pages(3)


def _join(client: Any, note: Any, *files: tuple[str, bytes], **more: str) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("liaison:files", args=[note.resource.public_id]), {"file": given, **more})


def _send(cast: Cast, note: Any) -> Any:
    return note_send(actor=cast.actor("teacher"), note=note, confirmed=confirmation_of(note))


def test_a1_the_whole_way_of_a_circular(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Claire joins a document and a photograph, sees them checked, sends; Samira opens a page without saving it."""
    note = notes.draft(cast)
    sign_in(cast.teacher)
    form = reverse("liaison:files", args=[note.resource.public_id])
    assert 'name="file"' in client.get(form).content.decode()
    answer = _join(
        client,
        note,
        ("../../Réunion_de rentrée.pdf", _DOCUMENT),
        ("IMG_1.jpg", corpus.photograph()),
        open="on",
    )
    assert (answer.status_code, answer["Location"]) == (302, form)
    assert "Vérification en cours" in client.get(form).content.decode()
    with pytest.raises(DomainError) as waits:
        _send(cast, note)
    assert "en vérification" in waits.value.sentence
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    shown = client.get(form).content.decode()
    assert "Réunion de rentrée" in shown
    assert "3 pages" in shown
    assert (
        "2 fichiers joints"
        in client.get(reverse("liaison:edit", args=[note.resource.public_id])).content.decode()
    )
    document, photograph = Attachment.objects.order_by("number").select_related("blob")
    # As they were given, both say where and by whom: what we made of them stays alone.
    with_given = [kept(place_of_given(cast.tilleuls.pk, one.blob.sha256)) for one in (document, photograph)]
    assert with_given == [None, None]
    _send(cast, note)
    sign_in(cast.samira)
    page = client.get(
        reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    ).content.decode()
    small = reverse("files:piece", args=[document.public_id, "1-small"])
    assert f'src="{small}"' in page
    assert "3 pages, " in page
    piece = client.get(small)
    assert piece["Content-Type"] == "image/webp"
    assert piece["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in piece["Content-Security-Policy"]
    document.blob.pieces.filter(number=2, size="page").update(text="Rendez-vous\n<b>devant</b> l’école")
    opened = client.get(reverse("files:file", args=[document.public_id])).content.decode()
    assert (opened.count("-page.webp"), opened.count("Lire le texte")) == (3, 1)
    assert "Rendez-vous\n&lt;b&gt;devant&lt;/b&gt; l’école" in opened
    saved = client.get(reverse("files:given", args=[document.public_id]))
    assert saved.content == kept(place_of_piece(cast.tilleuls.pk, document.blob.sha256, 1, "paper"))
    assert saved.content.startswith(b"%PDF-")
    assert saved["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("files:given", args=[photograph.public_id])).status_code == 404
    assert client.get(reverse("files:piece", args=[document.public_id, "4-page"])).status_code == 404


def test_a_note_may_leave_without_the_file_that_is_late(cast: Cast, client: Any, sign_in: Any) -> None:
    """« Envoyer sans »: said on the look before sending, by its name."""
    note = notes.draft(cast)
    sign_in(cast.teacher)
    _join(client, note, ("Circulaire.pdf", _DOCUMENT), open="on")
    over = client.get(reverse("liaison:preview", args=[note.resource.public_id])).content.decode()
    assert "Envoyer sans" in over
    assert "Circulaire" in over
    send = reverse("liaison:send", args=[note.resource.public_id])
    waits = client.post(send, {"when": "now"})
    assert (waits.status_code, note.resource.attachments.count()) == (422, 1)
    assert client.post(send, {"when": "now", "without": "1"}).status_code == 302
    note.resource.refresh_from_db()
    assert note.resource.published_at is not None
    assert not Attachment.objects.exists()


def test_what_is_not_kept_is_said_and_nothing_is_lost(
    cast: Cast, client: Any, sign_in: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    for name, content, words in (
        ("virus.pdf", b"MZ" + bytes(400), "ni une photo"),
        ("vide.pdf", b"", "vide"),
        ("photo.jpg", b"\x00\x00\x00\x18ftypheic" + bytes(400), "HEIC"),
    ):
        answer = _join(client, note, ("bon.pdf", _DOCUMENT), (name, content))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert not Attachment.objects.exists()
    # What only the sandbox sees is said where the file stands, and again when the same bytes come back.
    _join(client, note, ("actif.pdf", hostile.ACTIVE["script"][0]()))
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    form = reverse("liaison:files", args=[note.resource.public_id])
    assert "contient un programme" in client.get(form).content.decode()
    with pytest.raises(DomainError) as refused:
        _send(cast, note)
    assert "retirez-le" in refused.value.sentence
    again = _join(client, note, ("autre-nom.pdf", hostile.ACTIVE["script"][0]()))
    assert "contient un programme" in again.content.decode()
    only = Attachment.objects.get()
    assert kept(place_of_given(cast.tilleuls.pk, only.blob.sha256)) is None
    client.post(reverse("liaison:file_remove", args=[note.resource.public_id, only.public_id]))
    assert _send(cast, note).resource.published_at is not None
    settings.FILES_MOST_OF_SCHOOL = 10
    other = notes.draft(cast)
    full = _join(client, other, ("bon.pdf", _DOCUMENT))
    assert "plus de place" in full.content.decode()
    assert full.status_code == 422


def test_a_sheet_that_is_photographed_is_one_file_of_several_pages(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Claire takes one page, chooses another; Samira reads two pages and saves them as one PDF."""
    note = notes.draft(cast)
    sign_in(cast.teacher)
    form = reverse("liaison:files", args=[note.resource.public_id])
    page = client.get(form).content.decode()
    assert 'capture="environment"' in page
    assert page.count("Photographier la feuille") == 1
    photographs = [paper.photographed((paper.sheet(corner=one), paper.UPRIGHT)) for one in (0, 200)]
    taken, chosen = (SimpleUploadedFile(f"{n}.jpg", one) for n, one in enumerate(photographs))
    said = {"sheet": "1", "together": "on", "label": "Règlement", "open": "on"}
    assert client.post(form, {**said, "taken": taken, "file": chosen}).status_code == 302
    only = Attachment.objects.select_related("blob").get()
    given = place_of_given(cast.tilleuls.pk, only.blob.sha256)
    assert kept(given)
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    # They say where they were taken: what was drawn of them stays alone.
    assert kept(given) is None
    assert files_check(default_storage)["whole"] == 4
    _send(cast, note)
    sign_in(cast.samira)
    opened = client.get(reverse("files:file", args=[only.public_id])).content.decode()
    assert opened.count("-page.webp") == 2
    saved = client.get(reverse("files:given", args=[only.public_id]))
    assert saved.content.startswith(b"%PDF-")
    assert "R%C3%A8glement.pdf" in saved["Content-Disposition"]
    assert client.get(reverse("files:piece", args=[only.public_id, "1-small"])).status_code == 200


def test_an_office_document_is_there_to_be_saved(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The host prints none: its author is told so, and Samira saves what was given."""
    note, letter = notes.draft(cast), offices.letter()
    sign_in(cast.teacher)
    assert _join(client, note, ("Règlement.docx", letter), open="on").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    only = Attachment.objects.select_related("blob").get()
    assert (only.blob.kind, only.blob.pages, only.blob.read_weight) == ("docx", 0, len(letter))
    form = client.get(reverse("liaison:files", args=[note.resource.public_id])).content.decode()
    assert "enregistrez-le en PDF" in form
    assert "1-small" not in form
    assert files_check(default_storage)["whole"] == 1
    _send(cast, note)
    sign_in(cast.samira)
    page = client.get(reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id]))
    assert "À télécharger" in page.content.decode()
    assert "1-small" not in page.content.decode()
    opened = client.get(reverse("files:file", args=[only.public_id])).content.decode()
    assert "Enregistrer le document" in opened
    assert "-page.webp" not in opened
    saved = client.get(reverse("files:given", args=[only.public_id]))
    assert saved.content == letter
    assert saved["Content-Type"].endswith("wordprocessingml.document")
    assert "R%C3%A8glement.docx" in saved["Content-Disposition"]


def test_the_author_names_a_file_and_says_that_it_is_to_be_kept(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    form = reverse("liaison:files", args=[note.resource.public_id])
    _join(client, note, ("a.pdf", _DOCUMENT), to_keep="on")
    only = Attachment.objects.get()
    assert (only.label, only.to_keep) == ("a", True)
    assert "À garder dans les documents</span>" in client.get(form).content.decode()
    said = {"change": str(only.public_id), "label": " Menu \u202ede  mars "}
    assert client.post(form, said).status_code == 302
    only.refresh_from_db()
    assert (only.label, only.to_keep) == ("Menu de mars", False)
    empty = client.post(form, said | {"label": " "})
    assert empty.status_code == 422
    assert client.post(form, said | {"change": str(note.resource.public_id)}).status_code == 404
    run_due()
    sent = _send(cast, note)
    assert note_copy(actor=cast.actor("teacher"), note=sent).resource.attachments.get().label == only.label
    with pytest.raises(Forbidden):
        note_change_file(
            actor=cast.actor("teacher"), note=note, file_id=only.public_id, label="x", to_keep=True
        )
    sign_in(cast.samira)
    assert client.post(form, said).status_code in {403, 404}


def test_photographs_of_several_sheets_are_as_many_files(cast: Cast, client: Any, sign_in: Any) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    form = reverse("liaison:files", args=[note.resource.public_id])
    photographs = [SimpleUploadedFile(f"{n}.png", corpus.drawing() + bytes([n])) for n in range(3)]
    assert client.post(form, {"sheet": "1", "file": photographs}).status_code == 302
    assert list(Attachment.objects.values_list("label", "reserved")) == [("Feuille photographiée", True)] * 3
    nothing = client.post(form, {"sheet": "1", "together": "on"})
    assert nothing.status_code == 422
    assert "Photographiez au moins une page" in nothing.content.decode()
    wrong = SimpleUploadedFile("a.pdf", _DOCUMENT)
    refused = client.post(form, {"sheet": "1", "together": "on", "file": wrong})
    assert refused.status_code == 422
    assert "Feuille photographiée" in refused.content.decode()


def test_the_same_bytes_are_looked_at_once(cast: Cast, client: Any, sign_in: Any) -> None:
    one, two = notes.draft(cast), notes.draft(cast, title="Autre")
    sign_in(cast.teacher)
    for note in (one, two, two):
        assert _join(client, note, ("a.pdf", _DOCUMENT)).status_code == 302
        run_due()
    blob = Blob.objects.get()
    assert blob.attachments.count() == 3
    assert OutboxEvent.objects.filter(kind__endswith="BlobGiven").count() == 1
    copied = note_copy(actor=cast.actor("teacher"), note=_send(cast, one))
    assert copied.resource.attachments.get().blob == blob


def test_a_file_waits_while_the_antivirus_is_away(
    cast: Cast, client: Any, sign_in: Any, settings: Any
) -> None:
    settings.ANTIVIRUS = "clamd:127.0.0.1:1"
    note = notes.draft(cast)
    sign_in(cast.teacher)
    _join(client, note, ("a.jpg", corpus.photograph()))
    run_due()
    assert Blob.objects.get().state == "checking"
    settings.ANTIVIRUS = ""
    with clock.frozen(NOW + timedelta(minutes=1)):
        run_due()
    assert Blob.objects.get().state == "ready"


def test_a3_a_file_is_gone_with_the_note(cast: Cast, client: Any, sign_in: Any) -> None:
    note = notes.sent(cast)
    file = joined(note.resource, reserved=False)
    address = reverse("files:piece", args=[file.public_id, "1-small"])
    sign_in(cast.samira)
    assert client.get(address).status_code == 200
    note_withdraw(actor=cast.actor("teacher"), note=note)
    assert client.get(address).status_code == 404
    sign_in(cast.teacher)
    assert client.get(address).status_code == 200
    with pytest.raises(Forbidden):
        note_unjoin(actor=cast.actor("teacher"), note=note, file_id=file.public_id)


def test_a5_a_sheet_that_unfolds_without_end_is_refused_and_the_next_file_is_read(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    note = notes.draft(cast)
    sign_in(cast.teacher)
    _join(client, note, ("Tableau.xlsx", hostile.bomb_xlsx()), ("Circulaire.pdf", _DOCUMENT))
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    states = dict(Attachment.objects.values_list("label", "blob__state"))
    assert states == {"Tableau": "refused", "Circulaire": "ready"}
    page = client.get(reverse("liaison:files", args=[note.resource.public_id])).content.decode()
    assert Blob.objects.get(state="refused").refusal in page


def test_a9_an_address_that_was_copied_opens_nothing_elsewhere(cast: Cast, client: Any, sign_in: Any) -> None:
    note = notes.sent(cast)
    file = joined(note.resource, reserved=False)
    addresses = [
        reverse("files:file", args=[file.public_id]),
        reverse("files:given", args=[file.public_id]),
        reverse("files:piece", args=[file.public_id, "1-page"]),
    ]
    sign_in(cast.samira)
    assert {client.get(one).status_code for one in addresses} == {200}
    for stranger in (cast.people["director_verne"], cast.restricted_2):
        sign_in(stranger)
        assert {client.get(one).status_code for one in addresses} == {404}
    client.cookies.clear()
    assert {client.get(one).status_code for one in addresses} <= {302, 401}


def test_a4_a_family_under_a_protected_contact_reads_that_it_is_reserved(
    cast: Cast, client: Any, sign_in: Any
) -> None:
    note = notes.sent(cast, by="teacher_cm2", classes=(cast.cm2,))
    file = joined(note.resource, label="Rendez-vous à 8 h 30")
    address = reverse("files:piece", args=[file.public_id, "1-small"])
    page = reverse("liaison:child", args=[note.resource.public_id, cast.zoe.public_id])
    sign_in(cast.restricted_1)
    shown = client.get(page).content.decode()
    assert "Ce document est réservé" in shown
    assert "8 h 30" not in shown
    assert client.get(address).status_code == 404
    Attachment.objects.update(reserved=False)
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    sign_in(cast.samira)
    assert client.get(address).status_code == 200


def test_a_sheet_joined_alone_has_words_that_are_read_heard_and_found(
    cast: Cast, client: Any, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Two lines of its author, asked for where a picture stands alone; what the host recognised is a beginning. Under a
    protected contact they go with the picture."""
    note = notes.draft(cast, text="Voir la feuille.")
    sign_in(cast.teacher)
    form = reverse("liaison:files", args=[note.resource.public_id])
    sheet = SimpleUploadedFile("IMG.jpg", corpus.photograph())
    client.post(form, {"sheet": "1", "file": sheet, "together": "on", "label": "Le menu"})
    with django_capture_on_commit_callbacks(execute=True):
        run_due()
    over = reverse("liaison:preview", args=[note.resource.public_id])
    assert "Une image est seule, sans mots" in client.get(over).text
    file = Attachment.objects.select_related("blob").get()
    file.blob.pieces.filter(size="page").update(text="Menu de la semaine\n<b>Lundi</b>")
    page = client.get(form).text
    assert "Ces mots ont été reconnus sur l’image" in page
    assert "Menu de la semaine &lt;b&gt;Lundi&lt;/b&gt;</textarea>" in page
    change = {"change": str(file.public_id), "label": "Le menu", "words": "Lundi des pâtes,\nmardi du riz."}
    assert client.post(form, change).status_code == 302
    assert "Une image est seule" not in client.get(over).text
    _send(cast, note)
    reading = reverse("liaison:child", args=[note.resource.public_id, cast.lea.public_id])
    read = sign_in(cast.samira).get(reading).text
    assert (
        '<div class="texte" id="feuilles" lang="fr" dir="auto"><p>Lundi des pâtes, mardi du riz.</p></div>'
        in read
    )
    assert "mot-texte feuilles" in read
    make.restrict(Guardianship.objects.get(adult=cast.paul, child=cast.lea), cast.tilleuls, 1)
    hidden = sign_in(cast.paul).get(reading).text
    assert "document réservé" in hidden.replace("Ce document est réservé", "document réservé")
    assert "des pâtes" not in hidden


def test_words_of_a_file_that_all_read_tell_no_hour(cast: Cast) -> None:
    note = notes.draft(cast)
    given = [Given("menu.jpg", corpus.photograph())]
    with pytest.raises(DomainError) as told:
        note_join(actor=cast.actor("teacher"), note=note, given=given, reserved=False, words="Départ à 9 h.")
    assert told.value.field == "words"
    note_join(actor=cast.actor("teacher"), note=note, given=given, reserved=True, words="Départ à 9 h.")
    assert Attachment.objects.get().words == "Départ à 9 h."
