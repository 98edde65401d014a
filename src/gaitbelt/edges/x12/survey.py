"""What is noticed about the text of a file while it is cut."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Survey:
    """What was noticed about the text itself while it was cut, by byte offset."""

    recovered: list[int] = field(default_factory=list)
    other_components: list[int] = field(default_factory=list)
    without_separators: list[int] = field(default_factory=list)
    forgotten_terminators: list[int] = field(default_factory=list)
    segment_count: int = 0
    byte_count: int = 0
    is_cut_inside_segment: bool = False
