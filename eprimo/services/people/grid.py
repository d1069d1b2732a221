"""The pupils of a class on a home, written by hand: thirty of them by templates took most of the page's time.

Every word of people goes through `escaped`. The school's pages are in French.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from eprimo.services.people.queries import PupilFace
from eprimo.ui.addresses import reverse
from eprimo.ui.markup import animal, badge, escaped
from eprimo.ui.pictures import animal_of


def pupil_grid(pupils: Iterable[PupilFace]) -> SafeString:
    """One place a pupil: the animal, the name, and who waits at the door of the class."""
    stuck = badge("at", "À aider", "hand")
    return SafeString("".join(_place(one, stuck if one.stuck else "") for one in pupils))


def _place(pupil: PupilFace, stuck: str) -> str:
    drawn, colour = animal_of(pupil.seed)
    href = reverse("people:person", args=[pupil.public_id])
    return (
        f'<li><a class="el" href="{href}">{animal(drawn, colour)}'
        f"<span>{escaped(pupil.name)}</span>{stuck}</a></li>"
    )
