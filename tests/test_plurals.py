"""A number and the words that go with it agree, everywhere French is written: « 1 fichier », never « 1 fichiers ».

What counts goes through `ngettext`, `{% pluralize %}`, `ep_count`, `counted`, or the words of a sentence of the trail
(`{files:fichier}`); or it is said so that nothing agrees (« appareils : 1 »).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eprimo.console.school.trail import _Blank, _Number, sentences

ROOT = Path(__file__).resolve().parents[1] / "eprimo"

# Words in s or x that agree with no number.
_ALONE = (
    "mois|fois|dans|sous|plus|moins|sans|mais|pas|puis|vers|après|très|jamais|depuis|alors|dès|les|des|ses|mes|aux|leurs"
    "|nos|vos|ces|vous|nous|ils|elles|toujours|hors|deux|prix|bas|ans|est|a|cours|temps|progrès|accès|choix|avis"
)
_SEVERAL = rf"(?:[ \u00a0]|\\N\{{NO-BREAK SPACE\}})+(?!(?:{_ALONE})\b)[a-zéèêàûîôçœ-]{{2,}}[sx]\b(?!’)"
_VERBS = r"(?:sont|ont|seront|auront|vont|iront|étaient|peuvent|doivent|restent|attendent|arrivent|partent)\b"
_FRENCH = re.compile(r"[éèàêçùœ’«]|\b(?:le|la|du|une|et|en|au|sur|par|pour|lignes|écoles)\b")
# What is never one: limits, durations of the contract, and what is longer than a limit; amounts of money.
_NEVER_ONE = re.compile(
    r"^[A-Z_.]*[A-Z][A-Z_]+$|^(?:most|longest|months|limit|fewest|whole)$|period_months$|LONGEST|^MAX_|^(?:min|max)$"
    r"|limit_value|^thousands|^rest|^len\(comment\)$|^length$|^show_value$|^euros\("
)


def _python() -> Iterator[tuple[Path, int, str]]:
    """Each text in French of the product that holds a number and a plural, and is not said in its two forms."""
    for path in sorted(ROOT.rglob("*.py")):
        if not {"devtools", "migrations", "data"} & set(path.parts):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node, text in _texts(tree):
                yield path, node.lineno, text


def _texts(tree: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped |= {id(node.value)}
        elif (
            isinstance(node, ast.Call)
            and "gettext" in ast.unparse(node.func)
            and "n" in ast.unparse(node.func)[:2]
        ):
            skipped |= {id(one) for argument in node.args for one in ast.walk(argument)}
        elif isinstance(node, ast.IfExp) and re.search(r"[=<>]=? ?[012]\b", ast.unparse(node.test)):
            skipped |= {id(one) for side in (node.body, node.orelse) for one in ast.walk(side)}
        elif isinstance(node, ast.JoinedStr):
            skipped |= {id(one) for one in node.values}
            yield node, "".join(
                one.value if isinstance(one, ast.Constant) and isinstance(one.value, str)
                else "{" + ast.unparse(one.value).replace("}", ")") + "}" if isinstance(one, ast.FormattedValue)
                else ""
                for one in node.values
            )  # fmt: skip
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node, node.value


def _faults(text: str) -> list[str]:
    found = []
    for match in re.finditer(r"(?:\{([^{}]+)\}|%\((\w+)\)[sd]|%d)" + _SEVERAL, text):
        number = (match[1] or match[2] or "").partition(":")[0]
        if not (
            _NEVER_ONE.search(number)
            or re.match(r"(?:plural|counted|of|_)\(|(?:of_)?(?:object|subject)$", number)
        ):
            found.append(match[0])
    found += [one[0] for one in re.finditer(r"\{counted\([^{}]*\)\}[ \u00a0]" + _VERBS, text)]
    return found


def test_texts_of_the_program_agree() -> None:
    faults = [
        f"{path.relative_to(ROOT)}:{line} {fault}"
        for path, line, text in _python()
        if _FRENCH.search(text)
        for fault in _faults(text)
    ]
    assert faults == []


def _template_faults(text: str) -> Iterator[str]:
    for match in re.finditer(
        r"\{\{([^{}]*)\}\}(?:</\w+>)?(?:[ \u00a0]|&nbsp;)" + _SEVERAL.split("+", 1)[1], text
    ):
        before = text[: match.start()]
        opened, closed = before.rfind("{% trans"), before.rfind("{% endtrans")
        said_twice = opened > closed and "{% pluralize" in text[opened : text.find("{% endtrans", opened)]
        if not said_twice and not re.search(r"ep_|most|fewest|_year\b|\bname|\bwho|school\b", match[1]):
            yield match[0]
    for match in re.finditer(r"ep_count\([^)]*\)[^}]*\}\}(?:</\w+>)*[ \u00a0]" + _VERBS, text):
        yield match[0]
    for match in re.finditer(r"ep_count\(\"[^\",]*\"\)[^}]*\}\}[ \u00a0]\{\{ _\(\"\w+ \w+s\"\)", text):
        yield match[0]


def test_texts_of_the_pages_agree() -> None:
    faults = [
        f"{path.relative_to(ROOT)} {fault}"
        for path in sorted(ROOT.rglob("*.html"))
        if "devtools" not in path.parts
        for fault in _template_faults(path.read_text(encoding="utf-8"))
    ]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        "a déposé {files} fichiers",
        "{counted(n, 'phrase')} sont traduites",
        "il reste %(n)d essais",
        "{n} mots à lire",
    ],
)
def test_what_the_watch_finds(text: str) -> None:
    assert _faults(text)


@pytest.mark.parametrize(
    "text", ["{n} mois", "appareils : {n}", "{MAX} lettres", "{counted(n, 'mot')} à lire", "{files:fichier}"]
)
def test_what_it_leaves(text: str) -> None:
    assert not _faults(text)


def test_what_it_finds_in_pages() -> None:
    assert list(_template_faults("{{ n }} mots"))
    assert list(_template_faults('{{ n|ep_count("phrase") }} sont traduites'))
    assert list(_template_faults('{{ n|ep_count("responsable") }} {{ _("jamais venus") }}'))
    assert not list(_template_faults("{% trans n %}{{ n }} mot{% pluralize %}{{ n }} mots{% endtrans %}"))


@pytest.mark.parametrize(
    ("act", "details", "said"),
    [
        ("intake.delivery.received", {"files": 1}, "a déposé 1 fichier de ONDE"),
        ("intake.delivery.received", {"files": 2}, "a déposé 2 fichiers de ONDE"),
        ("directory.year.switched", {"placed": 1, "left": 0}, "(1 élève placé, 0 parti)"),
        ("directory.year.switched", {"placed": 3, "left": 2}, "(3 élèves placés, 2 partis)"),
        ("intake.delivery.received", {}, "a déposé "),
    ],
)
def test_the_trail_counts_in_words(act: str, details: dict[str, int], said: str) -> None:
    given = _Blank({key: _Number(value) for key, value in details.items()})
    assert said in sentences()[act].format_map(given).replace("\N{NO-BREAK SPACE}", " ")
