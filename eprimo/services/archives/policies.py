"""Who opens the archives: those to whom a closed class left something, and whose role could have some one day."""

from eprimo.foundation.kernel.actor import HEADS, Actor, Role

ROLES = frozenset({Role.PUPIL, Role.GUARDIAN, Role.TEACHER, *HEADS})


def may_open(actor: Actor) -> bool:
    """« An archive of a class opens to its pupils and their guardians, and to teachers »; former ones included."""
    if actor.archive_audience_ids or actor.children:
        return True
    return actor.role in ROLES - {Role.GUARDIAN}
