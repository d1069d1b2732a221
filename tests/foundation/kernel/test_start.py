"""What a process loads when it starts."""

import os
import subprocess
import sys

from django.conf import settings

# Readers of pictures and of PDF, what speaks to the services of browsers: each costs every command and every process
# of pages a tenth of a second and ten megabytes or more, for the few acts that need them.
HEAVY = {"cv2", "facturx", "numpy", "pypdf", "pywebpush", "requests"}
_LOADED = "import sys, django; django.setup(); from django import urls; urls.reverse('home:home'); print(*sys.modules)"


def test_nothing_heavy_is_loaded_before_it_is_used() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "eprimo.config.settings.dev"},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert "eprimo.services.liaison.urls" in loaded
    assert loaded & HEAVY == set()
