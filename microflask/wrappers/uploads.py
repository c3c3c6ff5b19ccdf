"""Where uploads are kept: in memory while they are small, and then on the disk.

However many files a request brings and however large they are, it takes a fixed amount of
memory and one file descriptor: those that go to the disk share a temporary file.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import SEEK_END, SEEK_SET, BufferedRandom, BytesIO, RawIOBase
from threading import Lock
from typing import IO, TYPE_CHECKING, cast

from .body import read_chunks

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

#: How many bytes of uploads a request may keep in memory, all of its files together. To
#: write 4 MiB to the disk takes as long as to parse them.
_MEMORY_FOR_UPLOADS = 5 * 1024 * 1024


class UploadStorage:
    """Keeps the uploads of one request.

    One that does not fit into the memory that is left goes to the disk, and takes none of it.
    """

    def __init__(self) -> None:
        self._memory_left = _MEMORY_FOR_UPLOADS
        self._disk: _SharedFile | None = None

    def store(self, chunks: Iterator[bytes]) -> IO[bytes]:
        """Return a file with all *chunks*."""
        memory = MemoryFile()
        for chunk in chunks:
            memory.write(chunk)
            if memory.tell() > self._memory_left:
                break
        else:
            self._memory_left -= memory.tell()
            return memory
        if self._disk is None:
            self._disk = _SharedFile(_open_temporary_file())
        file = self._disk.file
        start = file.seek(0, SEEK_END)
        file.write(memory.getbuffer())
        memory.close()
        file.writelines(chunks)
        upload = _UploadOnDisk(self._disk, start, file.tell() - start)
        return cast("IO[bytes]", BufferedRandom(upload))


class MemoryFile(BytesIO):
    """An upload in memory, with a copy on disk for those who ask for its descriptor."""

    _copy: BufferedRandom | None = None

    def read(self, size: int | None = -1) -> bytes:
        """Return at most *size* bytes, or all that are left."""
        if (size is None or size < 0) and self.tell() == 0:
            # All of it: the memory itself instead of a copy, which takes as long as to parse it.
            self.seek(0, SEEK_END)
            return self.getvalue()
        return super().read(size)

    def fileno(self) -> int:
        """Return the descriptor of a temporary file with what was uploaded."""
        if self._copy is None:
            self._copy = _open_temporary_file()
            self._copy.write(self.getbuffer())
            self._copy.seek(self.tell())
        return self._copy.fileno()

    def close(self) -> None:
        """Release the memory, and the copy."""
        super().close()
        if self._copy is not None:
            self._copy.close()


class _SharedFile:
    """A temporary file, closed when its last user is."""

    def __init__(self, file: BufferedRandom) -> None:
        self.file = file
        self.lock = Lock()

    def __del__(self) -> None:
        self.file.close()


class _UploadOnDisk(RawIOBase):
    """An upload in a shared file.

    It gets one of its own when it is written to, or when somebody asks for its descriptor.
    """

    def __init__(self, shared: _SharedFile, start: int, size: int) -> None:
        self._container, self._start, self._size = shared, start, size
        self._is_shared = True
        self._position = 0

    def readable(self) -> bool:
        return True

    writable = seekable = readable

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        self._position = max(0, (0, self._position, self._size)[whence] + offset)
        return self._position

    def readinto(self, buffer: WriteableBuffer) -> int:
        left = max(0, self._size - self._position)
        with self._container.lock:  # another thread may be reading another upload
            self._container.file.seek(self._start + self._position)
            count = self._container.file.readinto(memoryview(buffer)[:left])
        self._position += count
        return count

    def write(self, data: ReadableBuffer) -> int:
        file = self._separate()
        file.seek(self._position)
        count = file.write(data)
        self._position += count
        self._size = max(self._size, self._position)
        return count

    def truncate(self, size: int | None = None) -> int:
        self._size = self._separate().truncate(self._position if size is None else size)
        return self._size

    def fileno(self) -> int:
        file = self._separate()
        file.seek(self._position)
        return file.fileno()

    def close(self) -> None:
        super().close()
        vars(self).pop("_container", None)

    def _separate(self) -> BufferedRandom:
        """Return a temporary file that holds this upload alone."""
        if self._is_shared:
            own, position = _SharedFile(_open_temporary_file()), self._position
            self.seek(0)
            own.file.writelines(read_chunks(cast("IO[bytes]", self)))
            self._container, self._start, self._position = own, 0, position
            self._is_shared = False
        return self._container.file


def _open_temporary_file() -> BufferedRandom:
    import tempfile  # most programs take no uploads, and it imports a lot

    return tempfile.TemporaryFile()
