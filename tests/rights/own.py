"""What is one's own, and the door of a class: the product asked by each of the policies that stand for one row."""

from typing import TYPE_CHECKING

from eprimo.foundation.accounts.policies import may_change_own, may_change_whole
from eprimo.foundation.classroom.policies import (
    may_keep_devices,
    may_keep_pictures,
    may_make_badges,
    may_set_levels,
)
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.privacy.actions import can_decide_contents, may_clear
from eprimo.foundation.privacy.exports.policies import may_export_own
from tests.reference import things as t
from tests.reference.world import ClassGroup

if TYPE_CHECKING:
    from tests.rights.product import Product


def _alike(*answers: bool) -> bool:
    assert len(set(answers)) == 1, "policies of one row differ"
    return answers[0]


def _account(product: "Product", thing: t.PersonOf) -> int:
    return product.known.account(product.rows.people[thing.person].pk)


def changes_own(product: "Product", actor: Actor, thing: t.PersonOf) -> bool:
    return may_change_own(actor, _account(product, thing))


def changes_whole(product: "Product", actor: Actor, thing: t.PersonOf) -> bool:
    person = product.rows.people[thing.person].pk
    return _alike(may_change_whole(actor, _account(product, thing)), can_decide_contents(actor, person))


def exports_own(product: "Product", actor: Actor, thing: t.PersonOf) -> bool:
    """These have no object: they are about who asks."""
    own, cleared = may_export_own(actor), may_clear(actor)
    return product.rows.people[thing.person].pk == actor.person_id and _alike(own, cleared)


def keeps_door(product: "Product", actor: Actor, thing: ClassGroup) -> bool:
    group = product.rows.classes[thing.id]
    rules = may_keep_devices, may_keep_pictures, may_make_badges, may_set_levels
    return _alike(*(rule(actor, group) for rule in rules))
