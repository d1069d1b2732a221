"""Every act that the code writes in the audit trail has its sentence, and every sentence reads."""

import ast
from pathlib import Path

from eprimo.console.school.trail import OWN, Names, _Blank, _what, sentences, to_child
from eprimo.foundation.content.capabilities import kinds
from eprimo.foundation.kernel.models import AuditLine
from eprimo.services.liaison.kind import NOTE
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[3] / "eprimo"


def acts_in_code() -> set[str]:
    """The literal act of each call of `audit`, or of what passes it on (second argument; the third of `_moved`, the
    fourth of `_attach`); the `ACT` of who writes many lines in one statement."""
    found = _acts_of_kinds()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["ACT"]:
                found |= _literals(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {
                    "audit": 1,
                    "audit_note": 1,
                    "_told": 1,
                    "_told_of": 1,
                    "_tell": 1,
                    "_attach": 3,
                    "_moved": 2,
                }.get(node.func.id)
                if place is not None and len(node.args) > place:
                    found |= _literals(node.args[place])
    return found


def _acts_of_kinds() -> set[str]:
    """What is written once for every kind: the word that `_done` is given, the end of the act that `audit` is; of a
    draft, the word that `line_of` is given."""
    words: dict[str, set[str]] = {name: set() for name in _PLACES_OF_KINDS}
    for path in (ROOT / "foundation/content/things").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _is_named_call(node) and node.func.id in words:  # type: ignore[attr-defined]
                name = node.func.id  # type: ignore[attr-defined]
                given = ast.walk(node.args[_PLACES_OF_KINDS[name]])  # type: ignore[attr-defined]
                words[name] |= {n.value.removeprefix(".thing.") for n in given if isinstance(n, ast.Constant)}
    # A whole act is no word of a kind: it is found as those of every service are.
    things = {word for word in words["_done"] | words["audit"] if word and "." not in word}
    return {f"{kind.key}.thing.{word}" for kind in kinds() for word in things} | {
        f"{kind.key}.{kind.words.noun}.{word}" for kind in (*kinds(), NOTE) for word in words["line_of"]
    }


_PLACES_OF_KINDS = {"_done": 2, "audit": 1, "line_of": 2}


def _is_named_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _literals(node: ast.expr) -> set[str]:
    return {
        n.value
        for n in ast.walk(node)
        if isinstance(n, ast.Constant)
        and isinstance(n.value, str)
        and "." in n.value[1:]
        and n.value[0] != "."
    }


def test_every_act_has_a_sentence() -> None:
    acts = acts_in_code()
    assert len(acts) > 30
    # An act that ends in a dot is the head of an f-string: some sentence must go on from it.
    missing = {act for act in acts - set(sentences()) if not (act.endswith(".") and _goes_on(act))}
    assert sorted(missing) == []


def _goes_on(head: str) -> bool:
    return any(act.startswith(head) for act in sentences())


def test_every_sentence_reads() -> None:
    for act, text in sentences().items():
        assert act.count(".") >= 2, act
        assert text.format_map(_Blank(subject="Léa", object="CE1")), act


def test_no_sentence_of_an_act_that_nobody_does() -> None:
    acts = acts_in_code()
    heads = tuple(act for act in acts if act.endswith("."))
    assert sorted(act for act in set(sentences()) - acts if not act.startswith(heads)) == []


def test_a_pupil_is_told_of_its_own_acts_as_tu() -> None:
    assert {"content.occasion.done", "directory.animal.chosen"} <= to_child().keys() <= sentences().keys()
    assert [
        text for text in to_child().values() if not text.startswith("Tu as ") or not text.endswith(".")
    ] == []


def test_no_own_act_of_a_pupil_is_told_in_the_third_person(cast: Cast) -> None:
    """Whatever act a line holds, a pupil who did it reads « tu »; of the account, by a sentence of its own."""
    lea = cast.actor("lea")
    lines = [AuditLine(person_id=lea.person_id, act=act, details={}) for act in sorted(sentences())]
    names = Names(lea, lines)
    told = {line.act: _what(line, names) for line in lines}
    assert [act for act, text in told.items() if not text.startswith("Tu as ")] == []
    assert {act for act in told if act.startswith("accounts.") and told[act] == OWN} & PUPILS_MAY == set()
    assert "ralenti" not in told["accounts.session.slowed"]
    # Of somebody else's act it reads the sentence of everybody.
    [line] = [line for line in lines if line.act == "accounts.session.slowed"]
    line.person_id = cast.samira.pk
    assert _what(line, Names(lea, [line])) == sentences()[line.act]


# What is done with an account of one's own, whoever one is: an address of an agenda alone is not for pupils.
PUPILS_MAY = {
    act
    for act, text in sentences().items()
    if act.startswith("accounts.")
    and act.split(".")[1] in {"charter", "password", "comfort", "email", "session"}
    if text.startswith("a ") and "{subject}" not in text and "{of_subject}" not in text
}
