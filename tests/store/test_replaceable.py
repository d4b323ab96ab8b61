"""Files that cannot be replaced are refused with advice, before and at the save; nothing changes."""

import pytest
from support import samples, saving

from tracker.i18n import Translator, languages
from tracker.store import replaceable
from tracker.store import save as store_save
from tracker.store.errors import StoreError, write_error

REPORT = saving.change("homes", "2022-06-30", 240)


@pytest.fixture
def file(tmp_path):
    return samples.write(tmp_path, samples.target("updates: []"))


def refusal(file) -> StoreError:
    """The error of preview and save, which is the same; the folder is as before."""
    before, names = file.read_bytes(), set(file.parent.iterdir())
    with pytest.raises(StoreError) as previewed:
        store_save.preview(file, [REPORT], saving.WANG, today=saving.TODAY)
    with pytest.raises(StoreError) as saved:
        saving.save(file, REPORT)
    assert previewed.value.message == saved.value.message
    assert file.read_bytes() == before
    assert set(file.parent.iterdir()) - names <= {file.parent / ".tracker.lock"}
    return saved.value


def test_a_hard_link_is_not_cut(file, tmp_path):
    """Both names keep their one text; with one name left, the save works."""
    other = tmp_path / "other.txt"
    other.hardlink_to(file)
    error = refusal(file)
    assert error.message.key == "store.hard_link"
    assert error.message.params["names"] == 2
    assert other.samefile(file)
    other.unlink()
    saving.save(file, REPORT)


def test_a_hard_link_behind_a_symlink(file, tmp_path):
    """The file itself counts, not the link to it."""
    (tmp_path / "second").hardlink_to(file)
    link = tmp_path / "link" / "targets.yaml"
    link.parent.mkdir()
    link.symlink_to(file)
    with pytest.raises(StoreError) as refused:
        saving.save(link, REPORT)
    assert refused.value.message.params["path"] == str(file)


def test_a_hard_link_of_another_file_of_the_folder(tmp_path):
    """Only files that a save would replace are looked at."""
    samples.write(tmp_path, samples.target("updates: []"))
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "more.txt").hardlink_to(tmp_path / "notes.txt")
    saving.save(tmp_path, REPORT)


@pytest.mark.parametrize("name", ["targets.yaml", "a b\\目标.yaml"])
def test_a_mounted_file_in_the_list_of_mounts(name, file, monkeypatch, tmp_path):
    """Blanks and backslashes are escaped there."""
    path = file.rename(tmp_path / name)
    escaped = str(path).replace("\\", "\\134").replace(" ", "\\040")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"1 2 0:3 / / rw - x x rw\n40 28 0:41 /f {escaped} rw - ext4 /dev/sda rw\n")
    monkeypatch.setattr(replaceable, "_MOUNTS", mounts)
    error = refusal(path)
    assert error.message.key == "store.mounted_file"
    assert error.message.params["folder"] == str(tmp_path)
    for lang in languages():
        assert str(tmp_path) in error.text(Translator(lang))
    mounts.unlink()  # off Linux
    saving.save(path, REPORT)


def test_the_error_of_the_system_for_a_mount_point():
    """`rename` onto one fails with EBUSY, which names both files."""
    error = write_error(OSError(16, "busy", "/d/.tracker.tmp", None, "/d/targets.yaml"), "x")
    assert error.message.key == "store.mounted_file"
    assert error.message.params == {"path": "/d/targets.yaml", "folder": "/d"}
