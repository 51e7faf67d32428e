"""The OpenAPI document: one module a subject, put together in `assembly`."""
