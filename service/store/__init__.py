"""Debates in Redis."""
