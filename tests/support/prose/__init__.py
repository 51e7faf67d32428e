"""Computed prose, read by a grammar of its own and held to a ledger that is counted once more.

`recount` counts, `grammar` and `words` read, a module for each kind of text says which shapes its
sentences have and when each of them is true, and `reading` puts all of it to a summary. A new
sentence in the service needs its shape here: one that no shape matches is a fault.
"""
