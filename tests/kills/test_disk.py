"""Full disks and missing permissions: nothing changes, and the message says what to do."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support import samples, saving
from support.waiting import PATIENCE

from tracker.store.history import parse_record
from tracker.store.intent_log import INTENT_FILE
from tracker.store.journal import read_journal

TESTS = str(Path(__file__).parents[1])
# A child that saves after some preparation, and tells how that went.
CHILD = """
import json, sys
sys.path.insert(0, {tests!r})
from support import saving
from support.waiting import PATIENCE
from tracker.i18n import Translator
from tracker.store.errors import StoreError
Translator("en")  # read before this process may no longer read our files
{prepare}
result = {{}}
try:
    done = saving.save({data!r}, saving.change("homes", "2022-06-30", 240))
    result["notes"] = [str(note) for note in done.notes]
except StoreError as error:
    result = {{"error": str(error), "kind": type(error).__name__}}
print(json.dumps(result))
"""


def child(data, prepare):
    text = CHILD.format(tests=TESTS, prepare=prepare, data=str(data))
    done = subprocess.run(
        [sys.executable, "-c", text],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def limit(size):
    return f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"


@pytest.fixture(scope="module")
def worker():
    with saving.Worker() as one:
        yield one


def saved(worker, data, prepare, note=""):
    """How a save went in a process that was forked and prepared."""
    changes = [("homes", "2022-06-30", 240, note)]
    return worker.do(data=str(data), changes=changes, prepare=prepare)


@pytest.fixture
def file(tmp_path):
    return samples.write(tmp_path, samples.target("updates: []"))


def test_no_room_for_the_file(file, worker):
    """A file too large for the disk (here: for the process's limit) stays as it was."""
    before = file.read_bytes()
    for size in (0, 100, len(before)):
        result = saved(worker, file, limit(size))
        assert "larger than the system allows" in result["error"]
        assert ".tracker." in result["error"] or file.name in result["error"]
        assert file.read_bytes() == before
        assert names(file.parent) == [".tracker.lock", file.name]
    saving.save(file, saving.change("homes", "2022-06-30", 240))


def test_no_room_for_the_intent(file, worker):
    """Nothing changes if there is room for the file but not for the intent log."""
    before, note = file.read_bytes(), "长" * 3000
    result = saved(
        worker, file, limit(len(before) + 10_000), note
    )  # the intent holds the line and more
    assert "larger than the system allows" in result["error"]
    assert file.read_bytes() == before
    assert names(file.parent) == [".tracker.lock", file.name]


def test_no_room_for_the_journal(file, worker):
    """The save is on disk and says that it is not recorded; the next save records it once."""
    journal = file.with_name(file.name + ".journal.jsonl")
    journal.write_text("x" * 20_000 + "\n", encoding="utf-8")
    result = saved(worker, file, limit(20_100))
    assert "not recorded in" in result["notes"][0]
    assert "larger than the system allows" in result["notes"][0]
    assert (file.parent / INTENT_FILE).exists()
    assert saving.recorded(file, "homes") == saving.reported(file, "homes") == ["2022-06-30"]
    assert saving.save(file, saving.change("homes", "2022-07-01", 250)).notes == ()
    assert not (file.parent / INTENT_FILE).exists()
    assert saving.recorded(file, "homes") == ["2022-06-30", "2022-07-01"]
    ids = [record[0] for line in read_journal(journal) if (record := parse_record(line))]
    assert len(ids) == len(set(ids)) == 2


# A disk with so many bytes left: beyond them a write puts down what fits, or fails as on a full one.
ROOM = """
import errno, os
write, room = os.write, {room}
def write_what_fits(file, data):
    global room
    if not room:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    written = write(file, bytes(data)[:room])
    room -= written
    return written
os.write = write_what_fits
"""


@pytest.mark.parametrize("room", [0, 1, 500, 1000, 1500, 2000, 10_000])
def test_a_disk_that_fills_up(file, worker, room):
    """At whatever byte it is full, the file is the old one or the new one; with room again the next
    save completes the record."""
    first = saved(worker, file, ROOM.format(room=room))
    assert "error" not in first or "the disk is full" in first["error"]
    assert "error" in first or room > len(file.read_bytes())
    assert "error" not in first or room < 10_000
    saving.save(file, saving.change("homes", "2022-07-01", 250))
    days = saving.reported(file, "homes")
    assert days == (["2022-07-01"] if "error" in first else ["2022-06-30", "2022-07-01"])
    assert saving.recorded(file, "homes") == days
    assert not [name for name in names(file.parent) if name.endswith((".tmp", "pending"))]


@pytest.mark.parametrize("free", [0, 1, 2, 3])
def test_a_full_file_system(tmp_path, file, free):
    """A real one of a few blocks; where none may be mounted, a folder with room for everything."""
    isolated = ["unshare", "--mount", "--map-root-user"]
    mount = f"mount -t tmpfs -o size=64k none {tmp_path / 'small'}"
    (tmp_path / "small").mkdir()
    (tmp_path / "after").mkdir()
    trial = subprocess.run([*isolated, *mount.split()], capture_output=True, check=False)
    mounted = trial.returncode == 0
    script = f"""
set -e
{mount if mounted else ":"}
cp {file} {tmp_path}/small/
head -c 65536 /dev/zero > {tmp_path}/small/filler 2> {tmp_path}/full || true
truncate -s -$(({free} * 4096)) {tmp_path}/small/filler
{sys.executable} -c "$1" || true
rm {tmp_path}/small/filler
{sys.executable} -c "$2"
cp -r {tmp_path}/small/. {tmp_path}/after
"""
    data = str(tmp_path / "small" / file.name)
    one = CHILD.format(tests=TESTS, prepare="", data=data)
    two = one.replace("2022-06-30", "2022-07-01")
    command = [*(isolated if mounted else []), "sh", "-c", script, "sh", one, two]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    after = tmp_path / "after" / file.name
    days = saving.reported(after, "homes")
    assert days == (["2022-07-01"] if "error" in first else ["2022-06-30", "2022-07-01"])
    assert "error" not in first or "disk is full" in first["error"]
    assert "error" in first or free or not mounted
    assert "error" not in first or free < 3
    assert second == {"notes": []}
    assert saving.recorded(after, "homes") == days
    assert not [name for name in names(after.parent) if name.endswith((".tmp", "pending"))]


READ_ONLY = """
import os
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_may_not_write(request, what):
    """A folder or a file that this process may not write: an error with the path and what to do."""
    folder = Path(tempfile.mkdtemp())  # where others may come, which they may not in pytest's own
    request.addfinalizer(lambda: shutil.rmtree(folder))
    file = samples.write(folder, samples.target("updates: []"))
    before = file.read_bytes()
    (folder if what == "file" else file).chmod(0o777)
    (file if what == "file" else folder).chmod(0o555)
    result = child(file, READ_ONLY)
    assert result["kind"] == "StoreError"
    assert str(folder) in result["error"]
    assert ("write permission" if what == "folder" else "write-protected") in result["error"]
    assert file.read_bytes() == before
    assert set(names(folder)) <= {file.name, ".tracker.lock"}
