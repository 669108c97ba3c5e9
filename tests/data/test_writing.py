import os

import pytest

from solieu.data.writing import remove_folder, write_atomically


def test_text_and_bytes_are_written(tmp_path):
    write_atomically(tmp_path / "new" / "a.txt", "một\r\nhai\ud800")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "một\r\nhai\\ud800".encode()
    write_atomically(tmp_path / "b.bin", b"\x00\xff")
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\xff"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("trước", encoding="utf-8")

    def fail(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "sau")
    assert path.read_text(encoding="utf-8") == "trước"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_kept_unless_forced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("trước", encoding="utf-8")
    with pytest.raises(FileExistsError, match="--force"):
        write_atomically(path, "sau", force=False)
    assert path.read_text(encoding="utf-8") == "trước"


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(OSError, match="name a file"):
        write_atomically(tmp_path, "a")


def test_a_link_is_followed_and_its_mode_kept(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("trước", encoding="utf-8")
    path.chmod(0o600)
    (tmp_path / "link.txt").symlink_to(path)
    write_atomically(tmp_path / "link.txt", "sau")
    assert (tmp_path / "link.txt").is_symlink()
    assert path.read_text(encoding="utf-8") == "sau"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_is_removed_with_what_a_break_left_of_it(tmp_path):
    folder, left = tmp_path / "a", tmp_path / ".a.removed"
    for one in (folder, left):
        one.mkdir()
        (one / "file").touch()
    remove_folder(folder)
    assert list(tmp_path.iterdir()) == []
    remove_folder(folder)
