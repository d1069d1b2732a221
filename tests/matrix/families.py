"""The direction of Les Tilleuls answers for Léa: it does not act for her family, the academy does."""

from eprimo.foundation.directory.models import FamilyOpening
from tests import factories as make
from tests.conftest import NOW
from tests.matrix.scene import Scene


def tied(scene: Scene) -> object:
    """The director, who named the deputy, is a contact of Léa."""
    return make.guardianship(scene.cast.director, scene.cast.lea, kind="contact")


def opened(scene: Scene) -> object:
    """And the academy said why it acts in their place."""
    tied(scene)
    return FamilyOpening.objects.create(
        school=scene["tilleuls"],
        person=scene.cast.academy,
        reason="Jugement",
        starts=NOW,
        ends=NOW.replace(hour=10),
    )
