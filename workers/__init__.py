"""What runs debates."""
