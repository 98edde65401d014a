"""Rules about what is charged, allowed and paid."""
