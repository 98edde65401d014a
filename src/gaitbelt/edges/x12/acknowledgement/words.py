"""What the codes of a 999 and a TA1 mean, in our own few words."""

import polars as pl

ACCEPTED, WITH_ERRORS, PARTLY, REJECTED, UNKNOWN = (
    "accepted",
    "accepted with errors",
    "partly accepted",
    "rejected",
    "cannot tell",
)

OUTCOMES = {
    "A": ACCEPTED,
    "E": WITH_ERRORS,
    "P": PARTLY,
    "R": REJECTED,
    "M": REJECTED,
    "W": REJECTED,
    "X": REJECTED,
}
"""TA104, IK501 and AK901 to what became of the thing answered."""

INTERCHANGE_NOTES = {
    "000": "no error",
    "001": "the control number differs between ISA and IEA",
    "002": "the standard in ISA11 is not supported",
    "003": "the version in ISA12 is not supported",
    "004": "the segment terminator is not usable",
    "005": "the sender's qualifier is not known",
    "006": "the sender's id is not known",
    "007": "the receiver's qualifier is not known",
    "008": "the receiver's id is not known",
    "009": "the receiver is not served here",
    "010": "the authorization qualifier is not known",
    "011": "the authorization is not known",
    "012": "the security qualifier is not known",
    "013": "the security value is not known",
    "014": "the interchange date is not a date",
    "015": "the interchange time is not a time",
    "016": "the standards id is not usable",
    "017": "the version id is not usable",
    "018": "the control number is not usable",
    "019": "the request for an answer is not 0 or 1",
    "020": "the test or production mark is not usable",
    "021": "the number of groups does not hold",
    "022": "the envelope is out of order",
    "023": "the file ended too early",
    "024": "the content of the interchange is not usable",
    "025": "the control number was used before",
    "026": "the element separator is not usable",
    "027": "the component separator is not usable",
    "028": "the delivery date in the deferred request is not usable",
    "029": "the delivery time in the deferred request is not usable",
    "030": "the delivery time code is not usable",
    "031": "the service grade is not usable",
}

GROUP_ERRORS = {
    "1": "the group's kind is not supported",
    "2": "the group's version is not supported",
    "3": "the group has no trailer",
    "4": "the control number differs between GS and GE",
    "5": "the number of transactions does not hold",
    "6": "the group's control number breaks the rules",
    "17": "the security type is not supported",
    "18": "the security originator is not known",
    "19": "the security recipient is not known",
    "23": "the number of the transaction was used before",
    "26": "the guide named in the group is not supported",
}

TRANSACTION_ERRORS = {
    "1": "the transaction set is not supported",
    "2": "the transaction has no trailer",
    "3": "the control number differs between ST and SE",
    "4": "the number of segments does not hold",
    "5": "segments are in error",
    "6": "the transaction set's id is absent or not usable",
    "7": "the transaction's control number is absent or not usable",
    "18": "the transaction set is not in the group's kind",
    "19": "the group's kind does not hold this transaction set",
    "23": "the control number was used before in the group",
    "I5": "segments break the guide",
    "I6": "the guide is not supported",
}

SEGMENT_ERRORS = {
    "1": "the segment is not known",
    "2": "the segment is not expected here",
    "3": "a required segment is absent",
    "4": "the loop occurs too often",
    "5": "the segment occurs too often",
    "6": "the segment is not in this transaction set",
    "7": "the segment is out of order",
    "8": "the segment has elements in error",
    "I4": "the guide does not use this segment",
    "I6": "a segment that the situation requires is absent",
    "I7": "the loop occurs too seldom",
    "I8": "the segment occurs too seldom",
    "I9": "the situation does not allow this segment",
}

ELEMENT_ERRORS = {
    "1": "a required element is absent",
    "2": "an element that another one requires is absent",
    "3": "there are too many elements",
    "4": "the element is too short",
    "5": "the element is too long",
    "6": "the element has a character that is not allowed",
    "7": "the code is not in the list",
    "8": "the date is not a date",
    "9": "the time is not a time",
    "10": "two elements exclude each other",
    "12": "the element is repeated too often",
    "13": "there are too many components",
    "I6": "the guide does not use this code",
    "I9": "an element that the situation requires is absent",
    "I10": "the guide does not use this element",
    "I11": "the element is repeated too seldom",
    "I12": "the element does not have the form that the guide asks for",
    "I13": "the situation does not allow this element",
}


def outcome(code: pl.Expr) -> pl.Expr:
    """Return what became of the thing answered; cannot tell where the code is not known."""
    known = code.str.to_uppercase().replace_strict(
        OUTCOMES, default=UNKNOWN, return_dtype=pl.String
    )
    return known.fill_null(UNKNOWN)


def said(code: pl.Expr, words: dict[str, str]) -> pl.Expr:
    """Return a code's words with the code, null where there is no code."""
    known = code.replace_strict(words, default="no words for it here", return_dtype=pl.String)
    return pl.when(code.is_not_null()).then(pl.format("{} (code {})", known, code))


def all_said(codes: pl.Expr, words: dict[str, str]) -> pl.Expr:
    """Return the words of a list of codes as one text, null where the list is empty."""
    each = codes.list.eval(said(pl.element(), words))
    return pl.when(codes.list.len() > 0).then(each.list.join("; "))
