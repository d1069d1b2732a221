"""The pupils of a class on a home, written by hand: thirty of them by templates took most of the page's time.

Every word of people goes through `escaped`. The school's pages are in French.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.safestring import SafeString

from eprimo.services.people.queries import PupilFace
from eprimo.ui.addresses import reverse
from eprimo.ui.markup import animal, badge, escaped
from eprimo.ui.pictures import animal_of

# Stands in the address where each pupil puts the own id.
_PUPIL = UUID(int=1)
_PUPIL_PLACE = str(_PUPIL)


def pupil_grid(pupils: Iterable[PupilFace]) -> SafeString:
    """One place a pupil: the animal, the name, and who waits at the door of the class."""
    page = reverse("people:person", args=[_PUPIL])
    stuck = badge("at", "À aider", "hand")
    return SafeString("".join(_place(one, page, stuck if one.stuck else "") for one in pupils))


def _place(pupil: PupilFace, page: str, stuck: str) -> str:
    own = str(pupil.public_id)
    drawn, colour = animal_of(own)
    return (
        f'<li><a class="el" href="{page.replace(_PUPIL_PLACE, own)}">{animal(drawn, colour)}'
        f"<span>{escaped(pupil.name)}</span>{stuck}</a></li>"
    )
