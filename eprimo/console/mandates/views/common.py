"""What the views of mandates share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from eprimo.console.mandates.forms import MandateForm
from eprimo.console.mandates.wording import TITLES
from eprimo.console.pages import actor_as, submit
from eprimo.foundation.directory.actions.mandates import Ground
from eprimo.foundation.directory.actions.newcomers import KnownPerson
from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, MandateProposal, TieProposal
from eprimo.foundation.directory.policies.mandates import roles_given_by
from eprimo.foundation.directory.queries.mandates import place_of_code, place_words
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.steering.consortium.queries import Body


def keeper_of(request: HttpRequest) -> Actor:
    """The actor, who gives mandates; these pages do not exist for others."""
    return actor_as(request, Role.ACADEMY, Role.PLATFORM)


def by_two_people(actor: Actor) -> bool:
    """What the platform gives waits for a second person."""
    return actor.role == Role.PLATFORM


def role_of(actor: Actor, text: str) -> MandateRole:
    """The role of an address, among those the actor gives; raises NotVisible."""
    if text not in roles_given_by(actor):
        raise NotVisible
    return MandateRole(text)


def ground_of(actor: Actor, role: MandateRole, code: str) -> tuple[Ground, str]:
    """What the mandate is about, and its words; raises NotVisible out of the actor's territory."""
    if role in {MandateRole.COORDINATOR, MandateRole.CONTRACTOR}:
        return Ground(), ""
    kind, place = place_of_code(actor, role, code)
    ground = Ground(**{kind: place})  # type: ignore[arg-type]
    return ground, place_words(Mandate(role=role, **{kind: place}))


@dataclass(frozen=True, slots=True)
class Shown:
    """A mandate or a proposal, with its words."""

    row: Mandate | MandateProposal
    name: str
    what: str
    where: str
    over: bool
    to_come: bool = False


def shown(row: Mandate | MandateProposal, actor: Actor, body: Body | None = None) -> Shown:
    if isinstance(row, MandateProposal):
        return Shown(row, row.full_name, what_words(row), place_words(row), over=not row.waits)
    over = row.ends is not None and row.ends <= actor.now
    where = where_words(row, body)
    return Shown(row, row.person.full_name, what_words(row), where, over, row.starts > actor.now)


def where_words(row: Mandate, body: Body | None) -> str:
    """Its place, else the body of the group that it speaks of."""
    return place_words(row) or (body.name if body is not None else "")


def what_words(row: Mandate | MandateProposal) -> str:
    """« Conseillère pédagogique », « Coordonnateur (lire) »."""
    if isinstance(row, MandateProposal):
        what = TITLES[MandateRole(row.role)]
    else:
        what = str(row.get_function_display() if row.function else row.get_role_display())
    words = {"read": "lire", "manage": "gérer", "sign": "signer"}.get(row.level, "")
    return f"{what} ({words})" if row.role == MandateRole.COORDINATOR and words else what


# What was written, where one goes then, and what is said.
PAGES: dict[type, tuple[str, str]] = {
    Mandate: ("mandates:mandate", "Le mandat est donné."),
    MandateProposal: ("mandates:proposal", "La proposition attend un second regard."),
    TieProposal: ("mandates:tie", "C’est noté, à confirmer par la personne. Remettez-lui sa fiche."),
}


class _Asked(Exception):
    pass


def ask_if_known(request: HttpRequest, form: MandateForm, act: Callable[[], None]) -> bool:
    """`submit` the form, with the question « is it the same person? » put into the form."""

    def ask() -> Any:
        try:
            act()
        except KnownPerson as error:
            form.ask_same(error)
            raise _Asked from error

    try:
        return submit(request, form, ask)
    except _Asked:
        return False
