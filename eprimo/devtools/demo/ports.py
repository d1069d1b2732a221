"""The two ports of the demo, looked at before anything is started: a demo that is refused leaves nothing running."""

import os
import socket
import sys

# Set by the demo for itself while it changes its date: a page of its own waits on the port.
WAITING = "EPRIMO_DEMO_WAITING"


def refuse_when_taken() -> None:
    """Ends this process with a sentence when somebody else has a port of ours. Settings say what is wrong with PORT."""
    given = os.environ.get("PORT", "").strip() or "8000"
    if os.environ.get(WAITING) or not given.isdigit():
        return
    for port in (int(given), int(given) + 1):
        if taken(port):
            sys.stdout.write(
                f"Le port {port} est déjà pris. Arrêtez ce qui l’utilise, ou prenez-en un autre\u00a0:\n"
            )
            sys.stdout.write("PORT=8010 make demo\n")
            raise SystemExit(1)


def taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return True
    return False
