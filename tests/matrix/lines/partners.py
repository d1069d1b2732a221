"""« A partner sees: own interventions…, first names of the present children of the inviting group for those hours;
writes to its families through the teacher; all ends with the invitation. » Who has one come: teachers of own classes,
who directs; a class is opened by who directs."""

from uuid import UUID

from eprimo.foundation.content.models import Resource
from eprimo.services.partners.actions import word_propose
from eprimo.services.partners.models import Invitation, Word
from tests.conftest import NOW
from tests.matrix.line import Args, Variant, line
from tests.matrix.scene import Scene
from tests.matrix.who import CE1_FAMILIES, CE1_PUPILS, CE1_TEACHERS, HEADS, LEA_FAMILY, TOM_FAMILY
from tests.services.partners.coming import intervention, invited

_CLASS, _GROUP, _ASKED, _WORD = (UUID(f"018f0000-0000-7000-8000-00000000008{last}") for last in range(4))
_FAMILIES = f"{CE1_PUPILS} {CE1_FAMILIES} {TOM_FAMILY}"


def _class(scene: Scene) -> None:
    """Of the class, asked for by its teacher and opened to one partner."""
    made = intervention(scene.cast)
    one = invited(scene.cast, made)
    Invitation.objects.filter(pk=one.pk).update(public_id=_ASKED)
    Resource.objects.filter(pk=made.pk).update(public_id=_CLASS, updated_at=NOW)


def _group(scene: Scene) -> None:
    made = intervention(scene.cast, scene.cast.chorale, by="director")
    Resource.objects.filter(pk=made.pk).update(public_id=_GROUP, updated_at=NOW)


def _asked(scene: Scene) -> None:
    """The same class, not opened yet."""
    _class(scene)
    Invitation.objects.update(classes=[], opened_at=None, opened_by=None)


def _said(scene: Scene) -> None:
    _class(scene)
    made = Resource.objects.get(public_id=_CLASS)
    word = word_propose(actor=scene.cast.actor("partner"), resource=made, text="Apportez des bouteilles.")
    Word.objects.filter(pk=word.pk).update(public_id=_WORD)


def _of(*ids: UUID) -> Args:
    return lambda _: ids


_BOTH = (
    Variant(name="of a class", args=_of(_CLASS), before=_class, ok="partner"),
    Variant(name="of a group", args=_of(_GROUP), before=_group, ok="partner"),
)
LINES = (
    line("partners:day", "GET", Variant(ok="partner partner_out")),
    line("partners:children", "GET", *_BOTH),
    line("partners:propose", "GET", *_BOTH),
    line(
        "partners:guests", "GET",
        Variant(
            name="of a class", args=_of(_CLASS), before=_class, ok=f"{CE1_TEACHERS} {HEADS}",
            forbidden=f"partner {_FAMILIES}",
        ),
        Variant(
            name="of a group", args=_of(_GROUP), before=_group, ok=HEADS, forbidden=f"partner lea {LEA_FAMILY}"
        ),
    ),
    line(
        "partners:guest_open", "POST",
        Variant(
            name="asked", args=_of(_CLASS, _ASKED), before=_asked, ok=HEADS, forbidden=f"{CE1_TEACHERS} {_FAMILIES}"
        ),
        Variant(name="of a group", args=_of(_GROUP, _ASKED), before=_group, forbidden=f"partner lea {LEA_FAMILY}"),
        second_factor=True,
    ),
    line(
        "partners:guest_end", "POST",
        Variant(
            name="opened", args=_of(_CLASS, _ASKED), before=_class, ok=f"{CE1_TEACHERS} {HEADS}",
            forbidden=f"partner {_FAMILIES}",
        ),
        Variant(name="of a group", args=_of(_GROUP, _ASKED), before=_group, forbidden=f"partner lea {LEA_FAMILY}"),
    ),
    line(
        "partners:word", "GET",
        Variant(args=_of(_WORD), before=_said, ok=f"{CE1_TEACHERS} {HEADS}"),
        Variant(name="of nothing", args=_of(_ASKED), before=_class),
    ),
)  # fmt: skip
