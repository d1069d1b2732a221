"""What a line of the access matrix says: an address, its methods, and who may, for each kind of object.

A person who is not named gets 404. Three groups need not be named:
- `anonymous`, and who may not sign in at all (restriction « no account » without another link), get `signed_out`;
- `director_ferme`, whose school has no entitlement, gets 403 save where `always_open`;
- people whose every link ended, a contact, a guardian restricted to « no information » are 404 like any stranger.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.scene import Scene

type Args = Callable[[Scene], tuple[Any, ...]]
type Data = Callable[[Scene, str], Mapping[str, Any]]

SIGNED_OUT = ("anonymous", "restricted_3")
CLOSED = "director_ferme"
EVERYBODY = "*"


def _no_args(scene: Scene) -> tuple[Any, ...]:
    return ()


def _no_data(scene: Scene, who: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One object of the route. `ok`: the page, or the act done; `forbidden`: 403."""

    name: str = "-"
    args: Args = _no_args
    # What is posted: it passes validation for everybody who is let through.
    data: Data = _no_data
    # The query string of a GET.
    query: str = ""
    ok: str = ""
    forbidden: str = ""
    # 403 or 404: the rights page lets both be read (two objects of which one is seen).
    refused: str = ""
    # A form that has no such choice for them: 422.
    invalid: str = ""
    # People of whom the rights page says nothing here: they only may not make it fail.
    silent: str = ""
    # The status of `ok` when it is neither 200 nor 302: what a form says of a wrong code.
    ok_status: int = 0
    # Does the act leave a trace in the database? Twice the same act, or nothing to do, does not.
    writes: bool = True
    # Changed in the scene before the request, and undone after it.
    before: Callable[[Scene], object] | None = None
    # Only these methods of the line.
    methods: str = ""

    @property
    def named(self) -> set[str]:
        """Everybody of whom it says something; `EVERYBODY` when it is of all."""
        return set(f"{self.ok} {self.forbidden} {self.refused} {self.silent} {self.invalid}".split())

    def expected(self, who: str, line: "Line", method: str) -> set[int]:
        if who in SIGNED_OUT and not line.public:
            # Words enough to be missed are shown again in place of the door (access/unsaved_text.py).
            return {line.signed_out, 401} if method == "POST" else {line.signed_out}
        if who in self.silent.split():
            return {200, 302, 403, 404}
        if who == CLOSED and not line.always_open:
            return {403}
        if self.ok == EVERYBODY or who in self.ok.split():
            return {self.ok_status} if self.ok_status else {200, 302}
        if who in self.forbidden.split():
            return {403}
        if who in self.invalid.split():
            return {422}
        return {403, 404} if who in self.refused.split() else {404}


@dataclass(frozen=True, kw_only=True)
class Line:
    route: str
    methods: str
    variants: tuple[Variant, ...] = field(default_factory=tuple)
    # Rule 1 of « Rules over all tables », as the pages say it: nothing asks for it yet, and no test reads it.
    second_factor: bool = False
    signed_out: int = 302
    always_open: bool = False
    public: bool = False


def line(route: str, methods: str, *variants: Variant, **more: Any) -> Line:
    return Line(route=route, methods=methods, variants=variants, **more)


def names(*groups: str, but: str = "") -> str:
    """The people of these groups, less some."""
    left = set(but.split())
    return " ".join(dict.fromkeys(name for group in groups for name in group.split() if name not in left))
