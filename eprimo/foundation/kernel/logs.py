"""What a log may tell of a request."""

import logging


class WithoutKeys(logging.Filter):
    """A filter of logs: an address that opens by its key is written as the name of its page, since who reads logs reads
    no calendar."""

    def filter(self, record: logging.LogRecord) -> bool:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None and getattr(match.func, "by_key", False):
            record.msg, record.args = "%s %s", (match.view_name, getattr(record, "status_code", ""))
        return True
