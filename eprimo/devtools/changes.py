"""Which files changed, as git tells it: since this branch left main, or since main's last landings."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# On main itself: what landed within that many days of its newest commit is looked at again.
_DAYS = 2


def changed(base: str = "main", root: Path = ROOT) -> list[str]:
    """Files that differ from where this branch left `base`, new ones included; of the work tree alone on `base`."""
    return _differ(_git(root, "merge-base", base, "HEAD").strip() or "HEAD", root)


def landed(root: Path = ROOT) -> list[str] | None:
    """Files that may not have been judged by a whole run yet; None where git cannot tell (no history, a shallow clone).

    On a branch: since it left main. On main: since what it was two days before its newest commit.
    """
    head = _git(root, "rev-parse", "HEAD").strip()
    if not head:
        return None
    for main in ("main", "origin/main"):
        fork = _git(root, "merge-base", main, "HEAD").strip()
        if fork and fork != head:
            return _differ(fork, root)
    since = int(_git(root, "log", "-1", "--format=%ct", "HEAD")) - _DAYS * 24 * 3600
    before = _git(root, "rev-list", "-1", f"--before={since}", "HEAD").strip()
    return _differ(before, root) if before else None


def _differ(commit: str, root: Path) -> list[str]:
    return sorted({
        *_git(root, "diff", "--name-only", commit).split("\n"),
        *_git(root, "ls-files", "--others", "--exclude-standard").split("\n"),
    } - {""})  # fmt: skip


def _git(root: Path, *words: str) -> str:
    """What it says; nothing where it cannot, or is not there."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
