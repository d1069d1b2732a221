"""Partners: the product asked what they may do for a group that invited them."""

from typing import TYPE_CHECKING, Any

from eprimo.foundation.kernel.actor import Actor
from eprimo.services.partners.policies import may_propose
from tests.reference import world as facts

if TYPE_CHECKING:
    from tests.rights.product import Product


def _writes(product: "Product", actor: Actor, fact: facts.Group) -> bool:
    group = product.rows.groups[fact.id]
    return may_propose(actor, group.school_id, {group.pk})


ACTS: dict[str, Any] = {"partner.write": _writes}
