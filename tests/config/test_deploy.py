"""What is shipped to start e-primo says what the program says: units, proxy file, documentation."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from eprimo.config import launch
from eprimo.config.bodies import LARGE, Limits

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
DOCS = sorted((ROOT / "docs" / "operate").glob("*.md"))
PYTHON = re.compile(r"(?:^|[\s`=])(?:/srv/eprimo/)?\.venv/bin/python ([^`\n]+?)(?:`|$|\s+#)", re.MULTILINE)


def commands(text: str) -> list[list[str]]:
    """What is given to Python in it."""
    return [shlex.split(found) for found in PYTHON.findall(text)]


def launched(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    launch.main([*words[2:], "--print"])
    return capsys.readouterr().out


@pytest.mark.parametrize("path", [*UNITS, *DOCS], ids=lambda path: path.name)
def test_every_command_that_is_shipped_exists(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = get_commands()
    text = path.read_text(encoding="utf-8").replace("%i", "8000")
    found = commands(text)
    assert found or path.suffix == ".md"
    for words in found:
        if words[:2] == ["-m", "eprimo.config.launch"]:
            assert launched(words, capsys)
        elif words[0] == "-m":
            assert (ROOT / words[1].replace(".", "/")).with_suffix(".py").exists(), words
        else:
            assert words[0] == "manage.py"
            assert words[1] in known, words
    # Nobody writes the options of the server a second time.
    assert "granian --" not in text


def test_units_start_each_process_and_leave_it_time_to_stop(capsys: pytest.CaptureFixture[str]) -> None:
    units = {path.name: path.read_text(encoding="utf-8") for path in UNITS}
    target = (DEPLOY / "systemd" / "eprimo.target").read_text(encoding="utf-8")
    ports = re.findall(r"eprimo-pages@(\d+)\.service", target)
    started = [
        launched(words, capsys).split()
        for name in (
            "eprimo-pages@.service",
            "eprimo-streams.service",
            "eprimo-worker.service",
            "eprimo-files.service",
        )
        for words in commands(units[name].replace("%i", ports[0]))
    ]
    pages, streams, worker, files = started
    assert pages == launch.pages(int(ports[0]), workers=1)
    assert streams == launch.streams(8001)
    assert worker == launch.worker()
    assert files == launch.files()
    assert "--respawn-failed-workers" in pages
    for name in ("eprimo-pages@.service", "eprimo-streams.service"):
        assert "Restart=always" in units[name]
        stops = re.search(r"TimeoutStopSec=(\d+)", units[name])
        assert stops is not None
        assert int(stops[1]) > launch.GRACE
    upstream = re.search(r"upstream eprimo_pages \{(.*?)\}", NGINX, re.DOTALL)
    assert upstream is not None
    assert re.findall(r"server 127\.0\.0\.1:(\d+)", upstream[1]) == ports


def test_the_proxy_and_the_processes_agree() -> None:
    large = re.search(r"map \$http_content_length \$eprimo_large \{(.*?)\n    \}", NGINX, re.DOTALL)
    assert large is not None
    patterns = [re.compile(one) for one in re.findall(r'"~([^"]+)"', large[1])]
    for length in (0, 9, 65_000, LARGE - 1, LARGE):
        assert not any(one.search(str(length)) for one in patterns), length
    for length in (*range(LARGE + 1, 66_100), 69_999, 70_000, 99_999, 100_000, 84 * 1024 * 1024, 10**12):
        assert any(one.search(str(length)) for one in patterns), length
    most = re.search(r"client_max_body_size (\d+)m;", NGINX)
    assert most is not None
    assert int(most[1]) * 1024 * 1024 == Limits(folder=ROOT, cookie="x").most
    for idle in re.findall(r"    keepalive_timeout (\d+)s;\s+#", NGINX):
        assert int(idle) * 1000 < launch.HEADERS
    assert "location /rt/" in NGINX
    assert f"location {settings.STATIC_URL}" in NGINX


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    folder = tmp_path / "systemd"
    shutil.copytree(DEPLOY / "systemd", folder)
    for path in folder.glob("*.service"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("/srv/eprimo/.venv/bin/python", "/bin/true"), encoding="utf-8")
    units = sorted(str(path) for path in folder.iterdir() if path.is_file())
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    # A key that it does not know is only a warning.
    said = [line for line in done.stderr.splitlines() if str(folder) in line]
    assert (done.returncode, said) == (0, [])
