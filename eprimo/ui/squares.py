"""Squares to be photographed (QR codes), as data in a page: no address shows what they hold."""

import segno

# Light cells around it, as ISO/IEC 18004 asks: readers find the square by them.
_QUIET = 4


def square_uri(payload: str) -> str:
    """A picture of `payload`, black on white in every theme and on paper; level M bears a fold or a finger."""
    made = segno.make_qr(payload, error="m")
    return str(made.svg_data_uri(border=_QUIET, omitsize=True, dark="#000", light="#fff"))
