"""Everything that is a learner's, taken along in one file."""
