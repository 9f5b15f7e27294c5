"""The idea log: wishes of customers as one thing, with who asked, its status, and who was told.

log      ideas as they stand: askers counted once, told or not
changes  add, link, merge, status, tell; each in the audit trail
"""
