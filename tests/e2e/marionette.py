"""Firefox as Debian ships it, spoken to by its own protocol: Marionette, JSON with its length before it, on loopback.

Playwright drives a Firefox of its own making, which no family has. Protocol: Firefox source tree,
`testing/marionette`, version 3: a message is `[type, id, command, parameters]`, an answer `[type, id, error, result]`.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

NAMES = ("firefox-esr", "firefox")
# Files are kept where a test finds them, PDF too; nothing is asked of anybody outside this machine.
_PREFERENCES = {
    "marionette.port": 0,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.helperApps.neverAsk.saveToDisk": "application/pdf",
    "pdfjs.disabled": True,
    "network.proxy.type": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "intl.accept_languages": "fr-FR,fr",
    "ui.prefersReducedMotion": 1,
}  # fmt: skip
_STARTS_WITHIN = 60


class MarionetteError(Exception):
    """What the browser refused, in its words."""


def find_firefox() -> str | None:
    """The machine's Firefox, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Marionette:
    """One Firefox without a screen, with a profile of its own; `close` ends it."""

    def __init__(self, program: str, folder: Path) -> None:
        self.downloads = folder / "downloads"
        profile = folder / "profile"
        self.downloads.mkdir(parents=True)
        profile.mkdir()
        chosen = {**_PREFERENCES, "browser.download.dir": str(self.downloads)}
        profile.joinpath("user.js").write_text(
            "".join(f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in chosen.items()),
            encoding="utf-8",
        )
        self._process = subprocess.Popen(
            [program, "--marionette", "--headless", "--no-remote", "--profile", str(profile)],
            env={**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._socket = socket.create_connection(("127.0.0.1", self._port(profile)), timeout=60)
        except Exception:
            self._process.kill()
            raise
        self._left, self._sent = b"", 0
        self._read()  # who it is
        self.ask("WebDriver:NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})

    def _port(self, profile: Path) -> int:
        """The port it chose, which it writes into its profile."""
        written, until = profile / "MarionetteActivePort", time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < until:
            if written.exists() and (port := written.read_text().strip()):
                return int(port)
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise MarionetteError(f"Firefox did not start: {self._process.poll()}")

    def ask(self, command: str, **parameters: Any) -> Any:
        """The result of a command; MarionetteError with what the browser says against it."""
        self._sent += 1
        text = json.dumps([0, self._sent, command, parameters])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _, number, error, result = self._read()
        assert number == self._sent
        if error:
            raise MarionetteError(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def _read(self) -> Any:
        while b":" not in self._left:
            self._left += self._more()
        size, self._left = self._left.split(b":", 1)
        while len(self._left) < int(size):
            self._left += self._more()
        message, self._left = self._left[: int(size)], self._left[int(size) :]
        return json.loads(message)

    def _more(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise MarionetteError("Firefox ended.")
        return got

    def close(self) -> None:
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)
