"""Matching a remittance: every line of an answer to the line that was sent, by a named key.

The keys are tried in the order of ``tables.match.MATCH_KEYS``, each on what those before it
left over. A line that is sent is met once within one answer (CLP), and again by each further
answer: a reversal, a correction, the next payer. What none of the keys finds is handed back.
"""

from dataclasses import dataclass

import polars as pl

from gaitbelt.language.money import dollars_expr
from gaitbelt.methods.matching_keys import answer_claims, answer_lines, sendings, sent_keys
from gaitbelt.methods.matching_steps import (
    by_control_alone,
    by_control_number,
    by_sums,
    by_whole_claim,
    in_steps,
    together,
)
from gaitbelt.tables.match import MATCH

NO_CLAIM = "no claim that was sent has this number"
NO_LINE = "no line of the claim has this code, units or charge"
NO_SUM = "the claim was answered without lines, and its charge is not that of the lines sent"


@dataclass(frozen=True, slots=True)
class Matched:
    """Which lines met, and everything that did not.

    ``matches``: ``MATCH``. ``unmatched_lines`` and ``unmatched_claims`` (answers without
    lines): the rows of the remittance as given, with ``unmatched_reason``.
    ``unanswered``: the sent lines, last version, that no answer met. ``sent``: each distinct
    line of each sending, with ``line_key`` and ``version``, 0 the last.
    """

    matches: pl.DataFrame
    unmatched_lines: pl.DataFrame
    unmatched_claims: pl.DataFrame
    unanswered: pl.DataFrame
    sent: pl.DataFrame


def match(claims: pl.DataFrame, lines: pl.DataFrame, sent: pl.DataFrame) -> Matched:
    """Return which sent line each line of the remittances answers, and by which key.

    ``claims``: ``REMITTANCE_CLAIM``; ``lines``: ``REMITTANCE_LINE``, of any number of files
    in any order; ``sent``: ``SENT_LINE``. Each (``source_file``, ``source_row``) is one CLP
    or SVC. The order of rows changes nothing. Source of the fields: X12 005010X221A1.
    """
    claims, lines = (each.sort("source_file", "source_row") for each in (claims, lines))
    known = sendings(sent)
    current, earlier = known.filter(pl.col("version") == 0), known.filter(pl.col("version") > 0)
    accounts = sent_keys(current)
    answers = _found_claims(answer_claims(_named(claims)), accounts)
    asked = answer_lines(lines, answers)
    first = _all_steps(asked, answers, accounts)
    parts = [_shown(first, asked, answers, current, is_earlier=False)]
    if earlier.height:
        left = asked.join(first.select("line").drop_nulls(), on="line", how="anti")
        replaced = earlier.unique([*_ACCOUNT, "charge_amount", "hcpcs_code"], keep="first",
                                  maintain_order=True)  # fmt: skip
        taken = first.filter(pl.col("line").is_null()).select("answer")
        open_answers = answers.join(taken, on="answer", how="anti")
        again = _all_steps(left, open_answers, sent_keys(replaced))
        parts.append(_shown(again, asked, answers, replaced, is_earlier=True))
    matches = pl.concat(parts).sort(
        "answer_file", "claim_row", "line_row", *_ACCOUNT, nulls_last=True
    )
    return Matched(
        matches,
        _unmatched_lines(lines, answers, matches),
        _unmatched_claims(claims, lines, answers, matches),
        current.join(matches, on=_ACCOUNT, how="anti", nulls_equal=True),
        known,
    )


_ACCOUNT = ("claim_id", "date_of_service", "line_key")
_CLAIM_ROW = ("answer_file", "claim_row")


