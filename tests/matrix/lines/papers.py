"""« Notes of the liaison book » on paper: print, records a paper answer, scans slips."""

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from eprimo.services.liaison.actions.paper import note_record_paper
from tests.matrix.line import Variant, line, names
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_TEACHERS, CM2_TEACHERS, HEADS, LEA_FAMILY, TEACHERS

_TEAM = names(CE1_TEACHERS, HEADS, "delegate")
_VERNE = "teacher_verne director_verne"
_READERS = f"{TEACHERS} {HEADS} delegate {_VERNE}"
_BLANK = cv2.imencode(".png", np.full((220, 220), 255, np.uint8))[1].tobytes()


def _photo(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"photos": SimpleUploadedFile("a.png", _BLANK, "image/png")}


def _note(name: str, ok: str, **more: Any) -> Variant:
    data = {"which": "toutes", "each": "4"}
    return Variant(name=name, args=lambda s: (s.note(name),), ok=ok, data=lambda s, w: data, **more)


def _pile(*parts: str, **more: Any) -> tuple[Variant, ...]:
    """A pile is of who sent it, and of nobody else."""
    return tuple(
        Variant(
            name=f"pile{school}",
            ok=who,
            args=lambda s, end=school: tuple(s.id(f"{part}{end}") for part in parts),
            **more,
        )
        for school, who in (("", "teacher"), ("_verne", "teacher_verne"))
    )


def _confirmed(scene: Scene, who: str) -> Mapping[str, Any]:
    found = {}
    for seen, guardian in (("seen", "samira"), ("seen_verne", "guardian_verne")):
        found |= {f"a-{scene.id(seen)}-0": "0", f"w-{scene.id(seen)}": str(scene.id(guardian))}
    return found


def _noted(scene: Scene) -> None:
    """Both recorded slips were written down for the guardians they name."""
    cast = scene.cast
    for seen, note, child, guardian, by in (
        ("noted", "sent", "lea", "samira", "teacher"),
        ("noted_verne", "verne", "lea_verne", "guardian_verne", "teacher_verne"),
    ):  # fmt: skip
        note_record_paper(
            actor=cast.actor(by),
            note=scene.notes[note],
            child=cast.people[child],
            guardian=cast.people[guardian],
        )
        row = scene[seen]
        row.recorded_for = [cast.people[guardian].pk]
        row.save(update_fields=["recorded_for"])


LINES = (
    line(
        "liaison:slips", "GET POST",
        _note("sent", _TEAM, forbidden=f"{LEA_FAMILY} no_exercise in_charge teacher_parent guardian_tom lea yanis tom"),
        _note("cm2", f"{CM2_TEACHERS} {HEADS}", forbidden="samira restricted_1"),
        _note("named", f"teacher {HEADS}", forbidden=f"staff {LEA_FAMILY}"),
        _note("service", f"agent {HEADS}", forbidden=LEA_FAMILY),
        _note("withdrawn", "", forbidden=f"{_TEAM} {LEA_FAMILY} no_exercise in_charge teacher_parent guardian_tom"),
        _note("scheduled", "", forbidden=_TEAM),
        _note("draft", "", forbidden="teacher"),
        _note("verne", _VERNE, forbidden="guardian_verne"),
    ),
    # « sign-in state: own classes » of who teaches them, and print.
    *(
        line(
            name, method,
            Variant(name="ce1", args=lambda s: (s.id("ce1"),), ok=CE1_TEACHERS, **more),
            Variant(name="of another school", args=lambda s: (s.id("ce1_verne"),), ok="teacher_verne", **more),
        )
        for name, method, more in (("liaison:week", "GET", {}), ("liaison:week_print", "POST", {"writes": False}))
    ),
    line("liaison:piles", "GET POST", Variant(ok=_READERS, data=_photo)),
    line(
        "liaison:slip_typed", "POST",
        Variant(
            name="lea", ok=_TEAM, invalid=f"{CM2_TEACHERS} {_VERNE}", writes=False,
            data=lambda s, w: {"code": s["slip"].code[:8]},
        ),
        Variant(
            name="lea_verne", ok=_VERNE, invalid=f"{TEACHERS} {HEADS} delegate", writes=False,
            data=lambda s, w: {"code": s["slip_verne"].code[:8]},
        ),
    ),
    line("liaison:pile", "GET", *_pile("pile")),
    line("liaison:pile_add", "POST", *_pile("pile", data=_photo)),
    line("liaison:pile_confirm", "POST", *_pile("pile", data=_confirmed)),
    line("liaison:pile_drop", "GET POST", *_pile("pile")),
    line("liaison:pile_undo", "POST", *_pile("pile", "noted", before=_noted)),
    line("liaison:pile_picture", "GET", *_pile("pile", "seen"), signed_out=401),
    line(
        "slips:door", "GET",
        Variant(name="lea", args=lambda s: (s["slip"].code,), ok=names(LEA_FAMILY, _TEAM)),
        Variant(name="lea_verne", args=lambda s: (s["slip_verne"].code,), ok=f"{_VERNE} guardian_verne"),
        Variant(name="none", args=lambda s: ("A" * 26,)),
    ),
)  # fmt: skip
