"""Reading slips back from photographs: pure functions, from the pixels of a picture to what is ticked.

Nothing here knows what a slip is about: who asks gives the places of the boxes of a slip by its code.
"""
