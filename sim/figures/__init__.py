"""From sums to figures: what each indicator is, where its sums stand, how it is written."""
