"""What readers of a shared stack answer: comments and decisions, sealed to the learner."""
