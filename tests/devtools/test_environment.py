"""docs/environment.md names every variable that the program reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(
    r"""(?:env_(?:str|bool|int|list|secret|file)\(|environ\.get\(|environ\[)\s*["']([A-Z][A-Z_]+)["']"""
)
# Names kept in constants: A = "…", or A, B = "…", "…".
KEPT = re.compile(r"""^[A-Z_]+(?:, [A-Z_]+)* = (["']EPRIMO_[A-Z_]+["'].*)$""", re.MULTILINE)
NAMED = re.compile(r"^\| `([A-Z][A-Z_]+)` \|", re.MULTILINE)
# Of the system, or of a tool; nobody sets them for e-primo.
SYSTEM = {
    "CONTENT_LENGTH",
    "HTTP_ACCEPT_ENCODING",
    "PATH_INFO",
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "HOME",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}


def _read() -> set[str]:
    files = [
        *ROOT.glob("eprimo/**/*.py"),
        *ROOT.glob("tests/**/*.py"),
        *ROOT.glob("bench/**/*.py"),
        ROOT / "manage.py",
    ]
    texts = [file.read_text(encoding="utf-8") for file in files]
    called = {name for text in texts for name in READ.findall(text)}
    kept = {
        name for text in texts for line in KEPT.findall(text) for name in re.findall("EPRIMO_[A-Z_]+", line)
    }
    return (called | kept) - SYSTEM


def _set_by_commands() -> set[str]:
    """What the make file hands over, and what Django itself reads."""
    return {
        *re.findall(r"\b[A-Z][A-Z_]+\b", (ROOT / "Makefile").read_text(encoding="utf-8")),
        "DJANGO_SETTINGS_MODULE",
    }


def test_every_variable_is_documented_and_every_line_is_true() -> None:
    documented = NAMED.findall((ROOT / "docs" / "environment.md").read_text(encoding="utf-8"))
    assert len(documented) == len(set(documented))
    assert _read() - set(documented) == set()
    assert set(documented) - _read() - _set_by_commands() == set()
