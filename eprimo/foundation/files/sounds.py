"""What a voice is before and after it is encoded anew. No setting and no database here."""

from eprimo.foundation.files.sizes import BYTES_OF_SECOND, MOST_SECONDS, SPARE_SECONDS, Sound

# MPEG 2, layer III, by the number that its frames carry: thousands of bits a second, and samples a second.
_BIT_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = (22_050, 24_000, 16_000)
# Eleven bits that are set, then MPEG 2 and layer III; the last bit is a checksum, which we write none of.
_HEAD, _FRAME = b"\xff\xf3", 4


def is_wave(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def is_ours(said: Sound) -> bool:
    """Frames of MP3 from the first byte to the last, and no more than its seconds weigh."""
    if not 0 < said.seconds <= MOST_SECONDS + SPARE_SECONDS:
        return False
    content = said.content
    if not content or len(content) > (said.seconds + 1) * BYTES_OF_SECOND:
        return False
    at = 0
    while at < len(content):
        length = _frame_length(content[at : at + _FRAME])
        if not length:
            return False
        at += length
    return at == len(content)


def _frame_length(head: bytes) -> int:
    """Bytes of the frame that begins so; 0: it is none of ours."""
    if len(head) < _FRAME or not head.startswith(_HEAD):
        return 0
    bits, samples, padded = head[2] >> 4, (head[2] >> 2) & 3, (head[2] >> 1) & 1
    if bits >= len(_BIT_RATES) or samples >= len(_SAMPLE_RATES):
        return 0
    return 72_000 * _BIT_RATES[bits] // _SAMPLE_RATES[samples] + padded if bits else 0
