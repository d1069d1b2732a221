"""Reading the files of a full delivery in processes of their own, while the rows of others are being written.

One process reads 25,000 objects a second: an academy would wait for it longer than for the rest of an unchanged night.
A process that reads touches neither the database nor the settings; it sends lines, then what it has to tell.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import cast

from eprimo.foundation.intake.aaf.files import AafFile, AafRefused
from eprimo.foundation.intake.aaf.lines import Part, Send, read_file

# Bytes from which it is worth starting processes (half a second), and how many of them.
WORTH = 20_000_000
MOST = 4
_AFTER_PAGES = 10


def read_files(
    files: tuple[AafFile, ...], send: Send, done: Callable[[], None], *, worth: int = WORTH
) -> list[Part]:
    """Send the lines of all the files of a full delivery; what each had to tell, in their order. Raises AafRefused.

    `worth`: bytes from which several processes share them.
    """
    processes = min(len(files), os.cpu_count() or 1, MOST)
    if processes > 1 and sum(file.path.stat().st_size for file in files) >= worth:
        return _shared(files, processes, send, done)
    parts = []
    for number, file in enumerate(files):
        parts.append(read_file(number, file, send))
        done()
    return parts


def _shared(files: tuple[AafFile, ...], number: int, send: Send, done: Callable[[], None]) -> list[Part]:
    # Started afresh, not forked: a copy of this process would hold its connection to the database.
    context = multiprocessing.get_context("spawn")
    readers: dict[Connection, SpawnProcess] = {}
    for first in range(number):
        here, there = context.Pipe(duplex=False)
        share = [(place, files[place]) for place in range(first, len(files), number)]
        reader = context.Process(target=_read, args=(there, share), daemon=True)
        reader.start()
        there.close()
        readers[here] = reader
    parts: dict[int, Part] = {}
    try:
        _hear(list(readers), parts, send, done)
    finally:
        for pipe, reader in readers.items():
            pipe.close()
            reader.terminate()
            reader.join()
    if len(parts) < len(files):
        lost = next(file.name for place, file in enumerate(files) if place not in parts)
        raise AafRefused("reader_lost", "La lecture de ce fichier s’est arrêtée : recommencez.", lost)
    return [parts[place] for place in range(len(files))]


def _hear(pipes: list[Connection], parts: dict[int, Part], send: Send, done: Callable[[], None]) -> None:
    while pipes:
        for pipe in cast("list[Connection]", wait(pipes)):
            try:
                said = pipe.recv()
            except EOFError:
                pipes.remove(pipe)
                continue
            if isinstance(said, bytes):
                send(said)
            elif isinstance(said, AafRefused):
                raise said
            else:
                place, part = said
                parts[place] = part
                done()


def _read(pipe: Connection, share: list[tuple[int, AafFile]]) -> None:
    """In a process of its own, which lets whoever serves pages go first: its files one after the other."""
    os.nice(_AFTER_PAGES)
    try:
        for place, file in share:
            pipe.send((place, read_file(place, file, pipe.send)))
    except AafRefused as refused:
        pipe.send(refused)
    except BrokenPipeError:
        pass  # whoever asked is gone
    finally:
        pipe.close()
