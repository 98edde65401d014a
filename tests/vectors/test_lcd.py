"""The outside examples on local coverage documents, asked of the library."""

from gaitbelt.library.coverage import coverage_document
from tests.vectors.outside import Vector, each_of


@each_of("lcd")
def test_a_coverage_document_has_its_title_and_contractor(vector: Vector) -> None:
    found = coverage_document(vector["inputs"]["id"])
    assert found is not None
    expected = vector["expected"]
    assert expected["title"].removesuffix(" (not outpatient)") == found.title
    assert expected["contractor"].split(" (")[0] == found.contractor
    assert found.is_outpatient == ("not outpatient" not in expected["title"])
