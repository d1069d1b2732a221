from tests.cast import Cast
from tests.ground import lent
from tests.steering.consortium.group import Made, group_of


@lent
def group(cast: Cast) -> Made:
    """The purchasing group beside the cast."""
    return group_of(cast)
