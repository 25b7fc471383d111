"""What anybody may read: pathways, agreements and learning opportunities; and a learner's own drafts."""
