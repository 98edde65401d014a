"""What pyx12 says of a file: whether it is as its own maps of the guides have it."""

import io
import logging

import pyx12.params  # type: ignore[import-untyped]  # it carries no types
import pyx12.x12n_document  # type: ignore[import-untyped]


def accepted(content: bytes) -> tuple[bool, str]:
    """Return whether pyx12 finds no error, and its report."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)
    report = io.StringIO()
    is_accepted = pyx12.x12n_document.x12n_document(
        param=pyx12.params.params(),
        src_file=io.StringIO(content.decode()),
        fd_997=None,
        fd_html=None,
        fd_json=report,
    )
    return bool(is_accepted), report.getvalue()
