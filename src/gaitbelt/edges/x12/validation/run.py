"""A file measured level by level, each finding with its place and its cure."""

import zlib
from pathlib import Path

import polars as pl

from gaitbelt.edges.content import opened
from gaitbelt.edges.result import damaged, unopened
from gaitbelt.edges.x12.blocks import BLOCK_BYTES, blocks, envelope_guide
from gaitbelt.edges.x12.guide.load import guide as guide_named
from gaitbelt.edges.x12.guide.load import guide_names
from gaitbelt.edges.x12.problems import finished
from gaitbelt.edges.x12.reading import Followed, kinds_in
from gaitbelt.edges.x12.validation.balance import imbalances_of
from gaitbelt.edges.x12.validation.elements import check_elements
from gaitbelt.edges.x12.validation.found import Findings
from gaitbelt.edges.x12.validation.structure import check_counts, placed
from gaitbelt.tables.problem import PROBLEM

LEVELS = (1, 2, 3)
"""1 envelope and syntax, 2 the guide's structure, 3 balances."""


def validate(
    path: Path | bytes,
    *,
    file_name: str,
    kind: str | None = None,
    level: int = 2,
    block_bytes: int = BLOCK_BYTES,
) -> pl.DataFrame:
    """Return what is amiss in a file up to a level, as ``PROBLEM``.

    ``kind`` names one guide; without it every transaction in the file is measured by its
    own. No content raises. Nothing is lost by a finding: the file is read all the same.
    """
    try:
        kinds = (kind,) if kind else tuple(each for each in kinds_in(path) if each in guide_names())
        told = [_by_guide(path, each, file_name, level, block_bytes) for each in kinds or ("837P",)]
    except (OSError, EOFError, zlib.error) as error:
        why = error if isinstance(error, OSError) and error.strerror else damaged()
        told = [unopened(file_name, why).problems]
    if level >= 3:
        told += [imbalances_of(path, each, file_name=file_name) for each in kinds]
    every = pl.concat([pl.DataFrame(schema=PROBLEM), *told]).unique(maintain_order=True)
    return finished(every, file_name, None)


def _by_guide(
    path: Path | bytes, kind: str, file_name: str, level: int, block_bytes: int
) -> pl.DataFrame:
    guide = guide_named(kind)
    followed = Followed(envelope_guide(guide), file_name)
    told = [pl.DataFrame(schema=PROBLEM)]
    with opened(path) as source:
        for block in blocks(source, followed.survey, guide, block_bytes):
            followed.see(block)
            if level < 2:
                continue
            findings = Findings(block.loops)
            found = placed(findings)
            check_counts(findings, found)
            check_elements(findings, found)
            told += findings.told
    ended = followed.ended().problems
    others = ended["problem_code"].is_in(["transaction-skipped", "transaction-refused"])
    return pl.concat([*told, ended.filter(~others)])
