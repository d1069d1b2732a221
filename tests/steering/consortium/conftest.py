import pytest

from tests.cast import Cast
from tests.steering.consortium.group import Made, group_of


@pytest.fixture
def group(cast: Cast) -> Made:
    """The purchasing group beside the cast."""
    return group_of(cast)
