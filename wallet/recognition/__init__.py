"""Stacks: what a larger credential asks for, and how much of it the held ones amount to."""
