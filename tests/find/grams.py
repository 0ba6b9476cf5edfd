"""An embedder that needs no model: texts that share rows of letters are near each other."""

import zlib

import numpy as np


class Grams:
    """Counts of a text's three-letter rows, hashed to `dimension` numbers, of unit length."""

    def __init__(self, dimension=64, name="grams"):
        self.name = name
        self.dimension = dimension
        self.embedded = []
        self.batches = []

    def passages(self, texts):
        self.embedded.extend(texts)
        self.batches.append(len(texts))
        return np.stack([self.query(text) for text in texts])

    def query(self, text):
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        padded = f"  {text.lower()} "
        for start in range(len(padded) - 2):
            number = zlib.crc32(padded[start : start + 3].encode())
            vector[number % self.dimension] += 1 if number & (1 << 20) else -1
        return vector / np.linalg.norm(vector)


def unit(vectors):
    """Rows (or one vector) of unit length, float32."""
    vectors = np.asarray(vectors, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def random_vectors(count, dimension, seed=0):
    """Like a model's: unit length, and all a little in the same direction."""
    chance = np.random.default_rng(seed)
    return unit(chance.standard_normal((count, dimension)) + 0.5)


def name_of(number):
    """A hash, as a store files a vector under."""
    return number.to_bytes(16, "big")
