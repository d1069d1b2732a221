"""Who has no e-mail is told the truth about what will reach them, and so is who writes to them."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from eprimo.foundation.accounts.enums import AccountState
from eprimo.foundation.accounts.models import Account
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import PushDevice
from eprimo.foundation.transport.vapid import new_private_key
from eprimo.services.liaison.queries.reach import reached_families
from tests.cast import Cast
from tests.foundation.notifications.told import address
from tests.foundation.transport.browser import Browser
from tests.services.liaison.notes import draft
from tests.services.liaison.test_journey import address as of_note

PAGE = reverse("notices:preferences")
PHONE = Browser("https://fcm.googleapis.com/fcm/send/phone")
NOBODY = "Rien ne vous prévient quand un mot arrive."
# Where the address itself is taken to write to it.
SENDS = re.compile(r"account\.recovery_email[,)]|\ba\.recovery_email,|\"recovery_email\", flat")
SOURCES = Path(__file__).parents[1] / "eprimo"


@pytest.fixture
def _pushes(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY = new_private_key()


def _device(person: Any) -> None:
    PushDevice.objects.create(account=person.account, address="x", address_hash="x", label="Téléphone")


# --- who writes ----------------------------------------------------------------------------------------------


def _come(*people: Any) -> None:
    Account.objects.filter(person__in=people).update(activated_at=clock.now())


@pytest.mark.usefixtures("_pushes")
def test_the_author_is_told_for_how_many_nothing_will_tell(cast: Cast) -> None:
    note = draft(cast)

    def untold() -> int | None:
        return reached_families(cast.actor("teacher"), note).untold

    _come(cast.samira, cast.paul, cast.teacher_parent)
    # Léa's and Yanis's families come, and have neither.
    assert untold() == 2
    address(cast.samira)
    assert untold() == 1
    _device(cast.teacher_parent)
    assert untold() == 0


def test_an_address_that_refuses_or_is_not_confirmed_tells_nobody(cast: Cast) -> None:
    _come(cast.samira, cast.paul)
    address(cast.samira)
    note, teacher = draft(cast, children=(cast.lea,)), cast.actor("teacher")
    assert reached_families(teacher, note).untold == 0
    Account.objects.filter(person=cast.samira).update(recovery_email_refused_at=clock.now())
    assert reached_families(teacher, note).untold == 1


def test_who_never_came_is_said_apart_and_who_may_not_know_is_told_nothing(cast: Cast) -> None:
    Account.objects.filter(person__in=[cast.samira, cast.paul]).update(
        activated_at=None, state=AccountState.EXPECTED
    )
    found = reached_families(cast.actor("teacher"), draft(cast, children=(cast.lea,)))
    assert (found.never, found.untold) == (1, 0)
    by_agent = draft(cast, by="agent", service=cast.canteen)
    assert reached_families(cast.actor("agent"), by_agent).untold is None


def test_before_and_after_sending_no_family_is_named(cast: Cast, sign_in: Any) -> None:
    _come(cast.samira, cast.paul, cast.teacher_parent)
    note, client = draft(cast), sign_in(cast.teacher)
    page = client.get(of_note("preview", note)).text
    told = page[page.index("Rien ne préviendra les familles de 2") :]
    assert "elles liront ce mot en venant" in told[:400].replace("\u00a0", " ")
    sent = client.post(of_note("send", note), {"when": "now"}, follow=True).text
    (said,) = re.findall(r"Les familles de 2 enfants n’ont donné ni adresse e-mail ni appareil[^<]*", sent)
    assert "Léa" not in said


# --- the family ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_pushes")
def test_the_own_page_says_what_reaches_and_offers_the_device(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.samira)
    page = client.get(PAGE).text
    assert NOBODY in page
    assert "Sur aucun appareil pour le moment" in page
    assert f'data-ep-push-url="{reverse("pwa:device_add")}"' in page
    assert client.post(reverse("pwa:device_add"), PHONE.form()).status_code == 204
    page = client.get(PAGE).text
    assert NOBODY not in page
    assert "Sur un appareil" in page
    address(cast.samira)
    assert "Par e-mail\u00a0: " in client.get(PAGE).text


def test_an_address_that_waits_for_its_code_reaches_nobody(cast: Cast, sign_in: Any) -> None:
    Account.objects.filter(person=cast.samira).update(recovery_email_pending="samira@example.test")
    page = sign_in(cast.samira).get(PAGE).text
    assert NOBODY in page
    assert "Avant cela, aucun e-mail n’y part." in page
    assert "Vous n’avez pas donné d’adresse e-mail." not in page
    # Without a key of ours nothing is offered.
    assert "data-ep-push=" not in page


# --- the address ---------------------------------------------------------------------------------------------


def test_the_page_of_the_address_says_all_that_it_serves_for(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.samira).get(reverse("accounts:email")).text.replace("\u00a0", " ")
    for purpose in (
        "À retrouver votre mot de passe", "À vous prévenir de ce que l’école attend", "fiche imprimée à votre nom",
        "quelqu’un vous propose un accès", "une copie de vos données est prête", "décision sur un de vos liens",
    ):  # fmt: skip
        assert purpose in page
    assert "seulement" not in page
    delivery = "ce que devient une livraison de l’annuaire académique"
    assert delivery not in page
    assert delivery in sign_in(cast.academy).get(reverse("accounts:email")).text


def test_nothing_else_is_sent_to_it() -> None:
    """Who sends something more to this address adds it here, and to the page that says what it serves for."""
    sends = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text()
        if SENDS.search(text) and re.search(r"\bsend\(|Letter\(", text):
            sends.add(str(path.relative_to(SOURCES)))
    assert sends == {
        "console/academy_directory/tasks.py", "foundation/accounts/tasks.py", "foundation/notifications/mail.py",
        "foundation/privacy/exports/mails.py", "steering/consortium/notices.py",
    }  # fmt: skip


def test_no_page_says_that_it_serves_for_one_thing_only() -> None:
    said = [path for path in SOURCES.rglob("*.html") if "sert seulement à retrouver" in path.read_text()]
    said += [path for path in SOURCES.rglob("forms.py") if "sert seulement à retrouver" in path.read_text()]
    assert not said
