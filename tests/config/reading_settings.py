"""Processes of production, and a page that reads a file that somebody sent."""

from tests.config.served_settings import *  # noqa: F403

ROOT_URLCONF = "tests.config.reading_urls"
# As in production: the tests wait longer, on machines that do other work.
SANDBOX_PATIENCE = 1.0
SANDBOX_LOUD = False
