"""« Make or renew sheets », « sign-in state », « see and end sessions: of a pupil: teacher of the class, director »."""

from dataclasses import replace

from eprimo.foundation.accounts.models import Account
from tests.matrix.families import opened, tied
from tests.matrix.line import Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, CM2_TEACHERS, HEADS, TEACHERS, VERNE_HEADS

_CE1 = f"{CE1_TEACHERS} {HEADS}"
# Nothing is said of who asks with an account that was never opened.
NEVER = "guardian_tom guardian_verne"


def _make(name: str, what: str, **who: str) -> Variant:
    return Variant(name=name, data=lambda s, w: {"what": what, "person": str(s.id(name)), "back": ""}, **who)


def _never_came(scene: Scene) -> None:
    """One family of a class of each school."""
    guardians = [scene.cast.people[name] for name in NEVER.split()]
    Account.objects.filter(person__in=guardians).update(state="expected", activated_at=None)


def _letters(name: str, ok: str) -> Variant:
    return Variant(
        name=name,
        ok=ok,
        before=_never_came,
        silent=NEVER,
        data=lambda s, w: {"class": str(s.id(name))},
        methods="POST",
    )


def _pupil_acts(**more: bool) -> tuple[Variant, Variant]:
    # The teachers of another class see Léa's name, not how she signs in.
    return (
        Variant(name="lea", args=lambda s: (s.id("lea"),), ok=_CE1, refused=CM2_TEACHERS, **more),
        Variant(
            name="lea_verne", args=lambda s: (s.id("lea_verne"),), ok="teacher_verne director_verne", **more
        ),
    )


LINES = (
    line("sheets:index", "GET", Variant(ok=f"{TEACHERS} {HEADS} academy academy_out teacher_verne director_verne")),
    line(
        "sheets:class", "GET",
        Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=_CE1),
        Variant(name="ce1_verne", args=lambda s: (s.id("ce1_verne"),), ok="teacher_verne director_verne"),
    ),
    line("sheets:staff", "GET", Variant(ok=f"{HEADS} {VERNE_HEADS}"), second_factor=True),
    line(
        "sheets:families", "GET POST",
        Variant(ok=f"{HEADS} {VERNE_HEADS}", methods="GET"),
        _letters("ce1", HEADS),
        _letters("ce1_verne", VERNE_HEADS),
        second_factor=True,
    ),
    line(
        "sheets:make", "POST",
        _make("lea", "cards", ok=_CE1, refused=CM2_TEACHERS),
        # A teacher sees how guardians of own classes sign in, and makes sheets of pupils only.
        _make("samira", "letters", ok=HEADS, forbidden=TEACHERS),
        replace(_make("samira", "letters", forbidden=f"{HEADS} {TEACHERS}"), name="of the own family", before=tied),
        _make("teacher", "letters", ok=HEADS, refused=TEACHERS),
        _make("director", "letters", forbidden=HEADS, refused=TEACHERS),
        _make("deputy", "letters", ok="director", forbidden="deputy", refused=TEACHERS),
        _make("lea_verne", "cards", ok="teacher_verne director_verne"),
        second_factor=True,
    ),
    line("sheets:directors", "GET", Variant(ok="academy academy_out"), second_factor=True),
    line(
        "sheets:make_director", "POST",
        Variant(name="director", args=lambda s: (s.id("director"),), ok="academy"),
        Variant(name="not a director", args=lambda s: (s.id("teacher"),), refused="academy"),
        second_factor=True,
    ),
    line(
        "sheets:make_family", "POST",
        Variant(name="paul", args=lambda s: (s.id("paul"),), ok="academy", before=opened),
        Variant(name="not opened", args=lambda s: (s.id("paul"),), before=tied),
        second_factor=True,
    ),
    line("sheets:reset", "POST", *_pupil_acts()),
    line("sheets:end_sessions", "POST", *_pupil_acts()),
)  # fmt: skip
