"""Formatted text: what goes in comes out the same; what is hostile does not come out at all."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eprimo.foundation.content import richtext
from eprimo.foundation.content.richtext import (
    RichTextError,
    parse,
    to_blocks,
    to_html,
    to_markup,
    to_text,
    validate_document,
)
from eprimo.ui.french import tied

LETTERS = st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufffe\uffff")
WORDS = st.text(LETTERS, min_size=1, max_size=30)
ADDRESSES = st.sampled_from(
    [
        "https://exemple.fr/a?b=1&c=2",
        "http://exemple.fr",
        "mailto:ecole@exemple.fr",
        "https://exemple.fr/a-(b)",
    ]
)


@st.composite
def runs(draw: Any) -> dict[str, Any]:
    marks: list[dict[str, Any]] = []
    if draw(st.booleans()):
        marks.append({"type": "bold"})
    if draw(st.integers(0, 3)) == 0:
        marks.append({"type": "link", "attrs": {"href": draw(ADDRESSES)}})
    return {"type": "text", "text": draw(WORDS), **({"marks": marks} if marks else {})}


PARAGRAPHS = st.builds(
    lambda content: {"type": "paragraph", "content": content}, st.lists(runs(), max_size=4)
)
ITEMS = st.builds(lambda line: {"type": "listItem", "content": [line]}, PARAGRAPHS)
LISTS = st.builds(
    lambda kind, items: {"type": kind, "content": items},
    st.sampled_from(["bulletList", "orderedList"]),
    st.lists(ITEMS, min_size=1, max_size=4),
)
DOCUMENTS = st.builds(
    lambda blocks: {"type": "doc", "content": blocks}, st.lists(st.one_of(PARAGRAPHS, LISTS), max_size=5)
)


class _Tags(HTMLParser):
    """What a browser would build."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def _is_tame(html: str) -> None:
    page = _Tags(html)
    assert set(page.tags) <= {"p", "ul", "ol", "li", "b", "a", "br"}
    for name, value in page.attributes:
        assert name in {"href", "rel"}
        if name == "href":
            assert re.match(r"(?i)(https?://|mailto:)", value or "")


@given(DOCUMENTS)
def test_html_holds_known_tags_and_the_whole_text(document: dict[str, Any]) -> None:
    made = validate_document(document)
    html = to_html(made)
    _is_tame(html)
    # What is shown ties the signs of French to their word; nothing else of it changes.
    written = "".join(tied(run["text"]) for run in _every_run(made))
    assert _Tags(html).text.replace("\n", "") == written.replace("\r", "")


def _every_run(node: Any) -> list[Any]:
    if node["type"] == "text":
        return [node]
    return [run for child in node.get("content", []) for run in _every_run(child)]


@given(DOCUMENTS)
def test_markup_gives_the_same_text_and_marks_back(document: dict[str, Any]) -> None:
    made = validate_document(document)
    once = parse(to_markup(made))
    assert parse(to_markup(once)) == once
    expected = "".join("".join(run["text"] for run in _every_run(made)).split())
    assert "".join("".join(run["text"] for run in _every_run(once)).split()) == expected


@given(st.text(max_size=300))
def test_any_markup_is_a_document(markup: str) -> None:
    document = parse(markup)
    assert validate_document(document) == document
    _is_tame(to_html(document))
    _is_tame(to_html(document, links=False))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8)
    | st.sampled_from(["doc", "paragraph", "text", "bulletList", "listItem", "image", "iframe"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["type", "content", "text", "marks", "attrs", "href"]), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_any_json_is_refused_or_made_anew(value: Any) -> None:
    try:
        document = validate_document(value)
    except RichTextError:
        return
    json.dumps(document)
    _is_tame(to_html(document))


def test_markup_of_a_note() -> None:
    document = parse(
        "Bonjour,\n\nApportez **demain** :\n- un pique-nique\n- une [gourde](https://exemple.fr)\n1. un\n2. deux"
    )
    assert to_html(document) == (
        "<p>Bonjour,</p>\n<p>Apportez <b>demain</b>\u00a0:</p>\n"
        '<ul><li>un pique-nique</li><li>une <a href="https://exemple.fr" rel="noopener noreferrer nofollow">gourde</a>'
        "</li></ul>\n<ol><li>un</li><li>deux</li></ol>"
    )
    assert to_text(document) == "Bonjour,\nApportez demain :\n• un pique-nique\n• une gourde\n• un\n• deux"
    assert to_blocks(document)[2] == {
        "kind": "ul",
        "items": [
            [{"text": "un pique-nique", "bold": False, "href": ""}],
            [
                {"text": "une ", "bold": False, "href": ""},
                {"text": "gourde", "bold": False, "href": "https://exemple.fr"},
            ],
        ],
    }


def test_a_pupil_reads_addresses_and_follows_none() -> None:
    document = parse("Va sur [le site](https://exemple.fr) ou écris à [x@y.fr](mailto:x@y.fr)")
    assert to_html(document, links=False) == "<p>Va sur le site (https://exemple.fr) ou écris à x@y.fr</p>"


VECTORS = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg><animate onbegin=alert(1)>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=1>", "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))", "[a](data:text/html,x)", "[a](vbscript:x)",
    "[a](https://x\" onclick=alert(1))", "[a](https://x'onclick='1)", "[a](//evil.example)", "[a](mailto:)",
    "[a](https://x<script>)", "**<b>**", "<div hx-get=/x hx-on:load=1>", '<form id="x"><input name=attributes>',
    "[a](\x01javascript:1)", "<style>@import 'x'</style>", "<a href=javascript:1>x</a>", "{{ settings }}{% debug %}",
    "&lt;script&gt;", "\u202ehttps://evil", "<!--><img src=x>", "]]><script>", "<iframe srcdoc=x>",
]  # fmt: skip


