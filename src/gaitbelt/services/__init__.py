"""What a user asks for, one module for each wish."""
