"""Seeded faults against the real thing, and the audit of what is left.

A `Scene` is a real Valkey, an API, workers and a provider of our own, each in a process of its
own. Faults are done to these processes from outside; `audit` then looks at every key, every event
and every call that the provider was sent. `python -m tests.faults` runs many seeds.
"""
