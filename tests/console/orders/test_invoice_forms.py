"""The file of states, before anything of it is noted."""

import pytest
from django.forms import ValidationError

from eprimo.console.orders.invoice_forms import state_lines
from eprimo.steering.orders.invoice.payload import MOST_STATES

HEAD = "Facture;État;Date\r\n"


def said(lines: int) -> bytes:
    return (HEAD + "".join(f"FAC-{number:05};IN_RECU;2026-11-27\r\n" for number in range(lines))).encode()


def test_a_file_of_too_many_states_is_refused_whole() -> None:
    most = MOST_STATES
    assert len(state_lines(said(most))) == most
    # Empty lines are none.
    assert len(state_lines(said(most) + b";;\r\n")) == most
    with pytest.raises(ValidationError) as refused:
        state_lines(said(most + 1))
    assert "plus de 20\N{NO-BREAK SPACE}000 lignes" in refused.value.messages[0]


@pytest.mark.parametrize(
    "content", [f"{HEAD}{'F' * 200_000};IN_RECU;2026-11-27\n", f'{HEAD}"FAC-00001;IN_RECU;{"2026-11-27;" * 20_000}']
)  # fmt: skip
def test_a_cell_that_never_ends_is_refused_in_words(content: str) -> None:
    with pytest.raises(ValidationError, match="démesurée"):
        state_lines(content.encode())


def test_lines_may_end_in_any_way() -> None:
    plain = state_lines(said(2))
    for end in (b"\r", b"\n"):
        assert state_lines(said(2).replace(b"\r\n", end)) == plain
