"""A school, who directs it, and the desk of that person."""

from typing import Any

import pytest

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Person, School
from tests import factories as make


@pytest.fixture
def school(db: None) -> School:
    return make.school("0449001V", "École des Essais")


@pytest.fixture
def director(school: School) -> Person:
    person = make.person("Anne", "DIRIGE")
    make.account(person)
    make.affiliation(person, school, Profile.DIRECTOR)
    return person


@pytest.fixture
def desk(director: Person, sign_in: Any) -> Any:
    return sign_in(director)
