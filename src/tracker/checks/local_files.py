"""Rules for the files that records name beside the portfolio: photos, the emblem and the map."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import FileFinding, Finding, RuleContext, portfolio_rule, rule
from tracker.portfolio import local_files
from tracker.portfolio.local_files import LocalFileError
from tracker.portfolio.model import Target


@rule("file", needs=["images"])
def photos_can_be_shown(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A photo is a picture within the folder of the portfolio.

    Passes:
        images: []

    Fails:
        images: [{file: ../elsewhere.jpg, alt: A photo}]
    """
    for n, image in enumerate(target.images):
        try:
            local_files.photo(context.portfolio.root, image.file)
        except LocalFileError as error:
            yield Finding(("images", n, "file"), error.message)


@portfolio_rule("file")
def emblem_and_map_can_be_shown(context: RuleContext) -> Iterator[FileFinding]:
    """The emblem is a picture and the map is GeoJSON, both within the folder of the portfolio.

    Passes:
        portfolio: {title: Homes}

    Fails:
        portfolio: {title: Homes, emblem: missing.png}
    """
    root = context.portfolio.root
    for part in context.portfolio.parts:
        if part.header is None:
            continue
        named = (
            ("emblem", part.header.emblem, local_files.emblem),
            ("map", part.header.map, local_files.outlines),
        )
        for key, name, read in named:
            if name is None:
                continue
            try:
                read(root, name)
            except LocalFileError as error:
                yield FileFinding(part.document, Finding(("portfolio", key), error.message))
