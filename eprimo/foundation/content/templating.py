"""What the pages of every kind call."""

from eprimo.foundation.content.capabilities import Details, detail_model, detail_name
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import AtPlace, Resource
from eprimo.foundation.content.pages.file_host import picture_address, sound_address
from eprimo.foundation.content.particulars import Announced, announced


def particulars_of(kind: Kind, resource: Resource, *, hides_place: bool) -> Announced:
    """Return what a thing announces in its own columns, as it stands; nothing for a kind without."""
    if kind.get(Details) is None:
        return Announced()
    return announced(getattr(resource, detail_name(kind)), hides_place=hides_place)


def has_place(kind: Kind) -> bool:
    """Hours and a place have cases of their own there."""
    model = detail_model(kind)
    return model is not None and issubclass(model, AtPlace)


FUNCTIONS = {
    "particulars_of": particulars_of,
    "has_place": has_place,
    "picture_address": picture_address,
    "sound_address": sound_address,
}
