"""What is charged, allowed and paid."""
