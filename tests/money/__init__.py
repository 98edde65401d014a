"""The money: matching, the ledger, variances and denials."""
