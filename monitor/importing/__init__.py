"""Files that other tools made, into mentions: CSV, JSON, JSON Lines, mbox, mail folders.

`reading.read` turns a file into mentions and the rows it could not read; `storing.import_file`
stores them the way that fetched pages go. What a tool's columns mean is data in `layouts`.
"""
