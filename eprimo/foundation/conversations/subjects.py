"""What a conversation may be about beside a matter: things of the kinds that say so here, from above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """Things of a kind under which a guardian and the school write to each other.

    `at_school`: on Conversation, those that the role in use reads; the policy of the kind's service says it. A guardian
    reads the own ones as long as the thing is seen for the child. `family_page`, `school_page`: the routes of one, for
    its guardian by the public ids of the thing and of the child, for the school by the guardian's too.
    """

    kind: Kind
    at_school: Callable[[Actor], Q]
    family_page: str
    school_page: str


_subjects: dict[str, Subject] = {}
_matters: list[str] = []


def register_subject(subject: Subject) -> Subject:
    """Raises ImproperlyConfigured for a kind that said it already."""
    if subject.kind.key in _subjects:
        raise ImproperlyConfigured(f"Conversations under « {subject.kind.key} » are declared twice.")
    _subjects[subject.kind.key] = subject
    return subject


def register_matters(page: str) -> None:
    """The route of a conversation on a matter, by its public id, for both sides."""
    _matters[:] = [page]


def matter_page() -> str:
    return _matters[0]


def subjects() -> Mapping[str, Subject]:
    """Return all subjects that services declare, by the key of their kind."""
    return MappingProxyType(_subjects)
