from eprimo.steering.consortium.actions.signatures import file_sign
from eprimo.steering.consortium.models import Member
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, complete, group_of, signer


@lent
def group(cast: Cast) -> Made:
    """The purchasing group beside the cast."""
    return group_of(cast)


@lent
def completed(group: Made) -> Member:
    """Valmarais, whose file has all that it must hold; the rectorat did not sign."""
    return complete(group)


@lent
def both_signed(group: Made, completed: Member) -> Member:
    """Valmarais, bound."""
    file_sign(actor=signer(group.cast), member=completed)
    return completed
