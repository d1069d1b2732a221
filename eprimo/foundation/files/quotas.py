"""How much room a school has for its files, and how much of it is taken."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from eprimo.foundation.files.models import Blob
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.sandbox.errors import NBSP

_GIGA = 1024**3


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: those taken, and those that may be."""

    taken: int
    most: int

    @property
    def words(self) -> str:
        taken, most = (
            f"{one / _GIGA:.1f}".replace(".", ",").removesuffix(",0") for one in (self.taken, self.most)
        )
        return f"{taken} sur {most}{NBSP}Go"


class Full(DomainError):
    """The school has no room left for this file."""

    code = "files-full"
    status = 422

    def __init__(self, room: Room) -> None:
        super().__init__(
            f"Les fichiers de l’école tiennent déjà {room.words}{NBSP}: il n’y a plus de place pour celui-ci. Rien de "
            "ce qui est écrit n’est perdu. Prévenez la direction.",
            field="file",
        )


def room_of(school_id: int) -> Room:
    """Of this school, now (one statement)."""
    taken = Blob.objects.filter(school=school_id).aggregate(taken=Sum("weight"))["taken"]
    return Room(taken or 0, settings.FILES_MOST_OF_SCHOOL)


def require_room(school_id: int, more: int) -> None:
    """Raises Full."""
    room = room_of(school_id)
    if room.taken + more > room.most:
        raise Full(room)
