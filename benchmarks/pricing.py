"""How many lines a second are priced: a large fictional practice, one frame.

python benchmarks/pricing.py [LINES]
"""

import resource
import sys
import time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.lines import visit_lines
from gaitbelt.services.pricing import contract_of, price

LOCALITY = "01182-17"


def plan(payer: str) -> dict[str, object]:
    """Return the fields of a contract at 110 percent of Medicare for a payer."""
    return {
        "payer": payer,
        "pays": {"percent_of_medicare": 110},
        "lesser_of_charge": True,
        "reduction": "medicare",
        "coinsurance_rate": "0.20",
    }


def main() -> None:
    """Time the pricing of a frame and say lines per second and the memory it took."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    lines = visit_lines(count)
    contracts = [contract_of(plan("commercial"))]
    price(lines.head(1000), locality=LOCALITY, contracts=contracts)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        answer = price(lines, locality=LOCALITY, contracts=contracts)
        best = min(best, time.perf_counter() - start)
    told = answer.select(pl.col("allowed_amount").is_not_null().sum()).item()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(f"{lines.height:,} lines, {told:,} with a price: {best:.2f} s, "
          f"{lines.height / best:,.0f} lines/s, peak {peak:.2f} GB")  # fmt: skip


if __name__ == "__main__":
    main()
