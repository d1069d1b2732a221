"""What a script says when it sends a file piece by piece, without one."""

from base64 import b64encode
from typing import Any

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


def announce(length: int | str, name: str = "Circulaire.pdf") -> dict[str, str]:
    metadata = f"filename {b64encode(name.encode()).decode()}"
    return TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata}


ANNOUNCED = announce(1_000)


def sent(client: Any, place: str, part: bytes, offset: int) -> Any:
    return client.patch(place, part, content_type=PART, headers=TUS | {"Upload-Offset": str(offset)})


def received(client: Any, place: str) -> int:
    answer = client.head(place, headers=TUS)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return int(answer["Upload-Offset"])