def _named(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.with_columns(claim_row="source_row")


def _found_claims(answers: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return the answers, those of unknown numbers by the payer's number of another answer."""
    sent = accounts.select("claim_key").unique()
    is_known = pl.col("claim_key").is_in(sent["claim_key"].implode())
    marked = answers.with_columns(is_known=is_known.fill_null(value=False))
    by_payer = (
        marked.filter("is_known")
        .drop_nulls("payer_number")
        .group_by("payer_number")
        .agg(found=pl.col("claim_key").first(), count=pl.col("claim_key").n_unique())
        .filter(pl.col("count") == 1)
        .drop("count")
    )
    named = marked.join(by_payer, on="payer_number", how="left", maintain_order="left").join(
        by_payer.rename({"found": "found_before"}),
        left_on="original_number",
        right_on="payer_number",
        how="left",
        maintain_order="left",
    )
    found = pl.coalesce("found_before", "found")
    takes = ~pl.col("is_known") & found.is_not_null()
    return named.with_columns(
        claim_key=pl.when(takes).then(found).otherwise("claim_key"),
        claim_match_key=pl.when("is_known")
        .then(pl.lit("claim number"))
        .when(takes)
        .then(pl.lit("payer's claim number")),
    ).drop("found", "found_before", "is_known")


def _all_steps(asked: pl.DataFrame, answers: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return ``answer``, ``line``, ``account``, ``match_key``, ``part``, ``has_alternatives``."""
    pairs = by_control_number(asked, accounts)
    left = asked.join(pairs, on="line", how="anti")
    alone = by_control_alone(left, accounts)
    left = left.join(alone, on="line", how="anti")
    pairs = together([pairs, alone])
    if left.height:
        pairs = together([pairs, in_steps(left, accounts, pairs)])
        left = left.join(pairs.drop_nulls("line"), on="line", how="anti")
    if left.height:
        pairs = together([pairs, by_sums(left, accounts, pairs)])
    lineless = answers.join(asked.select("answer").unique(), on="answer", how="anti")
    return together([pairs, by_whole_claim(lineless, accounts)])


def _shown(
    pairs: pl.DataFrame,
    asked: pl.DataFrame,
    answers: pl.DataFrame,
    sent: pl.DataFrame,
    *,
    is_earlier: bool,
) -> pl.DataFrame:
    """Return pairs as matches, with how the two lines differ."""
    whole = _beside(pairs, asked, answers, sent)
    code = pl.col("hcpcs_code").str.to_uppercase()
    sent_list, answered = pl.col("modifiers"), pl.col("answered_modifiers").fill_null([])
    is_line = pl.col("line").is_not_null()
    return whole.select(
        *_CLAIM_ROW,
        "line_row",
        *_ACCOUNT,
        "match_key",
        claim_match_key=pl.col("claim_match_key").fill_null("line control number"),
        part="part",
        has_alternatives="has_alternatives",
        is_other_date=(pl.col("answered_day") != pl.col("date_of_service")).fill_null(value=False),
        is_earlier_version=pl.lit(is_earlier),
        is_recoded=(pl.col("judged_code") != code).fill_null(value=False),
        dropped_modifiers=pl.when(is_line).then(sent_list.list.set_difference(answered)),
        added_modifiers=pl.when(is_line).then(answered.list.set_difference(sent_list)),
        sent_code="hcpcs_code",
        answered_code="judged_code",
        sent_charge_amount="charge_amount",
        answered_charge_amount=dollars_expr(pl.col("charge")),
    ).cast(dict(MATCH))  # type: ignore[arg-type]  # polars types the mapping's values narrowly


def _beside(
    pairs: pl.DataFrame, asked: pl.DataFrame, answers: pl.DataFrame, sent: pl.DataFrame
) -> pl.DataFrame:
    """Return pairs with the columns of answer, line and account beside each other."""
    of_line = asked.select(
        "line", "line_row", "judged_code", "charge", answered_day="day",
        answered_modifiers="modifier_list",
    )  # fmt: skip
    of_answer = answers.select("answer", *_CLAIM_ROW, "claim_match_key")
    of_account = sent.with_row_index("account").select(
        "account", *_ACCOUNT, "hcpcs_code", "modifiers", "charge_amount"
    )
    return (
        pairs.join(of_line, on="line", how="left")
        .join(of_answer, on="answer", how="left")
        .join(of_account, on="account", how="left")
    )


def _unmatched_lines(
    lines: pl.DataFrame, answers: pl.DataFrame, matches: pl.DataFrame
) -> pl.DataFrame:
    met = matches.select(source_file="answer_file", source_row="line_row").drop_nulls("source_row")
    left = lines.join(met, on=["source_file", "source_row"], how="anti", nulls_equal=True)
    named = answers.select("claim_row", "claim_match_key", source_file="answer_file")
    why = pl.when(pl.col("claim_match_key").is_null()).then(pl.lit(NO_CLAIM))
    return (
        left.join(named, on=["source_file", "claim_row"], how="left", nulls_equal=True)
        .with_columns(unmatched_reason=why.otherwise(pl.lit(NO_LINE)))
        .drop("claim_match_key")
    )


def _unmatched_claims(
    claims: pl.DataFrame, lines: pl.DataFrame, answers: pl.DataFrame, matches: pl.DataFrame
) -> pl.DataFrame:
    """Return the answers without lines that met no claim, as they were given."""
    row = ["source_file", "source_row"]
    met = matches.select(source_file="answer_file", source_row="claim_row")
    lined = lines.select("source_file", source_row="claim_row")
    bare = claims.join(met, on=row, how="anti", nulls_equal=True)
    bare = bare.join(lined, on=row, how="anti", nulls_equal=True)
    named = answers.select("claim_match_key", source_file="answer_file", source_row="claim_row")
    why = pl.when(pl.col("claim_match_key").is_null()).then(pl.lit(NO_CLAIM))
    return (
        bare.join(named, on=row, how="left", nulls_equal=True)
        .with_columns(unmatched_reason=why.otherwise(pl.lit(NO_SUM)))
        .drop("claim_match_key")
    )
