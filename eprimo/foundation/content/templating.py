"""What the pages of every kind call."""

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import AtPlace, Resource
from eprimo.foundation.content.pages.file_host import picture_address, sound_address
from eprimo.foundation.content.particulars import Announced, announced


def particulars_of(kind: Kind, resource: Resource, *, hides_place: bool) -> Announced:
    """What a thing announces in its own columns, as it stands; nothing for a kind without."""
    if kind.detail is None:
        return Announced()
    return announced(getattr(resource, kind.detail_name), hides_place=hides_place)


def has_place(kind: Kind) -> bool:
    """Hours and a place have cases of their own there."""
    return kind.detail is not None and issubclass(kind.detail, AtPlace)


FUNCTIONS = {
    "particulars_of": particulars_of,
    "has_place": has_place,
    "picture_address": picture_address,
    "sound_address": sound_address,
}
