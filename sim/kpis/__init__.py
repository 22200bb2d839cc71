"""The dictionary of indicators: every number carries its definition, in English and in French."""
