"""What the tests have, with the connections of production: kept in a pool that notices those that died."""

from eprimo.config.settings.test import *  # noqa: F403
from eprimo.config.settings.test import ALLOWED_HOSTS, DATABASES
from eprimo.foundation.kernel.database_session import forget

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "ent.example.org"]
for _login in DATABASES.values():
    _login["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 8, "timeout": 5, "reset": forget}
