"""A folder of files that changes as a whole: readers see the last version or the next, nothing between.

The published folder is a link to one of two versions beside it, in ``.NAME.tracker/``. The next version
is made in the one that nobody sees, from what differs, and the link is set over in one step. A file
that stays the same keeps its time, and is the same file in both.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

MARKER: Final = "made-by-tracker"
SLOT_NAMES: Final = ("a", "b")
MANIFEST_FORMAT: Final = 1


class PublishError(Exception):
    """What stands in the way is not ours, or somebody else is at work on it."""


class FileState(NamedTuple):
    digest: str
    size: int
    mtime_ns: int


@dataclass
class Manifest:
    """What a version holds: its files by path, and by a name of the caller's what they were made from."""

    files: dict[str, FileState] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


class PublishResult(NamedTuple):
    files: int
    written: int
    removed: int

    @property
    def changed(self) -> bool:
        return bool(self.written or self.removed)


class Release:
    """The next version while it is made. Nothing is touched before the first file that differs."""

    def __init__(self, live: Path | None, spare: Path) -> None:
        self._live, self._spare = live, spare
        self._live_manifest = _read_manifest(live)
        self._spare_manifest = _read_manifest(spare)
        self._next_manifest = Manifest()
        self._started = False
        self._written = 0

    def reuse(self, name: str, key: str, paths: list[str]) -> bool:
        """Take these files as they are published, if they were made from the same; False if not."""
        files = self._live_manifest.files
        if self._live_manifest.keys.get(name) != key or not all(path in files for path in paths):
            return False
        self._next_manifest.keys[name] = key
        self._next_manifest.files.update((path, files[path]) for path in paths)
        return True

    def put(self, path: str, raw: bytes) -> None:
        """One file; where it is published like this already, it stays."""
        digest = hashlib.sha256(raw).hexdigest()
        known = self._live_manifest.files.get(path)
        if known is not None and known.digest == digest:
            self._next_manifest.files[path] = known
            return
        self._start()
        self._next_manifest.files[path] = FileState(
            digest, len(raw), self._write(path, raw, digest)
        )
        self._written += 1

    def tag(self, name: str, key: str) -> None:
        """What the files of ``name`` were made from, for the next `keep`."""
        self._next_manifest.keys[name] = key

    def finish(self, site: Path) -> PublishResult:
        """Complete the version and set the link over to it; nothing if nothing differs."""
        wanted, known = self._next_manifest.files, self._live_manifest.files
        removed = len(known.keys() - wanted.keys())
        if not self._written and not removed and self._live is not None:
            return PublishResult(len(wanted), 0, 0)
        self._start()
        for path in self._spare_manifest.files.keys() - wanted.keys():
            (self._spare / path).unlink(missing_ok=True)
        there = self._spare_manifest.files
        unlike = [path for path, stored in wanted.items() if there.get(path) != stored]
        if unlike:
            assert self._live is not None  # noqa: S101 -- what was not written is published already
            _link_files(unlike, self._live, self._spare)
        _write_manifest(self._spare, self._next_manifest)
        os.sync()  # a power cut after the switch must not leave empty files behind it
        _switch_link(site, self._spare)
        if self._live is None:
            self._fill_other_slot()
        return PublishResult(len(wanted), self._written, removed)

    def _fill_other_slot(self) -> None:
        """After the first version make the other one like it, so that the next change costs little."""
        twin = self._spare.with_name(next(name for name in SLOT_NAMES if name != self._spare.name))
        _manifest_path(twin).unlink(missing_ok=True)
        if twin.exists():
            shutil.rmtree(twin)
        twin.mkdir()
        _link_files(self._next_manifest.files, self._spare, twin)
        _write_manifest(twin, self._next_manifest)

    def _start(self) -> None:
        """From here on the spare version is unfinished, and says so by having no manifest."""
        if self._started:
            return
        self._started = True
        usable = bool(self._spare_manifest.files)
        _manifest_path(self._spare).unlink(missing_ok=True)
        if not usable:
            if self._spare.exists():
                shutil.rmtree(self._spare)
            self._spare.mkdir(parents=True)

    def _write(self, path: str, raw: bytes, digest: str) -> int:
        """Never into a file that is there: that one may be part of the published version as well."""
        place = f"{self._spare}/{path}"
        if path in self._spare_manifest.files:
            with suppress(FileNotFoundError):
                os.unlink(place)  # noqa: PTH108 -- plain texts are quicker than Path
        try:
            made = _create_file(place)
        except FileNotFoundError:
            os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 -- as above
            made = _create_file(place)
        with open(made, "wb", buffering=0) as file:  # noqa: PTH123 -- a descriptor
            file.write(raw)
            mtime_ns = os.fstat(made).st_mtime_ns
        self._spare_manifest.files[path] = FileState(digest, len(raw), mtime_ns)
        return mtime_ns


