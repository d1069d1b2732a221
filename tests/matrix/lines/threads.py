"""« Notes of the liaison book », reply thread: own for a guardian; author, teachers of the class, head; reminders."""

from typing import Any
from uuid import UUID

from eprimo.foundation.conversations.models import Message
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, CM2_TEACHERS, HEADS, LEA_FAMILY, YANIS_FAMILY
from tests.services.liaison import talk

_TEAM = names(CE1_TEACHERS, HEADS, "delegate")
_READERS = names(CE1_TEACHERS, HEADS)
_WORDS = {"body": "Bonjour"}


def _own(note: str, child: str, ok: str = "", **more: Any) -> Variant:
    more.setdefault("data", lambda s, w: _WORDS)
    return Variant(name=f"{note}, {child}", args=lambda s: (s.note(note), s.id(child)), ok=ok, **more)


def _with(note: str, child: str, guardian: str, ok: str = "", **more: Any) -> Variant:
    more.setdefault("data", lambda s, w: _WORDS)
    return Variant(
        name=f"{note}, {child}, {guardian}", args=lambda s: (s.note(note), s.id(child), s.id(guardian)), ok=ok, **more
    )  # fmt: skip


def _asked(scene: Scene) -> None:
    """Samira wrote under the note, and nobody read it."""
    talk.write(scene.cast, scene.notes["sent"])


def _asked_service(scene: Scene) -> None:
    talk.write(scene.cast, scene.notes["service"])


def _answered(scene: Scene) -> None:
    """The teacher wrote to her, and she did not read it."""
    talk.answer(scene.cast, scene.notes["sent"])


def _last(s: Scene, w: str) -> dict[str, str]:
    said = Message.objects.order_by("-id").first()
    return {"message": str(said.public_id if said else UUID(int=0))}


LINES = (
    line(
        "liaison:thread", "GET POST",
        _own("sent", "lea", LEA_FAMILY),
        _own("sent", "yanis", YANIS_FAMILY),
        # Came after it was sent, and was not added: it is read, and nothing is written.
        _own("sent", "tom", "guardian_tom", methods="GET"),
        _own("sent", "tom", forbidden="guardian_tom", methods="POST"),
        _own("sent", "noe"),
        _own("service", "lea", LEA_FAMILY),
        _own("withdrawn", "lea"),
        _own("scheduled", "lea"),
        _own("verne", "lea_verne", "guardian_verne"),
        _own("verne", "lea"),
    ),
    line(
        "liaison:thread_read", "POST",
        _own("sent", "lea", LEA_FAMILY, forbidden=f"{_TEAM} lea"),
        _own("sent", "tom", forbidden="guardian_tom tom", refused=_TEAM),
        _own("withdrawn", "lea", forbidden=f"{LEA_FAMILY} {_TEAM}"),
        _own("verne", "lea"),
    ),
    line(
        "liaison:team_thread", "GET POST",
        _with("sent", "lea", "samira", _READERS),
        # Not a guardian of that child.
        _with("sent", "lea", "no_exercise"),
        # Not to the teachers of the class, nor to who follows a note by name.
        _with("service", "lea", "samira", f"agent {HEADS}"),
        _with("named", "lea", "paul", f"{CE1_TEACHERS} {HEADS}", silent="substitute"),
        # What was said stays; nothing more is written to whom a decision keeps from it, or under a withdrawn note.
        _with("cm2", "zoe", "restricted_2", f"{CM2_TEACHERS} {HEADS}", methods="GET"),
        _with("cm2", "zoe", "restricted_2", invalid=f"{CM2_TEACHERS} {HEADS}", methods="POST"),
        _with("withdrawn", "lea", "samira", _READERS, methods="GET"),
        _with("withdrawn", "lea", "samira", forbidden=_READERS, methods="POST"),
        _with("scheduled", "lea", "samira"),
        _with("verne", "lea_verne", "guardian_verne", "teacher_verne director_verne"),
        _with("verne", "lea", "samira"),
    ),
    line(
        "liaison:thread_seen", "POST",
        _with("sent", "lea", "samira", _READERS, before=_asked),
        _with("service", "lea", "samira", f"agent {HEADS}", before=_asked_service),
        _with("withdrawn", "lea", "samira", forbidden=_READERS),
        _with("verne", "lea", "samira"),
    ),
    # « recall: author »: a message of nobody's is not found by who might have written it.
    line(
        "liaison:thread_recall", "POST",
        _own("sent", "lea", "samira", before=_asked, data=_last),
        _own("verne", "lea_verne", data=lambda s, w: {"message": "0"}),
        _own("sent", "tom", forbidden="guardian_tom", data=lambda s, w: {"message": "0"}),
        _own("withdrawn", "lea"),
        _own("verne", "lea"),
    ),
    line(
        "liaison:team_thread_recall", "POST",
        _with("sent", "lea", "samira", "teacher", before=_answered, data=_last),
        _with("withdrawn", "lea", "samira", forbidden=_READERS),
        _with("verne", "lea", "samira"),
    ),
    line(
        "liaison:thread_close", "POST",
        _with("sent", "lea", "samira", _READERS, before=_asked),
        _with("service", "lea", "samira", f"agent {HEADS}", before=_asked_service),
        _with("withdrawn", "lea", "samira", forbidden=_READERS),
        _with("verne", "lea", "samira"),
    ),
    line(
        "liaison:remind_one", "POST",
        _own("sent", "lea", f"teacher delegate {HEADS}", forbidden=f"substitute lea {LEA_FAMILY}"),
        _own("withdrawn", "lea", forbidden=f"{_TEAM} {LEA_FAMILY}"),
        _own("verne", "lea_verne", "teacher_verne director_verne", forbidden="guardian_verne"),
        _own("verne", "lea"),
    ),
)  # fmt: skip
