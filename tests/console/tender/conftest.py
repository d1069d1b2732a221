from tests.steering.consortium.conftest import group

__all__ = ["group"]
