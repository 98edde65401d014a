"""What holds of every rule and every visit."""
