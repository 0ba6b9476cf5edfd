from kroniek.folding import *  # noqa: F403  (moved; gone when everyone has followed)
