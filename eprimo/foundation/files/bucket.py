"""Bytes in a bucket of S3, for hosts whose machines keep no files: Django's storage over `obstore`."""

import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage

from eprimo.foundation.files.refusals import FilesAway

if TYPE_CHECKING:
    from obstore.store import ObjectStore

# A page that waits for a picture holds one of four threads of its process.
PATIENCE, PATIENCE_TO_CONNECT = timedelta(seconds=10), timedelta(seconds=3)
MOST_TRIES = 2

_log = logging.getLogger("eprimo.files")


class Bucket(Storage):
    """`address`: `s3://bucket/folder`. `endpoint`: of a server that is not Amazon's, which names buckets in the path.
    An object is there whole or not at all; one that is written again takes the place of the former. Raises FilesAway
    when the server does not answer, or refuses."""

    def __init__(
        self, *, address: str, endpoint: str = "", region: str = "", key: str = "", secret: str = ""
    ) -> None:
        parts = urlsplit(address)
        self.bucket, self.folder = parts.netloc, parts.path.strip("/")
        self.endpoint, self.region, self.key, self.secret = endpoint, region, key, secret

    @cached_property
    def store(self) -> "ObjectStore":
        """Opened by the process that asks first: its threads do not survive a fork."""
        from obstore.store import S3Store  # noqa: PLC0415 - read where a bucket is configured alone

        given: dict[str, Any] = {
            "endpoint": self.endpoint, "region": self.region, "access_key_id": self.key,
            "secret_access_key": self.secret,
        }  # fmt: skip
        return S3Store(
            self.bucket,
            prefix=self.folder or None,
            client_options={
                "timeout": PATIENCE, "connect_timeout": PATIENCE_TO_CONNECT,
                "allow_http": self.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": MOST_TRIES, "retry_timeout": PATIENCE},
            virtual_hosted_style_request=not self.endpoint,
            **{name: value for name, value in given.items() if value},
        )  # fmt: skip

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's
        return name

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._head(name)["size"])

    def get_modified_time(self, name: str) -> datetime:
        at: datetime = self._head(name)["last_modified"]
        return at

    def delete(self, name: str) -> None:
        """Delete an object; nothing happens where there is none. A folder is nothing by itself."""
        import obstore  # noqa: PLC0415

        _asked(lambda: obstore.delete(self.store, name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the names of a folder's folders and of its objects."""
        import obstore  # noqa: PLC0415

        found = _asked(lambda: obstore.list_with_delimiter(self.store, path or None))
        return (
            [one.rpartition("/")[2] for one in found["common_prefixes"]],
            [one["path"].rpartition("/")[2] for one in found["objects"]],
        )

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        import obstore  # noqa: PLC0415

        if mode != "rb":
            raise ValueError(mode)
        content = _asked(lambda: bytes(obstore.get(self.store, name).bytes()))
        return File(io.BytesIO(content), name)

    def _save(self, name: str, content: Any) -> str:
        import obstore  # noqa: PLC0415

        given = b"".join(content.chunks())
        _asked(lambda: obstore.put(self.store, name, given, use_multipart=False))
        return name

    def _head(self, name: str) -> Any:
        import obstore  # noqa: PLC0415

        return _asked(lambda: obstore.head(self.store, name))


def _asked[T](question: Callable[[], T]) -> T:
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        return question()
    except BaseError as error:
        # The kind alone: an answer may hold the address, with whose file it was.
        _log.error("files: the bucket does not answer (%s)", type(error).__name__)
        raise FilesAway from error
    except ValueError as error:
        raise SuspiciousFileOperation("outside of the bucket") from error
