"""What a file is measured by: its envelope, its guide, and whether it balances."""
