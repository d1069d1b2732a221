"""The directory of an academy, first degree (AAF 1D): files → staging → plan by sets → batches of whole schools."""
