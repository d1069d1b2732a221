import pytest

from tests.cast import Cast
from tests.steering.consortium.group import Made
from tests.steering.orders.ordering import ordering


@pytest.fixture
def group(cast: Cast) -> Made:
    """Members that may order, beside the cast."""
    return ordering(cast)
