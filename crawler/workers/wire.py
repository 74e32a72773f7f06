"""How the three kinds of process talk: length-prefixed frames over socket pairs.

The sockets are the processes' own: nothing that a task prints can get into them.
"""

from __future__ import annotations

import socket
import struct
from collections import deque
from enum import IntEnum

LENGTH = struct.Struct("!Q")
# Parent to nursery: fixed size, since a fork carries the worker's socket beside it.
COMMAND = struct.Struct("!cI")
FORK, KILL = b"F", b"K"
# Worker to parent: the first two bytes of each frame.
REPLY = struct.Struct("!BB")
_CHUNK = 2**18


class Kind(IntEnum):
    """How a task ended inside its worker."""

    RESULT = 0  # the body is the pickled result
    CLEANING_ERROR = 1  # the body is the pickled (cause, detail)
    RAISED = 2  # the body is the exception in one line, and its traceback
    MEMORY = 3  # the body is one sentence
    HELLO = 4  # no task ended: the worker is ready for its first


class FrameTooLargeError(Exception):
    """A peer announces a frame beyond the limit."""


class FrameReader:
    """Takes bytes as they come, gives whole frames; ``limit`` bytes a frame at most."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the frames that ``data`` completes; raises FrameTooLargeError."""
        self._data += data
        frames = []
        while len(self._data) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self._data)
            if length > self._limit:
                raise FrameTooLargeError(f"a frame of {length} bytes, the limit is {self._limit}")
            end = LENGTH.size + length
            if len(self._data) < end:
                break
            frames.append(bytes(self._data[LENGTH.size : end]))
            del self._data[:end]
        return frames


class Channel:
    """A socket's non-blocking side: what is sent waits in a queue until the peer takes it."""

    def __init__(self, sock: socket.socket, limit: int) -> None:
        sock.setblocking(False)
        self.sock = sock
        self._reader = FrameReader(limit)
        self._out: deque[memoryview] = deque()

    @property
    def wants_to_send(self) -> bool:
        """Whether bytes wait to be sent."""
        return bool(self._out)

    def send(self, payload: bytes) -> None:
        """Queue one frame and send what the socket takes at once; a gone peer is no error."""
        self._out.append(memoryview(LENGTH.pack(len(payload))))
        self._out.append(memoryview(payload))
        self.flush()

    def flush(self) -> None:
        """Send what the socket takes now. A peer that is gone shows on its other signals."""
        while self._out:
            try:
                sent = self.sock.send(self._out[0])
            except BlockingIOError:
                return
            except OSError:  # reset or broken pipe: the worker is dead
                self._out.clear()
                return
            rest = self._out[0][sent:]
            if rest:
                self._out[0] = rest
            else:
                self._out.popleft()

    def receive(self) -> tuple[list[bytes], bool]:
        """Return the frames that have come whole, and whether the peer is still there."""
        try:
            data = self.sock.recv(_CHUNK)
        except BlockingIOError:
            return [], True
        except OSError:
            return [], False
        return self._reader.feed(data), bool(data)

    def drain(self) -> list[bytes]:
        """Return the frames that a dead peer still sent."""
        frames: list[bytes] = []
        while True:
            try:
                data = self.sock.recv(_CHUNK)
            except OSError:  # nothing more, or reset
                return frames
            if not data:
                return frames
            frames += self._reader.feed(data)


def send_frame(sock: socket.socket, *parts: bytes) -> None:
    """Send one frame on a blocking socket."""
    sock.sendall(LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        sock.sendall(part)


def receive_frame(sock: socket.socket) -> bytes | None:
    """Receive one frame on a blocking socket; None when the peer is gone."""
    head = _receive_exactly(sock, LENGTH.size)
    return None if head is None else _receive_exactly(sock, LENGTH.unpack(head)[0])


def _receive_exactly(sock: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view, got = memoryview(data), 0
    while got < size:
        count = sock.recv_into(view[got:])
        if not count:
            return None
        got += count
    return bytes(data)
