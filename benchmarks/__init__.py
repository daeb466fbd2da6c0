"""Side by side with what a person would use instead; they print ratios and fail nothing."""
