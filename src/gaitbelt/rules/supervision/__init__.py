"""Rules about assistants, students and aides, and who supervises them."""
