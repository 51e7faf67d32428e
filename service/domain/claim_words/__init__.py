"""Words that a summary does not say beside its references, a file for each thing that they claim.

All in small letters, in tables by language. A further language is a row in each table that it
needs; a further word belongs in the row of its language. A word that is ordinary in another
language is listed in `languages.ORDINARY` with the languages in which it passes. Scripts without
spaces have patterns of their own; there, what only looks like one of these words is taken out
first by `outcome.HARMLESS`.
"""
