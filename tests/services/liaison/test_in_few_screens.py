"""The follow-up of a note shows a few children who have to do something, and folds the others, none twice."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from eprimo.services.liaison.views.follow_up import IN_VIEW, _in_few_screens


@pytest.mark.parametrize(
    ("pressing", "others", "parts"),
    [
        (0, 25, (IN_VIEW, 0, 25 - IN_VIEW)),
        (3, 22, (3, 0, 22)),
        (14, 11, (IN_VIEW, 14 - IN_VIEW, 11)),
        (25, 0, (IN_VIEW, 25 - IN_VIEW, 0)),
        (0, 0, (0, 0, 0)),
    ],
)
def test_every_child_stands_once_and_who_has_to_act_first(
    pressing: int, others: int, parts: tuple[int, int, int]
) -> None:
    rows = [SimpleNamespace(pressing=number < pressing) for number in range(pressing + others)]
    found = _in_few_screens(cast("Any", rows))
    assert [*found["rows"], *found["more"], *found["settled"]] == rows
    assert (len(found["rows"]), len(found["more"]), len(found["settled"])) == parts
