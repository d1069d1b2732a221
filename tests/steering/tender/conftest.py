import pytest

from eprimo.foundation.kernel.actor import Actor
from tests.steering.consortium.conftest import group
from tests.steering.consortium.group import Made
from tests.steering.tender.market import signer

__all__ = ["by", "group"]


@pytest.fixture
def by(group: Made) -> Actor:
    """The coordinator who signs."""
    return signer(group.cast)
