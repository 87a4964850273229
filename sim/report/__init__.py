"""What a run or a comparison says: findings in words, ten figures and one self-contained page.

Everything here reads the bundle (``sim.store.bundle``) and nothing else.
"""
