"""Atomic releases of a folder: readers see the old release or the new one, never a mixture.

The published folder is a symlink to one of two slots in ``.NAME.tracker/`` beside it. The next release is
written to the slot that is not live, only where files differ, and the symlink is switched atomically. An
unchanged file keeps its modification time; both slots hold it as hard links to one file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.file_cache import file_stamp

MARKER: Final = "made-by-tracker"
STATE_FILE: Final = "state.json"
"""What the publisher says about itself, beside the published files and not one of them."""
SLOT_NAMES: Final = ("a", "b")
MANIFEST_FORMAT: Final = 1


class PublishError(LocalizedError):
    """The path is taken by something else, or another process is publishing to it."""


def digest(raw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


class FileState(NamedTuple):
    """What identifies the content of a published file without reading it again."""

    digest: str
    size: int
    mtime_ns: int


@dataclass
class Manifest:
    """The contents of a release: its files by path, and the keys set with `Release.tag`, by name."""

    files: dict[str, FileState] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


class ManifestCache:
    """The manifests that this process has read or written last, so that tens of thousands of files are not parsed again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, Manifest]] = {}

    def get(self, path: Path) -> Manifest | None:
        """The manifest in a file that is as it was when the manifest was put."""
        stamp, manifest = self._known.get(path, (None, None))
        return manifest if stamp is not None and stamp == file_stamp(str(path)) else None

    def put(self, path: Path, manifest: Manifest) -> None:
        self._known[path] = file_stamp(str(path)), manifest


class PublishResult(NamedTuple):
    """Numbers of files: published, written anew, and removed."""

    files: int
    written: int
    removed: int


