"""« Notes of the liaison book »: a note for one child: read, opened, signed, answered, on paper, seen as a family."""

from typing import Any

from eprimo.services.liaison.actions.paper import note_record_paper
from tests.matrix.line import Line, Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, CM2_TEACHERS, HEADS, LEA_FAMILY, YANIS_FAMILY

_TEAM = names(CE1_TEACHERS, HEADS, "delegate")


def _of(note: str, child: str, ok: str = "", **more: Any) -> Variant:
    return Variant(name=f"{note}, {child}", args=lambda s: (s.note(note), s.id(child)), ok=ok, **more)


def _signing(route: str) -> Line:
    """By kind of guardian, each apart; the school's side sees the note with the child, and never acts for a family."""
    return line(
        route, "POST",
        _of("sent", "lea", LEA_FAMILY, forbidden=f"{_TEAM} lea"),
        _of("sent", "yanis", "in_charge teacher_parent", forbidden=f"{_TEAM} yanis no_exercise"),
        # Came after it was sent, and not added: nothing is owed.
        _of("sent", "tom", forbidden="guardian_tom tom", refused=_TEAM),
        _of("sent", "noe"),
        _of("cm2", "zoe", "restricted_1", forbidden=f"{CM2_TEACHERS} {HEADS}"),
        _of("named", "lea", LEA_FAMILY, forbidden=f"teacher staff {HEADS}"),
        _of("withdrawn", "lea", forbidden=f"{LEA_FAMILY} {_TEAM}"),
        # Only who sends sees a note that leaves tomorrow, and nobody received it yet.
        _of("scheduled", "lea", refused=_TEAM),
        _of("verne", "lea_verne", "guardian_verne", forbidden="teacher_verne director_verne"),
        _of("verne", "lea"),
    )  # fmt: skip


def _as(note: str, child: str, guardian: str, ok: str = "", **more: Any) -> Variant:
    return Variant(
        name=f"{note}, {child}, {guardian}",
        args=lambda s: (s.note(note), s.id(child), s.id(guardian)),
        ok=ok,
        **more,
    )


def _on_paper(scene: Scene) -> None:
    """Léa's slip was written down."""
    cast = scene.cast
    note_record_paper(
        actor=cast.actor("director"), note=scene.notes["sent"], child=cast.lea, guardian=cast.samira
    )


_YES = {"answer_1": "Oui"}

LINES = (
    line(
        "liaison:child", "GET",
        _of("sent", "lea", LEA_FAMILY),
        _of("sent", "yanis", YANIS_FAMILY),
        _of("sent", "tom", "guardian_tom"),
        _of("sent", "noe"),
        _of("cm2", "noe", "samira"),
        _of("cm2", "zoe", "restricted_1"),
        _of("named", "lea", LEA_FAMILY),
        _of("named", "yanis"),
        _of("group", "lea", LEA_FAMILY),
        _of("service", "lea", LEA_FAMILY),
        _of("withdrawn", "lea", LEA_FAMILY),
        _of("scheduled", "lea"),
        _of("draft", "lea"),
        _of("verne", "lea_verne", "guardian_verne"),
        _of("verne", "lea"),
    ),
    line(
        "liaison:open", "POST",
        _of("sent", "lea", LEA_FAMILY, forbidden=f"{_TEAM} lea"),
        # Who does not exercise reads and acknowledges too.
        _of("sent", "yanis", YANIS_FAMILY, forbidden=f"{_TEAM} yanis"),
        _of("sent", "tom", forbidden="guardian_tom tom", refused=_TEAM),
        _of("service", "lea", LEA_FAMILY, forbidden=f"agent {HEADS}"),
        _of("withdrawn", "lea", forbidden=f"{LEA_FAMILY} {_TEAM}"),
        _of("verne", "lea_verne", "guardian_verne", forbidden="teacher_verne director_verne"),
        _of("verne", "lea"),
    ),
    _signing("liaison:sign"),
    _signing("liaison:refuse"),
    line(
        "liaison:answer", "POST",
        _of("answer", "lea", LEA_FAMILY, forbidden=_TEAM, data=lambda s, w: _YES),
        _of("answer", "yanis", "teacher_parent", forbidden=f"no_exercise in_charge {_TEAM}", data=lambda s, w: _YES),
        _of("answer", "tom", forbidden="guardian_tom", refused=_TEAM, data=lambda s, w: _YES),
        _of("answer", "noe", data=lambda s, w: _YES),
        _of("verne", "lea"),
    ),
    line(
        "liaison:paper", "GET POST",
        _of(
            "sent", "lea", _TEAM, forbidden=f"{LEA_FAMILY} lea",
            data=lambda s, w: {"guardian": str(s.id("samira")), "choice": "signed"},
        ),
        # « own classes »; « delegated »: a note to several classes shows more than one takes slips of.
        _of(
            "school", "noe", f"{CM2_TEACHERS} {HEADS}", forbidden="samira", refused=f"{CE1_TEACHERS} delegate",
            data=lambda s, w: {"guardian": str(s.id("samira")), "choice": "signed"},
        ),
        _of(
            "named", "lea", f"teacher {HEADS}", forbidden=f"staff {LEA_FAMILY}",
            data=lambda s, w: {"guardian": str(s.id("samira")), "choice": "signed"},
        ),
        _of(
            "verne", "lea_verne", "teacher_verne director_verne", forbidden="guardian_verne",
            data=lambda s, w: {"guardian": str(s.id("guardian_verne")), "choice": "signed"},
        ),
    ),
    line(
        "liaison:paper_erase", "POST",
        _of("sent", "lea", _TEAM, forbidden=f"{LEA_FAMILY} lea", before=_on_paper),
        _of(
            "school", "noe", f"{CM2_TEACHERS} {HEADS}", forbidden="samira", refused=f"{CE1_TEACHERS} delegate",
            writes=False,
        ),
        _of("named", "lea", f"teacher {HEADS}", forbidden=f"staff {LEA_FAMILY}", writes=False),
        _of("verne", "lea_verne", "teacher_verne director_verne", forbidden="guardian_verne", writes=False),
        _of("verne", "lea"),
    ),
    line(
        "liaison:as_family", "GET",
        _as("sent", "lea", "samira", f"{CE1_TEACHERS} {HEADS}", forbidden=f"delegate {LEA_FAMILY} lea"),
        # The family of another child; a guardian whom a decision keeps from it.
        _as("sent", "lea", "no_exercise", refused=f"{_TEAM} {LEA_FAMILY} lea"),
        _as("cm2", "zoe", "restricted_2", refused=f"{CM2_TEACHERS} {HEADS} restricted_1"),
        _as("named", "lea", "paul", f"teacher {HEADS}", forbidden=f"staff {LEA_FAMILY}"),
        _as("verne", "lea_verne", "guardian_verne", "teacher_verne director_verne", forbidden="guardian_verne"),
        _as("verne", "lea", "samira"),
    ),
)  # fmt: skip
