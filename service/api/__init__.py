"""The HTTP API: from requests to decisions and stores, and back to resources."""
