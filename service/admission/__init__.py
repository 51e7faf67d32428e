"""Letting calls through to providers: within their limits, and not while they are down."""
