"""What a debate is and how it goes on: pure functions over frozen values."""