@pytest.mark.attack
@pytest.mark.parametrize("vector", VECTORS)
def test_hostile_text_is_text(vector: str) -> None:
    html = to_html(parse(vector))
    _is_tame(html)
    assert not {"script", "img", "svg", "math", "iframe", "style", "form"} & set(_Tags(html).tags)


@pytest.mark.attack
@pytest.mark.parametrize(
    "node",
    [
        {"type": "image", "attrs": {"src": "https://x"}},
        {"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [{"type": "code"}]}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "a", "marks": [
            {"type": "link", "attrs": {"href": "javascript:alert(1)"}}]}]},
        {"type": "bulletList", "content": [{"type": "paragraph"}]},
        {"type": "bulletList", "content": [{"type": "listItem", "content": [{"type": "bulletList", "content": []}]}]},
        {"type": "paragraph", "content": [{"type": "text", "text": 3}]},
        {"type": "paragraph", "content": "abc"},
        "abc",
    ],
)  # fmt: skip
def test_hostile_documents_are_refused(node: Any) -> None:
    with pytest.raises(RichTextError):
        validate_document({"type": "doc", "content": [node]})


@pytest.mark.attack
def test_a_link_stored_by_other_means_is_not_followed() -> None:
    run = {"type": "text", "text": "a", "marks": [{"type": "link", "attrs": {"href": "javascript:alert(1)"}}]}
    document: Any = {"type": "doc", "content": [{"type": "paragraph", "content": [run]}]}
    assert to_html(document) == "<p>a</p>"


def test_limits() -> None:
    with pytest.raises(RichTextError):
        parse("a" * (richtext.MAX_LENGTH + 1))
    with pytest.raises(RichTextError):
        parse("- a\n" * richtext.MAX_NODES)
    deep: Any = {"type": "doc", "content": []}
    for _ in range(5_000):
        deep = {"type": "bulletList", "content": [deep]}
    with pytest.raises(RichTextError):
        validate_document({"type": "doc", "content": [deep]})


def test_attributes_of_the_editor_are_left_out() -> None:
    link = {
        "type": "link",
        "attrs": {"href": "https://x.fr", "target": "_blank", "rel": None, "class": "evil"},
    }
    run = {"type": "text", "text": "a", "marks": [link]}
    made: Any = validate_document(
        {"type": "doc", "content": [{"type": "paragraph", "attrs": {"style": "x"}, "content": [run]}]}
    )
    kept = made["content"][0]["content"][0]["marks"]
    assert kept == [{"type": "link", "attrs": {"href": "https://x.fr"}}]


def test_summary_is_cut_between_words() -> None:
    assert richtext.summary(parse("un deux trois quatre"), 12) == "un deux…"
    assert richtext.summary(parse("un\ndeux")) == "un deux"
    assert richtext.is_empty(parse(" \n\n "))


def test_summary_says_a_list_in_a_sentence_and_keeps_what_french_does_not_break() -> None:
    bag = parse("Dans le sac :\n- un maillot\n- un bonnet\n\nLe prix est de 4 €, d’accord ?")
    assert richtext.summary(bag) == (
        "Dans le sac\u00a0: un maillot, un bonnet. Le prix est de 4\u00a0€, d’accord\u00a0?"
    )
    assert richtext.summary(parse("- un\n- deux,\n- trois !")) == "un, deux, trois\u00a0!"


def test_spaces_that_french_does_not_break_are_kept_on_the_page() -> None:
    assert "d’accord\u00a0?" in richtext.to_html(parse("Est-ce « oui » : d’accord ?"))
    assert "https://x.fr/?a=1" in richtext.to_html(parse("à voir https://x.fr/?a=1"))
