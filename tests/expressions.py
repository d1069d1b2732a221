"""Which regular expressions may take more than linear time: found on their automaton, not by a clock.

An expression is turned into the positions of its letters and who follows whom. It may take quadratic time when a word
can be read both by staying in one loop and by leaving it for a later one, and exponential time when a loop reads a word
in two ways (Weideman et al., « Analyzing matching time behavior of backtracking regular expression matchers »). Where
it is searched for anywhere in a text, the place where the search begins is the first of these loops. A place where the
expression is satisfied already ends the reading: no blow-up goes through it.

Repeats up to BOUNDED times are a constant, not a loop. What an atomic group forbids is not known here: the
answer may then be too severe, never too mild, save for back-references, which are refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

BOUNDED = 1000
_COPIES = 3
_SAMPLE = [*map(chr, range(0x180)), *" \u2013\u2019\u2026\u2028\u20ac\u3042\U0001f600"]
_ANYWHERE = -1
type Positions = dict[int, int]


@dataclass
class Piece:
    """A part of an expression: where it begins and ends, each with the ways that lead there, and the ways through it
    that read nothing."""

    first: Positions = field(default_factory=dict)
    last: Positions = field(default_factory=dict)
    empty: int = 0


class Automaton:
    """Positions of letters, who follows whom and in how many ways."""

    def __init__(self, pattern: str | bytes, flags: int = 0, *, anywhere: bool, whole: bool) -> None:
        tree = parser.parse(pattern, flags)
        self.flags = tree.state.flags
        self.reads: dict[int, frozenset[str]] = {}
        self.next: dict[int, Positions] = {}
        # The end of the expression may still be refused.
        self.conditional = whole or _ends_conditionally(tree)
        made = self.sequence(tree, leads=True)
        self.accepts = set() if self.conditional else set(made.last)
        if anywhere and not _anchored(tree):
            self.reads[_ANYWHERE] = frozenset(_SAMPLE)
            self.next[_ANYWHERE] = {_ANYWHERE: 1, **made.first}
        self.alphabet = self._letters()

    def _letters(self) -> list[str]:
        """One letter for each way of being read."""
        seen: dict[tuple[int, ...], str] = {}
        for letter in _SAMPLE:
            seen.setdefault(tuple(at for at, read in self.reads.items() if letter in read), letter)
        return [letter for places, letter in seen.items() if places]

    # --- building ----------------------------------------------------------------------------------------------------

    def leaf(self, letters: Iterable[str]) -> Piece:
        at = len(self.next) + 1
        self.reads[at], self.next[at] = frozenset(letters), {}
        return Piece({at: 1}, {at: 1})

    def link(self, last: Positions, first: Positions) -> None:
        for (here, ways), (there, others) in product(last.items(), first.items()):
            self.next[here][there] = min(2, self.next[here].get(there, 0) + ways * others)

    def then(self, one: Piece, other: Piece) -> Piece:
        self.link(one.last, other.first)
        first = _sum(one.first, other.first, one.empty)
        last = _sum(other.last, one.last, other.empty)
        return Piece(first, last, min(2, one.empty * other.empty))

    def sequence(self, tree: Any, *, leads: bool = False) -> Piece:
        """`leads`: it begins the expression."""
        made = Piece(empty=1)
        for at, (op, value) in enumerate(tree):
            made = self.then(made, self.node(op, value, leads=leads and at == 0))
        return made

    def node(self, op: Any, value: Any, *, leads: bool) -> Piece:
        if op in {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}:
            return self.leaf(letter for letter in _SAMPLE if self.has(op, value, letter))
        if op is sre.SUBPATTERN:
            return self.sequence(value[3], leads=leads)
        if op is sre.ATOMIC_GROUP:
            return self.sequence(value)
        if op is sre.BRANCH:
            return self.either([self.sequence(one, leads=leads) for one in value[1]])
        if op in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            return self.repeat(*value)
        if op is sre.AT:
            return self.place(value, leads=leads)
        if op in {sre.ASSERT, sre.ASSERT_NOT}:
            # It is read, then read again by what follows: a way that leads nowhere, beside one that reads nothing.
            if value[0] < 0:
                return self.behind(op, value[1]) if leads else Piece(empty=1)
            return Piece(self.sequence(value[1]).first, {}, 1)
        raise NotImplementedError(str(op))

    def place(self, value: Any, *, leads: bool) -> Piece:
        """« ^ » of every line stands after the end of a line, a boundary that comes first after what is no word: a
        search does not begin within one. The other places read nothing."""
        if value is sre.AT_BEGINNING and self.flags & re.MULTILINE:
            return self.leaf("\n")
        if value is sre.AT_BOUNDARY and leads:
            return self.leaf(letter for letter in _SAMPLE if not re.match(r"\w", letter))
        return Piece(empty=1)

    def behind(self, op: Any, tree: Any) -> Piece:
        """What must stand before the expression, or must not, when it is one letter: read as one."""
        if len(tree) != 1 or tree[0][0] not in {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}:
            return Piece(empty=1)
        wanted = op is sre.ASSERT
        return self.leaf(letter for letter in _SAMPLE if self.has(*tree[0], letter) == wanted)

    def either(self, pieces: list[Piece]) -> Piece:
        made = Piece()
        for one in pieces:
            made = Piece(
                _sum(made.first, one.first), _sum(made.last, one.last), min(2, made.empty + one.empty)
            )
        return made

    def repeat(self, least: int, most: Any, tree: Any) -> Piece:
        endless = most is sre.MAXREPEAT or most > BOUNDED
        copies = min(least, _COPIES)
        made = Piece(empty=1)
        for _ in range(copies):
            made = self.then(made, self.sequence(tree))
        if endless:
            loop = self.sequence(tree)
            # A turn that reads nothing ends the loop: it adds no way.
            self.link(loop.last, loop.first)
            return self.then(made, Piece(loop.first, loop.last, 1))
        rest = Piece(empty=1)
        for _ in range(min(most - least, _COPIES)):
            # One more only after the one before.
            rest = self.then(self.sequence(tree), rest)
            rest = Piece(rest.first, rest.last, min(2, rest.empty + 1))
        return self.then(made, rest)

    def has(self, op: Any, value: Any, letter: str) -> bool:
        if op is sre.ANY:
            return letter != "\n" or bool(self.flags & re.DOTALL)
        forms = {letter, letter.lower(), letter.upper()} if self.flags & re.IGNORECASE else {letter}
        if op is sre.LITERAL:
            return any(len(one) == 1 and ord(one) == value for one in forms)
        if op is sre.NOT_LITERAL:
            return all(len(one) != 1 or ord(one) != value for one in forms)
        negated = value[0][0] is sre.NEGATE
        found = any(_in_set(item, one) for item in value for one in forms if len(one) == 1)
        return found != negated

    # --- asking ------------------------------------------------------------------------------------------------------

    def blow_up(self) -> str:
        """« exponential », « quadratic », or nothing."""
        loops = self._loops()
        for at in loops:
            if at in self.accepts:
                continue
            if self._two_ways(at):
                return "exponential"
        for here, there in product(loops, loops):
            if here != there and there in loops[here][1] and self._stays_and_leaves(here, there, loops):
                return "quadratic"
        return ""

    def _loops(self) -> dict[int, tuple[set[int], set[int]]]:
        """Each position that stands in a loop: the positions of its loop, and all that it leads to."""
        leads = {at: self._led_to(at) for at in self.next}
        return {
            at: ({one for one in found if at in leads.get(one, set())}, found)
            for at, found in leads.items()
            if at in found and at not in self.accepts
        }

    def _led_to(self, at: int) -> set[int]:
        seen: set[int] = set()
        waiting = [at]
        while waiting:
            for one in self.next[waiting.pop()]:
                if one not in seen and one not in self.accepts:
                    seen.add(one)
                    waiting.append(one)
        return seen

    def _steps(self, at: int, letter: str) -> list[tuple[int, int]]:
        return [
            (one, ways)
            for one, ways in self.next[at].items()
            if letter in self.reads[one] and one not in self.accepts
        ]

    def _two_ways(self, at: int) -> bool:
        """From here back to here, on the same word, by two roads."""
        seen: set[tuple[int, int, bool]] = {(at, at, False)}
        waiting = [(at, at, False)]
        while waiting:
            one, other, parted = waiting.pop()
            for letter in self.alphabet:
                for (a, ways), (b, more) in product(self._steps(one, letter), self._steps(other, letter)):
                    now = (a, b, parted or a != b or ways > 1 or more > 1)
                    if now == (at, at, True):
                        return True
                    if now not in seen:
                        seen.add(now)
                        waiting.append(now)
        return False

    def _stays_and_leaves(self, here: int, there: int, loops: dict[int, tuple[set[int], set[int]]]) -> bool:
        """A word that leads from `here` to itself, from `here` to `there`, and from `there` to itself."""
        within, beyond = loops[here][0], loops[there][0]
        seen = {(here, here, there)}
        waiting = [(here, here, there)]
        while waiting:
            x, y, z = waiting.pop()
            for letter in self.alphabet:
                xs = [one for one, _ in self._steps(x, letter) if one in within]
                zs = [one for one, _ in self._steps(z, letter) if one in beyond]
                for now in product(xs, [one for one, _ in self._steps(y, letter)], zs):
                    if now == (here, there, there):
                        return True
                    if now not in seen:
                        seen.add(now)
                        waiting.append(now)
        return False


def blow_up(pattern: str | bytes, flags: int = 0, *, anywhere: bool = True, whole: bool = False) -> str:
    """« exponential », « quadratic », or nothing: linear. `anywhere`: searched for in a text; `whole`: it must reach
    its end."""
    return Automaton(pattern, flags, anywhere=anywhere, whole=whole).blow_up()


def _sum(one: Positions, other: Positions, times: int = 1) -> Positions:
    made = dict(one)
    for at, ways in other.items():
        if times:
            made[at] = min(2, made.get(at, 0) + ways * times)
    return made


def _in_set(item: Any, letter: str) -> bool:
    op, value = item
    if op is sre.LITERAL:
        return ord(letter) == value
    if op is sre.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if op is sre.CATEGORY:
        signs = {
            sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
            sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
        }  # fmt: skip
        return re.fullmatch(signs[value], letter) is not None
    return False


def _anchored(tree: Any) -> bool:
    """It can begin at the start of the text only."""
    for op, value in tree:
        if op is sre.AT and value in {sre.AT_BEGINNING, sre.AT_BEGINNING_STRING}:
            return not (value is sre.AT_BEGINNING and tree.state.flags & re.MULTILINE)
        if op is sre.SUBPATTERN:
            return _anchored(value[3])
        if op is sre.BRANCH:
            return all(_anchored(one) for one in value[1])
        if op not in {sre.ASSERT, sre.ASSERT_NOT}:
            return False
    return False


def _ends_conditionally(tree: Any) -> bool:
    """Something at its end may refuse what was read."""
    if not len(tree):
        return False
    op, value = tree[-1]
    if op in {sre.AT, sre.ASSERT, sre.ASSERT_NOT}:
        return True
    if op is sre.SUBPATTERN:
        return _ends_conditionally(value[3])
    if op is sre.BRANCH:
        return any(_ends_conditionally(one) for one in value[1])
    return False
