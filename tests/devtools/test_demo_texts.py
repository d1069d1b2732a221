"""What the demo writes to families: it stands what it asks of who writes."""

from collections.abc import Iterator

from eprimo.devtools.demo.academy import texts
from eprimo.foundation.content.kinds import kinds
from eprimo.foundation.content.samples import samples_of
from eprimo.foundation.content.whereabouts import told_in


def _written() -> Iterator[str]:
    for text in vars(texts).values():
        if isinstance(text, texts.Text):
            asked = [words for question, choices, _ in text.questions for words in (question, *choices)]
            yield from map(texts.fr, (text.title, text.body, *asked, *text.bring))
    for kind in kinds():
        for sample in samples_of(kind):
            yield from map(texts.fr, (sample.title, sample.text, sample.corrected or ""))


def test_no_text_of_the_demo_tells_an_hour_or_a_place() -> None:
    """They stand in their cases, which a family under a protected contact does not read."""
    told = {text: [text[one.start : one.end] for one in told_in(text)] for text in _written()}
    assert len(told) > 80
    assert {text: found for text, found in told.items() if found} == {}
