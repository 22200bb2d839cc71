"""The nouns of the floor: what each may say about itself in a scenario file, with bound, default and a sentence.

One file a side of the floor: `demand` (when and how many), `customers` (who they are, what they do), `people`
(who answers, and where). `sim.scenario.scenario` puts them together.
"""
