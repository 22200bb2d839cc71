"""What happens on the floor, moment by moment, written once for both engines.

A moment is what follows from one event, or a part of it: a contact asks for an agent, a conversation ends, a shift is
over. It says in which order the rules of the rooms are asked, and what comes of their answers. The engines differ in
how time passes, and only there: in the few verbs of `sim.engines.moments.verbs`.

Whatever leaves an agent's hands empty returns that agent (else -1), and the engine calls `working.hands_free`: so the
search for the next contact stands in the compiled loop once, not at every end of a conversation.
"""
