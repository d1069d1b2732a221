"""How much room a school has for its files, and how much of it is taken."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    Exists,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONArray

from eprimo.foundation.files.carriers import named
from eprimo.foundation.files.models import Attachment, Blob
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.sandbox.errors import NBSP

_GIGA = 1024**3
# Who directs the school is told from there on: there is time to ask for more, or to throw away.
TOLD_AT = 80


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

    @property
    def percent(self) -> int:
        return min(100, self.taken * 100 // self.most) if self.most else 100

    @property
    def is_told(self) -> bool:
        return self.percent >= TOLD_AT


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes that the files of one kind (or of another carrier, by its word) take; `service` is empty for those that
    nothing carries any more."""

    service: str
    files: int
    weight: int


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
    """Return the room of this school, now (one statement)."""
    taken = Blob.objects.filter(school=school_id).aggregate(taken=Sum("weight"))["taken"]
    return Room(taken or 0, settings.FILES_MOST_OF_SCHOOL)


def taken_by(school_id: int) -> QuerySet[Blob, Any]:
    """Return the bytes that the files of a school take, for a subquery."""
    rows = Blob.objects.filter(school=school_id).order_by().values("school")
    return rows.annotate(taken=Sum("weight")).values("taken")


def parts_column() -> ArraySubquery:
    """Return what takes the room, of rows of schools; `parts_read` takes it. A file that several things carry is
    counted once, by the first of them."""
    first = Attachment.objects.filter(blob=OuterRef("pk")).order_by("pk").values("resource__service")[:1]
    rows = (
        Blob.objects.filter(school=OuterRef("pk"))
        .annotate(service=Coalesce(Subquery(first), _other(), output_field=TextField()))
        .values("service")
        .annotate(named=Min("service"), files=Count("pk"), taken=Sum("weight"))
    )
    # The least of names that are one: the name itself would be grouped by what it is read from.
    return ArraySubquery(rows.order_by("-taken").values(one=JSONArray("named", "files", "taken")))


def _other() -> Case:
    """The word of another carrier than what is written."""
    carried = [
        When(Exists(model._default_manager.filter(blob=OuterRef("pk"))), then=Value(word))  # noqa: SLF001
        for word, (model, _name) in named().items()
    ]
    return Case(*carried, default=Value(None), output_field=TextField())


def parts_read(value: Any) -> tuple[Room, list[Part]]:
    """Return the room of a school and its parts, the most first, from what a column gave."""
    rows = [json.loads(row) if isinstance(row, str) else row for row in value or ()]
    parts = [Part(service or "", files, taken) for service, files, taken in rows]
    return Room(sum(one.weight for one in parts), settings.FILES_MOST_OF_SCHOOL), parts


def fullest() -> dict[str, Room]:
    """Return the room of every school that has files, by its UAI, the fullest first (one statement). For who runs the
    machines: no session of a person reaches all schools."""
    rows = Blob.objects.order_by().values("school__uai").annotate(taken=Sum("weight")).order_by("-taken")
    return {row["school__uai"]: Room(row["taken"], settings.FILES_MOST_OF_SCHOOL) for row in rows}


def require_room(school_id: int, more: int) -> None:
    """Refuse so many bytes more where there is no room for them (Full)."""
    room = room_of(school_id)
    if room.taken + more > room.most:
        raise Full(room)
