"""Writing files so that nothing half-written ever replaces a good one."""

import os
import shutil
import tempfile
from errno import EEXIST, EINVAL
from pathlib import Path

MODE = 0o644


def write_atomically(path: Path, content: str | bytes, *, force: bool = True) -> None:
    """Write a file beside its place, then move it there.

    Args:
        path: The file; its folder is made where it is missing. A link is followed.
        content: What it shall hold; text as UTF-8, its line ends kept, lone surrogates as escapes.
        force: Replace a file that stands there.

    Raises:
        FileExistsError: The file exists and `force` is off.
        OSError: It cannot be written, or the path is a folder or a device; what stood there is
            unchanged.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise OSError(EINVAL, "is a folder or a device; name a file", str(path))
    if target.exists() and not force:
        raise FileExistsError(EEXIST, "exists already; name another file or add --force", str(path))
    mode = target.stat().st_mode & 0o777 if target.exists() else MODE
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode("utf-8", "backslashreplace")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def remove_folder(folder: Path) -> None:
    """Remove a folder, if it is there; under its name it is whole until it is gone."""
    trash = folder.with_name(f".{folder.name}.removed")
    shutil.rmtree(trash, ignore_errors=True)
    if folder.is_dir():
        folder.replace(trash)
        shutil.rmtree(trash, ignore_errors=True)