class Release:
    """The next release while it is written. Nothing on disk changes before the first file that differs."""

    def __init__(self, live: Path | None, spare: Path, known: ManifestCache) -> None:
        self.live, self._spare = live, spare  # the files published last, if any
        self._known = known
        self.store = spare.parent  # what belongs to the site and is not published
        self._live_manifest = _read_manifest(live, known)
        self._spare_manifest = _read_manifest(spare, known)
        self._next_manifest = Manifest()
        self._started = False
        self._written = 0

    def reuse(self, name: str, key: str, paths: Sequence[str]) -> bool:
        """Keep the published files at ``paths`` if they were tagged ``name`` with the same ``key``; else False."""
        files = self._live_manifest.files
        if self._live_manifest.keys.get(name) != key or not all(map(files.__contains__, paths)):
            return False
        self._next_manifest.keys[name] = key
        self._next_manifest.files.update(zip(paths, map(files.__getitem__, paths), strict=True))
        return True

    def put(self, path: str, raw: bytes) -> None:
        """Add a file; a published file with the same content is kept."""
        raw_digest = digest(raw)
        published = self._live_manifest.files.get(path)
        if published is not None and published.digest == raw_digest:
            self._next_manifest.files[path] = published
            return
        self._start()
        self._next_manifest.files[path] = self._write(path, raw, raw_digest)
        self._written += 1

    def tag(self, name: str, key: str) -> None:
        """Note what the files of ``name`` were built from, for `reuse` by the next release."""
        self._next_manifest.keys[name] = key

    def finish(self, site: Path) -> PublishResult:
        """Complete the release and switch the symlink to it; does nothing if nothing differs."""
        files = self._next_manifest.files
        removed = len(self._live_manifest.files.keys() - files.keys())
        if not self._written and not removed and self.live is not None:
            return PublishResult(len(files), 0, 0)
        self._start()
        spare_files = self._spare_manifest.files
        for path in spare_files.keys() - files.keys():
            (self._spare / path).unlink(missing_ok=True)
        outdated = [path for path, state in files.items() if spare_files.get(path) != state]
        if outdated:
            assert self.live is not None  # noqa: S101 -- files that were not written come from the live release
            _link_files(outdated, self.live, self._spare)
        _write_manifest(self._spare, self._next_manifest, self._known)
        os.sync()  # a power cut after the switch must not leave empty files behind it
        _switch_link(site, self._spare)
        if self.live is None:
            self._fill_other_slot()
        return PublishResult(len(files), self._written, removed)

    def _fill_other_slot(self) -> None:
        """After the first release fill the other slot, so that the next release writes only its changes."""
        other = self._spare.with_name(next(name for name in SLOT_NAMES if name != self._spare.name))
        _manifest_path(other).unlink(missing_ok=True)
        if other.exists():
            shutil.rmtree(other)
        other.mkdir()
        _link_files(self._next_manifest.files, self._spare, other)
        _write_manifest(other, self._next_manifest, self._known)

    def _start(self) -> None:
        """Mark the spare slot as unfinished by removing its manifest."""
        if self._started:
            return
        self._started = True
        usable = bool(self._spare_manifest.files)
        _manifest_path(self._spare).unlink(missing_ok=True)
        if not usable:
            if self._spare.exists():
                shutil.rmtree(self._spare)
            self._spare.mkdir(parents=True)

    def _write(self, path: str, raw: bytes, raw_digest: str) -> FileState:
        """Write a new file; an existing one may be a hard link to the live release, so it is replaced."""
        full_path = f"{self._spare}/{path}"
        if path in self._spare_manifest.files:
            with suppress(FileNotFoundError):
                os.unlink(full_path)  # noqa: PTH108 -- strings are faster than Path
        try:
            descriptor = _create_file(full_path)
        except FileNotFoundError:
            os.makedirs(full_path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 -- as above
            descriptor = _create_file(full_path)
        with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123 -- a descriptor
            file.write(raw)
            mtime_ns = os.fstat(descriptor).st_mtime_ns
        state = self._spare_manifest.files[path] = FileState(raw_digest, len(raw), mtime_ns)
        return state


def _link_files(paths: Iterable[str], source: Path, destination: Path) -> None:
    """Link files of one slot into another, replacing those that exist."""
    for path in paths:  # tens of thousands: strings are many times faster than Path
        full_path = f"{destination}/{path}"
        try:
            os.link(f"{source}/{path}", full_path)
        except FileExistsError:
            os.unlink(full_path)  # noqa: PTH108 -- as above
            _link_file(f"{source}/{path}", full_path)
        except OSError:
            _link_file(f"{source}/{path}", full_path)


def _link_file(source: str, destination: str) -> None:
    """A link or, on a file system without hard links, a copy, in a folder that may not exist yet."""
    os.makedirs(destination.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 -- as above
    try:
        os.link(source, destination)
    except OSError:
        shutil.copy2(source, destination)


def _create_file(path: str) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)


@contextmanager
def new_release(site: Path, known: ManifestCache | None = None) -> Iterator[Release]:
    """Write the next release of ``site``; `PublishError` if the path is taken or being published."""
    site = Path(os.path.abspath(site))  # noqa: PTH100 -- resolve() would follow the symlink
    store = site.parent / f".{site.name}.tracker"
    _claim_folder(site, store)
    lock = FileLock(store / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise PublishError(Message("publish.busy", site=str(site))) from None
    try:
        live = _live_slot(site, store)
        spare = store / next(name for name in SLOT_NAMES if live is None or name != live.name)
        yield Release(live, spare, known or ManifestCache())
    finally:
        lock.release()


def _claim_folder(site: Path, store: Path) -> None:
    """Create ``store``, unless ``site`` or ``store`` exists and was created by something else."""
    if os.path.lexists(site) and _live_slot(site, store) is None:
        raise PublishError(Message("publish.path_taken", path=str(site)))
    if store.exists() and not (store / MARKER).exists() and any(store.iterdir()):
        raise PublishError(Message("publish.path_taken", path=str(store)))
    store.mkdir(parents=True, exist_ok=True)
    (store / MARKER).touch()


def _live_slot(site: Path, store: Path) -> Path | None:
    """The slot that the symlink points to; None without a symlink created by `_switch_link`."""
    try:
        link = site.readlink()
    except OSError:
        return None
    ours = link.parts[:-1] == (store.name,) and link.name in SLOT_NAMES
    deleted = not store.exists()  # both slots were deleted: a dangling symlink is still ours
    return store / link.name if ours and (deleted or (store / MARKER).exists()) else None


def write_state(site: Path, raw: bytes) -> None:
    """Replace the state file of the live release; does nothing for a folder that we did not publish."""
    site = Path(os.path.abspath(site))  # noqa: PTH100 -- resolve() would follow the symlink
    store = site.with_name(f".{site.name}.tracker")
    slot = _live_slot(site, store)
    if slot is None or not slot.exists():
        return
    new_file = store / f"{STATE_FILE}.new"
    new_file.write_bytes(raw)
    new_file.replace(slot / STATE_FILE)


def _switch_link(site: Path, slot: Path) -> None:
    new_link = slot.parent / "next"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(Path(slot.parent.name, slot.name))
    os.replace(new_link, site)  # noqa: PTH105 -- the atomic step that readers see
    folder = os.open(site.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _manifest_path(slot: Path) -> Path:
    return slot.with_name(f"{slot.name}.json")


def _read_manifest(slot: Path | None, known: ManifestCache) -> Manifest:
    """The manifest of a slot; empty if it is missing, invalid, or does not match the files on disk."""
    if slot is None:
        return Manifest()
    path = _manifest_path(slot)
    try:
        manifest = known.get(path) or _parse_manifest(path)
        is_unchanged = _is_as_written(slot, manifest.files)
    except (OSError, ValueError, KeyError, TypeError):
        return Manifest()
    if not is_unchanged:  # one file changed by hand: the whole slot is written again
        return Manifest()
    known.put(path, manifest)
    return Manifest(dict(manifest.files), manifest.keys)


def _parse_manifest(path: Path) -> Manifest:
    stored = json.loads(path.read_text(encoding="utf-8"))
    if stored["format"] != MANIFEST_FORMAT:
        return Manifest()
    files = {path: FileState(*state) for path, state in stored["files"].items()}
    return Manifest(files, stored["keys"])


def _is_as_written(slot: Path, files: Mapping[str, FileState]) -> bool:
    """Whether a slot has these files and no others, each with its size and modification time."""
    found, folders = 0, [""]
    while folders:
        prefix = folders.pop()
        with os.scandir(slot / prefix) as entries:
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{path}/")
                elif (state := files.get(path)) is not None:
                    stat = entry.stat(follow_symlinks=False)
                    if stat.st_size != state.size or stat.st_mtime_ns != state.mtime_ns:
                        return False
                    found += 1
                elif path != STATE_FILE:
                    return False
    return found == len(files)


def _write_manifest(slot: Path, manifest: Manifest, known: ManifestCache) -> None:
    stored = {"format": MANIFEST_FORMAT, "files": manifest.files, "keys": manifest.keys}
    text = json.dumps(stored)
    new_manifest = _manifest_path(slot).with_suffix(".new")
    new_manifest.write_text(text, encoding="utf-8")
    new_manifest.replace(_manifest_path(slot))
    known.put(_manifest_path(slot), manifest)
