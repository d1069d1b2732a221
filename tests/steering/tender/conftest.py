import pytest

from eprimo.foundation.kernel.actor import Actor
from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, group_of
from tests.steering.tender.market import signer


@lent
def group(cast: Cast) -> Made:
    """The purchasing group beside the cast."""
    return group_of(cast)


@pytest.fixture
def by(group: Made) -> Actor:
    """The coordinator who signs."""
    return signer(group.cast)
