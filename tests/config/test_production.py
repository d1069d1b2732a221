"""Production starts when everything was answered, says what was not, and finds nothing against the documented file."""

import os
import re
import subprocess
import sys
from pathlib import Path
from secrets import token_urlsafe

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from eprimo.config.settings.env import SECRETS, env_secret
from tests.config.served import database_url, door_url
from tests.databases import address_of, addresses

ROOT = Path(settings.BASE_DIR)
LINE = re.compile(r"^([A-Z_]+)=(\S+|\"[^\"]+\")", re.MULTILINE)


def documented() -> dict[str, str]:
    """The file that docs/environment.md shows, with a secret for each « … »."""
    text = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    block = re.search(r"```sh\n(DJANGO_SETTINGS_MODULE=.*?)```", text, re.DOTALL)
    assert block is not None
    return {
        name: re.sub("…", lambda _: token_urlsafe(48), value.strip('"'))
        for name, value in LINE.findall(block[1])
    }


def run(given: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("EPRIMO_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=kept | given, capture_output=True, text=True, check=False
    )


def started(given: dict[str, str]) -> str:
    """Empty when the settings hold, else the sentence."""
    done = run(
        given, "-c", "from django.conf import settings; print(settings.TRUSTED_PROXIES, settings.MAILERS)"
    )
    if done.returncode == 0:
        return done.stdout
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.django_db
def test_deploy_finds_nothing_against_the_documented_settings(tmp_path: Path) -> None:
    worker = address_of(addresses()[0], connection.settings_dict["NAME"])
    answers = documented() | {
        "DATABASE_URL": database_url(), "DATABASE_WORKER_URL": worker,
        "DATABASE_DOOR_URL": door_url(database_url()), "EPRIMO_VAR": str(tmp_path),
    }  # fmt: skip
    (tmp_path / "static").mkdir()
    assert run(answers, "manage.py", "rotate_seal_key").returncode == 0
    done = run(answers, "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "DEBUG")
    # A server of tests tells what each connection does, since tests wait for each other: nothing else is found.
    assert re.findall(r"\?: \((\S+)\)", done.stderr) == ["eprimo.E009"], done.stderr
    assert "1 issue (0 silenced)" in done.stderr


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "EPRIMO_TRUSTED_PROXIES", "EPRIMO_MAIL_URL", "EPRIMO_CARD_KEY", "EPRIMO_HOSTS"]
)
def test_production_asks_for_an_answer(name: str) -> None:
    assert f"{name} is missing" in started(documented() | {name: ""})


def test_none_is_an_answer() -> None:
    said = started(documented() | {"EPRIMO_TRUSTED_PROXIES": "none", "EPRIMO_MAIL_URL": "none"})
    assert said.startswith("0 ")
    assert "dummy" in said


def test_how_far_tls_is_asked_for_is_a_setting() -> None:
    told = "from django.conf import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    found = [
        run(documented() | {"EPRIMO_HSTS": one}, "-c", told).stdout.strip()
        for one in ("host", "subdomains", "")
    ]
    assert found == ["False False", "True False", "True True"]
    assert "expected one of host, subdomains, preload" in started(documented() | {"EPRIMO_HSTS": "tout"})


def test_every_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    given = documented()
    for name in SECRETS:
        value = given.pop(name, "")
        if value:
            (tmp_path / name).write_text(value + "\n")
            given[f"{name}_FILE"] = str(tmp_path / name)
    assert {"DATABASE_URL_FILE", "EPRIMO_CARD_KEY_FILE", "EPRIMO_MAIL_URL_FILE"} <= set(given)
    assert started(given).startswith("1 ")


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_without_its_secret_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env_secret(name)
    (tmp_path / "absent").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        env_secret(name)
    (tmp_path / "absent").write_text("the secret\n")
    assert env_secret(name) == "the secret"


def test_secrets_are_read_in_one_way_only_and_documented() -> None:
    """A secret read past `env_secret` would not be found in its file."""
    docs = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    assert [name for name in SECRETS if f"`{name}`" not in docs.split("```sh", 1)[0]] == []
    other = re.compile(rf"""(?:env_str\(|environ\.get\(|environ\[)\s*["'](?:{"|".join(SECRETS)})["']""")
    files = [*(ROOT / "eprimo").rglob("*.py"), *(ROOT / "bench").rglob("*.py"), ROOT / "manage.py"]
    assert [str(file) for file in files if other.search(file.read_text(encoding="utf-8"))] == []
