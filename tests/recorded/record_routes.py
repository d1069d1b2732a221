"""Records every address of the access matrix, asked by everybody whom its line names and a stranger of each sort."""

from collections.abc import Iterator

import pytest

from tests.matrix.askers import askers
from tests.matrix.asking import Answer, asked_by
from tests.matrix.conftest import scene
from tests.matrix.line import Line, Variant
from tests.matrix.scene import Scene
from tests.matrix.test_matrix import CASES
from tests.recorded.answers import answer_text
from tests.recorded.statements import statements_sent
from tests.recorded.writing import write

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("line", "variant", "method"), CASES)
def test_route(
    request: pytest.FixtureRequest, scene: Scene, line: Line, variant: Variant, method: str
) -> None:
    people = askers(scene.everybody, line, variant, full=False)
    # Two objects of one name are told apart by pytest.
    case = request.node.callspec.id.removeprefix(f"{line.route} ")
    write("routes", f"{line.route}/{case}", "\n".join(_told(people, scene, line, variant, method)))


def _told(people: list[str], scene: Scene, line: Line, variant: Variant, method: str) -> Iterator[str]:
    """One block a person; who is answered as somebody before is told by that name."""
    first: dict[str, str] = {}
    with statements_sent() as sent:
        for who, answer in asked_by(people, scene, line, variant, method):
            block = _block(answer, sent)
            sent.clear()
            yield f"## {who} = {first[block]}" if block in first else f"## {who}\n{block}"
            first.setdefault(block, who)


def _block(answer: Answer, sent: list[str]) -> str:
    return "\n".join([*(f"> {one}" for one in sent), answer_text(answer.response)])
