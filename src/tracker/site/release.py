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
NAMES: Final = ("a", "b")
FORMAT: Final = 1


class Refused(Exception):  # noqa: N818 -- it is said to a person as it stands
    """What stands in the way is not ours, or somebody else is at work on it."""


class Stored(NamedTuple):
    digest: str
    size: int
    mtime_ns: int


@dataclass
class Manifest:
    """What a version holds: its files by path, and by a name of the caller's what they were made from."""

    files: dict[str, Stored] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


class Outcome(NamedTuple):
    files: int
    written: int
    removed: int

    @property
    def changed(self) -> bool:
        return bool(self.written or self.removed)


class Edition:
    """The next version while it is made. Nothing is touched before the first file that differs."""

    def __init__(self, live: Path | None, spare: Path) -> None:
        self._live, self._spare = live, spare
        self._known = _manifest(live)
        self._there = _manifest(spare)
        self._next = Manifest()
        self._begun = False
        self._written = 0

    def keep(self, name: str, key: str, paths: list[str]) -> bool:
        """Take these files as they are published, if they were made from the same; False if not."""
        files = self._known.files
        if self._known.keys.get(name) != key or not all(path in files for path in paths):
            return False
        self._next.keys[name] = key
        self._next.files.update((path, files[path]) for path in paths)
        return True

    def put(self, path: str, raw: bytes) -> None:
        """One file; where it is published like this already, it stays."""
        digest = hashlib.sha256(raw).hexdigest()
        known = self._known.files.get(path)
        if known is not None and known.digest == digest:
            self._next.files[path] = known
            return
        self._begin()
        self._next.files[path] = Stored(digest, len(raw), self._write(path, raw, digest))
        self._written += 1

    def name(self, name: str, key: str) -> None:
        """What the files of ``name`` were made from, for the next `keep`."""
        self._next.keys[name] = key

    def finish(self, site: Path) -> Outcome:
        """Complete the version and set the link over to it; nothing if nothing differs."""
        wanted, known = self._next.files, self._known.files
        removed = len(known.keys() - wanted.keys())
        if not self._written and not removed and self._live is not None:
            return Outcome(len(wanted), 0, 0)
        self._begin()
        for path in self._there.files.keys() - wanted.keys():
            (self._spare / path).unlink(missing_ok=True)
        there = self._there.files
        unlike = [path for path, stored in wanted.items() if there.get(path) != stored]
        if unlike:
            assert self._live is not None  # noqa: S101 -- what was not written is published already
            _linked(unlike, self._live, self._spare)
        _write_manifest(self._spare, self._next)
        os.sync()  # a power cut after the switch must not leave empty files behind it
        _switch(site, self._spare)
        if self._live is None:
            self._twin()
        return Outcome(len(wanted), self._written, removed)

    def _twin(self) -> None:
        """After the first version make the other one like it, so that the next change costs little."""
        twin = self._spare.with_name(next(name for name in NAMES if name != self._spare.name))
        _manifest_path(twin).unlink(missing_ok=True)
        if twin.exists():
            shutil.rmtree(twin)
        twin.mkdir()
        _linked(self._next.files, self._spare, twin)
        _write_manifest(twin, self._next)

    def _begin(self) -> None:
        """From here on the spare version is unfinished, and says so by having no manifest."""
        if self._begun:
            return
        self._begun = True
        usable = bool(self._there.files)
        _manifest_path(self._spare).unlink(missing_ok=True)
        if not usable:
            if self._spare.exists():
                shutil.rmtree(self._spare)
            self._spare.mkdir(parents=True)

    def _write(self, path: str, raw: bytes, digest: str) -> int:
        """Never into a file that is there: that one may be part of the published version as well."""
        place = f"{self._spare}/{path}"
        if path in self._there.files:
            with suppress(FileNotFoundError):
                os.unlink(place)  # noqa: PTH108 -- plain texts are quicker than Path
        try:
            made = _create(place)
        except FileNotFoundError:
            os.makedirs(place.rpartition("/")[0], exist_ok=True)  # noqa: PTH103 -- as above
            made = _create(place)
        with open(made, "wb", buffering=0) as file:  # noqa: PTH123 -- a descriptor
            file.write(raw)
            mtime_ns = os.fstat(made).st_mtime_ns
        self._there.files[path] = Stored(digest, len(raw), mtime_ns)
        return mtime_ns


def _linked(paths: Iterable[str], source: Path, place: Path) -> None:
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


def _create(place: str) -> int:
    return os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)


@contextmanager
def next_version(site: Path) -> Iterator[Edition]:
    """Make the next version of ``site``; `Refused` for a folder that is not ours, or that is being made."""
    site = Path(os.path.abspath(site))  # noqa: PTH100 -- resolve() would follow the very link
    shelf = site.parent / f".{site.name}.tracker"
    _claim(site, shelf)
    lock = FileLock(shelf / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refused(
            f"{site} is being published by somebody else at this moment; expected to be alone: "
            "wait until that ends, or end it"
        ) from None
    try:
        live = _live(site, shelf)
        spare = shelf / next(name for name in NAMES if live is None or name != live.name)
        yield Edition(live, spare)
    finally:
        lock.release()


def _claim(site: Path, shelf: Path) -> None:
    """Make the place beside the site, unless something that is not ours is there."""
    if os.path.lexists(site) and _live(site, shelf) is None:
        raise Refused(
            f"{site} is there and was not published by this command; expected a name that is free: "
            "name another folder, or move this one away. Nothing was touched"
        )
    if shelf.exists() and not (shelf / MARKER).exists() and any(shelf.iterdir()):
        raise Refused(
            f"{shelf} is there and was not made by this command; expected a name that is free: "
            "name another site, or move it away. Nothing was touched"
        )
    shelf.mkdir(parents=True, exist_ok=True)
    (shelf / MARKER).touch()


def _live(site: Path, shelf: Path) -> Path | None:
    """The version that the link leads to; None where there is no link of ours."""
    try:
        leads = site.readlink()
    except OSError:
        return None
    ours = leads.parts[:-1] == (shelf.name,) and leads.name in NAMES
    gone = not shelf.exists()  # somebody took both versions away: the link alone is ours still
    return shelf / leads.name if ours and (gone or (shelf / MARKER).exists()) else None


def _switch(site: Path, version: Path) -> None:
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


def _manifest(version: Path | None) -> Manifest:
    """What a version holds; nothing where that is not known, or not true any more."""
    if version is None:
        return Manifest()
    try:
        found = json.loads(_manifest_path(version).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            return Manifest()
        files = {path: Stored(*stored) for path, stored in found["files"].items()}
    except (OSError, ValueError, KeyError, TypeError):
        return Manifest()
    if _names(version) != files.keys():
        return Manifest()
    for path, stored in files.items():  # one that somebody changed is made again, with the rest
        there = (version / path).stat()
        if (there.st_size, there.st_mtime_ns) != (stored.size, stored.mtime_ns):
            return Manifest()
    return Manifest(files, found["keys"])


def _names(version: Path) -> set[str]:
    """Paths of all files that are there."""
    found: set[str] = set()
    for folder, _, files in os.walk(version):
        inside = os.path.relpath(folder, version)
        start = "" if inside == "." else inside.replace(os.sep, "/") + "/"
        found.update(start + name for name in files)
    return found


def _write_manifest(version: Path, manifest: Manifest) -> None:
    files: Mapping[str, list[object]] = {path: list(one) for path, one in manifest.files.items()}
    text = json.dumps({"format": FORMAT, "files": files, "keys": manifest.keys})
    fresh = _manifest_path(version).with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(_manifest_path(version))
