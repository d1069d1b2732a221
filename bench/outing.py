"""`python -m bench.outing COUNT`: look at photographs of a class outing, in a process of its own as the worker is."""

import io
import sys
import time

from PIL import Image

# Others are the same again: drawing them costs more than looking at them.
_DIFFERENT = 10


def photograph(number: int) -> bytes:
    """Twelve million pixels and five megabytes, as a telephone gives them; each is another one."""
    small = Image.effect_noise((1008, 756), 70 + number).resize((4032, 3024), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((4032, 3024), 26)
    made = io.BytesIO()
    Image.merge("RGB", (small, Image.blend(small, grain, 0.3), grain)).save(made, "JPEG", quality=84)
    return made.getvalue()


def main() -> None:
    import django

    django.setup()
    from eprimo.foundation.files.inspection import looked_at
    from eprimo.foundation.sandbox.errors import Unreadable

    count = int(sys.argv[1])
    drawn = [photograph(number) for number in range(min(count, _DIFFERENT))]
    print("drawn", flush=True)
    began, given_up = time.monotonic(), 0
    for number in range(count):
        try:
            looked_at(drawn[number % len(drawn)])
        except Unreadable:
            # A machine that has much other work gives a child too little of its seconds.
            given_up += 1
    print(f"{time.monotonic() - began} {given_up}", flush=True)


if __name__ == "__main__":
    main()
