"""From the bytes that somebody sent to grey pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

from eprimo.foundation.printing.reading.image_header import PictureRefused, head_of

type Grey = NDArray[np.uint8]

# Beyond, a photograph holds nothing more about a slip.
KEPT_SIDE = 3000


def grey_of(content: bytes) -> Grey:
    """The pixels, in grey, at most KEPT_SIDE long; where it was taken and by whom is not read. Raises PictureRefused.

    How the telephone was held does not matter: slips are found at any angle.
    """
    head = head_of(content)
    # A JPEG is made small while it is read: the large ones never stand in memory whole.
    small = head.kind == "jpeg" and max(head.width, head.height) >= 2 * KEPT_SIDE
    flags = (
        cv2.IMREAD_REDUCED_GRAYSCALE_2 if small else cv2.IMREAD_GRAYSCALE
    ) | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        found = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error as error:
        raise PictureRefused("broken") from error
    if found is None or found.ndim != 2:  # noqa: PLR2004 - grey has two dimensions
        raise PictureRefused("broken")
    scale = KEPT_SIDE / max(found.shape)
    if scale < 1:
        found = cv2.resize(found, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return found.astype(np.uint8, copy=False)


def jpeg_of(grey: Grey, longest: int, quality: int = 80) -> bytes:
    """A new picture of these pixels and nothing else, at most `longest` wide or high."""
    scale = longest / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
    return bytes(cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])
