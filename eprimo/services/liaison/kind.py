"""The note, as a kind of content: it stands on the kernel, and keeps pages of its own."""

from eprimo.foundation.content.kinds import Kind, Manage, To, Withdrawn, register_kind
from eprimo.foundation.kernel.actor import HEADS, Role

AUTHORS = HEADS | {Role.TEACHER, Role.STAFF}
TEAM = AUTHORS | {Role.COMMUNE_AGENT}

NOTE = register_kind(
    Kind(
        key="liaison",
        address="carnet",
        name="Mots",
        one="un mot",
        this="ce mot",
        icon="notebook-pen",
        authors=TEAM,
        targets=frozenset({To.CLASS, To.GROUP, To.CHILD}),
        manage=Manage.AUTHOR_AND_HEAD,
        withdrawn=Withdrawn.STUB,
        pupils=True,
        pages=False,
        order=20,
    )
)
