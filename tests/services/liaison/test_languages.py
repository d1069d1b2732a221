"""A family that reads another language than French: what stands in which paragraph, and whom it asks for help."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from lxml import html

from eprimo.foundation.accounts.models import Account
from eprimo.foundation.content.enums import What
from eprimo.foundation.conversations.models import Message
from eprimo.foundation.kernel.outbox import run_due
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.questions import Question
from tests import factories as make
from tests.cast import Cast
from tests.services.events.test_events import event
from tests.services.homework.giving import give
from tests.services.liaison.notes import DUE, answer, sent, to_answer
from tests.services.liaison.test_journey import address

# What begins a paragraph of its own: elements, and classes that the sheet draws as blocks.
_BLOCKS = {
    "p", "li", "div", "section", "article", "h1", "h2", "h3", "h4", "legend", "label", "dt", "dd", "td", "th", "ul",
    "ol", "form", "summary", "details", "header", "main", "body", "nav", "button", "fieldset", "aside", "footer",
}  # fmt: skip
# What is read on the page.
_WORDS = "//main//text()[not(ancestor::nav or ancestor::*[@class='vh'])] | //h1//text()"
_DRAWN = {"bloc", "traduit-c", "pour", "txt", "vh"}


def _is_block(node: Any) -> bool:
    """In a line of a list, each span is one."""
    if node.tag in _BLOCKS or _DRAWN & _classes(node):
        return True
    return node.tag == "span" and any("txt" in _classes(one) for one in node.iterancestors())


def _classes(node: Any) -> set[str]:
    return set((node.get("class") or "").split())


def _block(node: Any) -> Any:
    while not _is_block(node):
        node = node.getparent()
    return node


def _language(node: Any) -> str:
    while node.get("lang") is None:
        node = node.getparent()
    return str(node.get("lang"))


def mixed(page: str) -> list[str]:
    """The paragraphs of the page in which letters of two languages stand; ways to other pages, the languages themselves
    by their names and what a key is called for who does not see it are none."""
    found: dict[Any, set[str]] = {}
    for text in html.fromstring(page).xpath(_WORDS):
        node = text.getparent() if text.is_text else text.getparent().getparent()
        if node is not None and re.search(r"[^\W\d_]", text) and node.tag not in {"script", "template"}:
            found.setdefault(_block(node), set()).add(_language(node))
    told = [" ".join(one.text_content().split()) for one, languages in found.items() if len(languages) > 1]
    return [words for words in told if "English" not in words]


@pytest.fixture
def in_arabic(cast: Cast) -> Cast:
    Account.objects.filter(person=cast.samira).update(language="ar")
    return cast


def test_two_languages_never_stand_in_one_paragraph(in_arabic: Cast, sign_in: Any) -> None:
    """Known sentences beside others, things to bring, answers, a comment, dates that are told."""
    cast = in_arabic
    text = "Le départ est à 8 h 30. Nous verrons les tours.\n\n- Prévoir un pique-nique.\n- Des jumelles si possible."
    told: dict[str, Any] = {"what": What.OUTING, "event_on": DUE, "place": "Château"}
    told["bring"] = ("Une gourde", "Des jumelles")
    note = to_answer(cast, text=text, questions=(Question("Participe-t-il\u00a0?"),), **told)
    sent(cast, kind=NoteKind.EVENT, title="La grande fête", what=What.FEAST, event_on=DUE)
    client = sign_in(cast.samira)
    reading = address("child", note, cast.lea.public_id)
    assert "traduit" in client.get(reading).text
    for day in (DUE - timedelta(days=1), DUE):
        give(cast, "une boîte à chaussures", day)
    event(cast, title="Piscine", event_on=DUE)
    make.guardianship(cast.samira, cast.lea_verne)
    sent(cast, by="director", kind=NoteKind.CLOSED, title="Grève", event_on=DUE, classes=(cast.ce1, cast.cm2))
    run_due()
    names = (
        "home:home", "liaison:family", "homework:family", "homework:family_print", "agenda:home", "agenda:paper",
    )  # fmt: skip
    for page in (reading, *map(reverse, names)):
        assert mixed(client.get(page).text) == [], page
    answer(cast, note, "samira", cast.lea, "Oui", comment="Elle sera en retard.")
    assert mixed(client.get(reading).text) == []


def test_an_interpreter_is_asked_for_beside_a_personal_note_that_nothing_translates(
    in_arabic: Cast, sign_in: Any
) -> None:
    """The school reads in French that one is asked for, once, in the thread of that family, who reads there that it
    was done."""
    cast = in_arabic
    asks = "طلب مترجم"
    own = sent(cast, classes=(), children=(cast.lea,), title="À propos de Léa", text="Elle a mal dormi.")
    of_class = sent(cast, text="Nous avons planté des radis.")
    client = sign_in(cast.samira)
    reading = address("child", own, cast.lea.public_id)
    page = client.get(reading).text
    assert asks in page
    assert asks not in client.get(address("child", of_class, cast.lea.public_id)).text
    form = html.fromstring(page).xpath(f"//form[contains(., '{asks}')]")[0]
    typed = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    client.post(form.get("action"), typed)
    client.post(form.get("action"), typed)
    said = Message.objects.get()
    assert said.body == typed["body"]
    assert "Je demande un interprète" in said.body
    assert "arabe" in said.body
    assert asks not in client.get(reading).text
    assert "attend une réponse" in sign_in(cast.teacher).get(reverse("home:home")).text
    # In French nobody needs one; who does not read the note asks nothing.
    assert "interprète" not in sign_in(cast.paul).get(reading).text.replace(said.body, "")
    assert sign_in(cast.contact).post(form.get("action"), typed).status_code == 404
