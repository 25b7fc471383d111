"""What several data models have in common, as values of a record: the readers in `records/` put them together.

Each is a generator over an untrusted place of a document: wrong types are passed over, nothing raises.
"""
