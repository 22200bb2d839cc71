"""The scenario file: its words, the checks of what they say, and the frozen `Scenario` that they become."""
