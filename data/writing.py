"""Writing files so that nothing half-written ever replaces a good one."""

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: str, *, force: bool = True) -> None:
    """Write a file beside its place, then move it there.

    Args:
        path: The file; its folder is made where it is missing.
        content: What it shall hold, as UTF-8; line ends are kept. Lone surrogates become escapes.
        force: Replace a file that stands there.

    Raises:
        FileExistsError: The file exists and `force` is off.
        OSError: It cannot be written; what stood there is unchanged.
    """
    if path.exists() and not force:
        raise FileExistsError(17, "exists already; name another file or add --force", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(
            handle, "w", encoding="utf-8", errors="backslashreplace", newline=""
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
