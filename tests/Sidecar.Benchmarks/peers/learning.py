"""The learning step in scikit-learn: a table of doubles in, "seconds inertia" out. Median of three."""
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler

table = np.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))
seconds = []
for _ in range(3):
    start = time.perf_counter()
    scores = PCA(3).fit_transform(MinMaxScaler().fit_transform(table))
    inertia = KMeans(5, init="k-means++", n_init=int(sys.argv[3]), random_state=7).fit(scores).inertia_
    seconds.append(time.perf_counter() - start)
print(sorted(seconds)[1], inertia)
