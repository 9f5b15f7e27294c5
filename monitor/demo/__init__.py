"""The demonstration: a made-up brand, two competitors and eight weeks of talk about them.

`sample` writes that talk from a stock of sentences, `wire` and `server` serve it on loopback in
the formats of the real services, `run` collects it with the real sources and reports on it.
"""
