"""The words by which an order is known, a file for each language."""
