"""The service workflow: who answers what, by name, with a trail of who did what.

Nothing here ever posts anything: people answer where the customer wrote.

    items     what waits, most urgent first, with the parts of each priority
    work      claim, assign, answer, close, reopen, tag; each in the audit trail
    noticing  answers seen in threads close the loop by themselves
    routing   which team, by the config's [[route]] tables
"""