def _link_files(paths: Iterable[str], source: Path, place: Path) -> None:
    """The same files in another folder, in place of what is there."""
    folders: set[str] = set()
    for path in paths:  # tens of thousands: plain texts are many times quicker than Path
        made = f"{place}/{path}"
        folder = made.rpartition("/")[0]
        if folder not in folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 -- as above
            folders.add(folder)
        with suppress(FileNotFoundError):
            os.unlink(made)  # noqa: PTH108 -- as above
        try:
            os.link(f"{source}/{path}", made)
        except OSError:  # a file system without hard links
            shutil.copy2(f"{source}/{path}", made)


def _create_file(place: str) -> int:
    return os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)


@contextmanager
def new_release(site: Path) -> Iterator[Release]:
    """Make the next version of ``site``; `PublishError` for a folder that is not ours, or that is being made."""
    site = Path(os.path.abspath(site))  # noqa: PTH100 -- resolve() would follow the very link
    shelf = site.parent / f".{site.name}.tracker"
    _claim_folder(site, shelf)
    lock = FileLock(shelf / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise PublishError(
            f"{site} is being published by somebody else at this moment; expected to be alone: "
            "wait until that ends, or end it"
        ) from None
    try:
        live = _live_version(site, shelf)
        spare = shelf / next(name for name in SLOT_NAMES if live is None or name != live.name)
        yield Release(live, spare)
    finally:
        lock.release()


def _claim_folder(site: Path, shelf: Path) -> None:
    """Make the place beside the site, unless something that is not ours is there."""
    if os.path.lexists(site) and _live_version(site, shelf) is None:
        raise PublishError(
            f"{site} is there and was not published by this command; expected a name that is free: "
            "name another folder, or move this one away. Nothing was touched"
        )
    if shelf.exists() and not (shelf / MARKER).exists() and any(shelf.iterdir()):
        raise PublishError(
            f"{shelf} is there and was not made by this command; expected a name that is free: "
            "name another site, or move it away. Nothing was touched"
        )
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / MARKER).touch()


def _live_version(site: Path, shelf: Path) -> Path | None:
    """The version that the link leads to; None where there is no link of ours."""
    try:
        leads = site.readlink()
    except OSError:
        return None
    ours = leads.parts[:-1] == (shelf.name,) and leads.name in SLOT_NAMES
    gone = not shelf.exists()  # somebody took both versions away: the link alone is ours still
    return shelf / leads.name if ours and (gone or (shelf / MARKER).exists()) else None


def _switch_link(site: Path, version: Path) -> None:
    fresh = version.parent / "next"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(version.parent.name, version.name))
    os.replace(fresh, site)  # noqa: PTH105 -- the one step that readers see
    folder = os.open(site.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _manifest_path(version: Path) -> Path:
    return version.with_name(f"{version.name}.json")


def _read_manifest(version: Path | None) -> Manifest:
    """What a version holds; nothing where that is not known, or not true any more."""
    if version is None:
        return Manifest()
    try:
        found = json.loads(_manifest_path(version).read_text(encoding="utf-8"))
        if found["format"] != MANIFEST_FORMAT:
            return Manifest()
        files = {path: FileState(*stored) for path, stored in found["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return Manifest()
    if _list_files(version) != files.keys():
        return Manifest()
    for path, stored in files.items():  # one that somebody changed is made again, with the rest
        there = (version / path).stat()
        if (there.st_size, there.st_mtime_ns) != (stored.size, stored.mtime_ns):
            return Manifest()
    return Manifest(files, found["keys"])


def _list_files(version: Path) -> set[str]:
    """Paths of all files that are there."""
    found: set[str] = set()
    for folder, _, files in os.walk(version):
        inside = os.path.relpath(folder, version)
        start = "" if inside == "." else inside.replace(os.sep, "/") + "/"
        found.update(start + name for name in files)
    return found


def _write_manifest(version: Path, manifest: Manifest) -> None:
    files: Mapping[str, list[object]] = {path: list(one) for path, one in manifest.files.items()}
    text = json.dumps({"format": MANIFEST_FORMAT, "files": files, "keys": manifest.keys})
    fresh = _manifest_path(version).with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(_manifest_path(version))
