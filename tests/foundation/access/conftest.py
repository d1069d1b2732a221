from tests.cast import Cast
from tests.ground import lent
from tests.services.liaison.notes import to_sign


@lent
def notes(cast: Cast) -> Cast:
    """A note in each of two schools."""
    to_sign(cast)
    to_sign(cast, by="teacher_verne", classes=(cast.ce1_verne,))
    return cast
