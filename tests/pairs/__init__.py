"""Code pairs and what separates them."""
