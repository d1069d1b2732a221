"""What pages about one's own data read."""

from pathlib import Path

from eprimo.foundation.kernel.statements import Statement
from eprimo.foundation.kernel.wall import INSTALLERS, make_functions
from eprimo.foundation.privacy.models import ContentObjection

CALLED = ("wall.has_shared(bigint)",)
_HAS_SHARED = Statement("SELECT wall.has_shared(%(person)s)")


def has_shared(person_id: int) -> bool:
    """Did this person, who asks or is a child of who asks, write something that others could see? False outside of a
    session."""
    return bool(_HAS_SHARED.rows(person=person_id)[0][0])


@INSTALLERS.append
def _install() -> None:
    text = Path(__file__).with_name("wall.sql").read_text(encoding="utf-8")
    make_functions(text, called=CALLED)


def objects(person_id: int) -> bool:
    """Does this person want what they shared to go with them?"""
    return ContentObjection.objects.filter(person=person_id).exists()
