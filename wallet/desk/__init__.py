"""A desk for many: cases that learners hand over to an organisation, looked at, answered, and gone in time."""
