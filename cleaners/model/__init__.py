"""The learned block judge: features, inference, training."""
