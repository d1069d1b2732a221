"""What is told of a date, in the language of its reader."""

from datetime import time

from eprimo.foundation.notifications.date_lines import hours_and_place
from eprimo.ui.languages import speaking


def test_the_place_holds_together_in_a_line_from_right_to_left() -> None:
    """It stays as its author wrote it: its words stood on both sides of the hours."""
    said = time(10), time(11, 15), "Salle de motricité"
    with speaking("fr"):
        assert (
            hours_and_place(*said)
            == "10\N{NO-BREAK SPACE}h – 11\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}15, Salle de motricité"
        )
    with speaking("ar"):
        words = hours_and_place(*said)
    assert words.endswith("\N{FIRST STRONG ISOLATE}Salle de motricité\N{POP DIRECTIONAL ISOLATE}")
    assert "10" in words.partition("\N{FIRST STRONG ISOLATE}")[0]
