"""The language of short texts, beside the bare detector."""
