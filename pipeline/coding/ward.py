"""Ward's clustering in memory that grows with the number of points, not with its square.

Points are first gathered into at most GROUPS groups of near points; Ward's tree is then grown over the groups, each as
heavy as its points are many. Up to GROUPS points every point is a group, and the tree is Ward's own.
"""

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans

GROUPS = 2000  # a table of distances between so many takes 32 MB
ROUNDS = 5  # of k-means: the groups only have to be near together, not the best


def ward(points: np.ndarray, n_clusters: int) -> np.ndarray:
    """The cluster of each point, (N,), 0 to n_clusters - 1; points (N, D). No random numbers are drawn."""
    group = gathered(points)
    sizes = np.bincount(group)
    sums = np.zeros((len(sizes), points.shape[1]))
    np.add.at(sums, group, points)
    return cut(*tree(sums / sizes[:, None], sizes), n_clusters)[group]


def gathered(points: np.ndarray) -> np.ndarray:
    """The group of each point, (N,): itself where there are few; else k-means from points evenly over their order."""
    if len(points) <= GROUPS:
        return np.arange(len(points))
    evenly = np.linspace(0, len(points) - 1, GROUPS).astype(int)
    found = KMeans(GROUPS, init=points[evenly], n_init=1, max_iter=ROUNDS).fit_predict(points)
    return np.unique(found, return_inverse=True)[1]  # without numbers of groups that lost all their points


def tree(centres: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ward's merges of weighted centres: pairs (M - 1, 2) of centres whose clusters merge, and heights (M - 1,).

    The chain of nearest neighbours (Murtagh 1983, The Computer Journal 26) with the formula of Lance and Williams, in
    which a cluster's weight is its number of points. centres (M, D); sizes (M,).
    """
    sizes = sizes.astype(float)
    distance = cdist(centres, centres, "sqeuclidean")
    distance *= 2 * np.outer(sizes, sizes) / np.add.outer(sizes, sizes)
    np.fill_diagonal(distance, np.inf)
    left = np.ones(len(sizes), bool)
    pairs: list[tuple[int, int]] = []
    heights: list[float] = []
    chain: list[int] = []
    while len(pairs) < len(sizes) - 1:
        if not chain:
            chain = [int(np.argmax(left))]
        nearest = int(distance[chain[-1]].argmin())
        if len(chain) > 1 and distance[chain[-1], chain[-2]] <= distance[chain[-1], nearest]:
            one, other = chain.pop(), chain.pop()
            height, weight = distance[one, other], sizes[one] + sizes[other]
            row = (sizes[one] + sizes) * distance[one] + (sizes[other] + sizes) * distance[other] - sizes * height
            row /= weight + sizes
            left[one], sizes[other] = False, weight
            row[~left] = row[other] = np.inf
            distance[other], distance[:, other] = row, row
            distance[one], distance[:, one] = np.inf, np.inf
            pairs.append((one, other))
            heights.append(height)
        else:
            chain.append(nearest)
    return np.array(pairs, int).reshape(-1, 2), np.array(heights)


def cut(pairs: np.ndarray, heights: np.ndarray, n_clusters: int) -> np.ndarray:
    """The cluster of each centre, (M,), after the lowest merges have left `n_clusters`."""
    member = np.arange(len(pairs) + 1)
    for one, other in pairs[np.argsort(heights, kind="stable")][: max(0, len(member) - n_clusters)]:
        member[member == member[one]] = member[other]
    return np.unique(member, return_inverse=True)[1]
