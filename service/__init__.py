"""The service: domain, store, providers and API."""
