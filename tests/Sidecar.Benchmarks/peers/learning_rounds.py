"""scikit-learn's side of the learning benchmark: for each line on stdin one piece of work over a file of float columns.

"N": N iterations of Lloyd from the first k keys; "reduce": min-max scaling and three principal components.
Prints processor seconds and, of the iterations, the inertia.
"""
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler

path, columns, k = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
points = np.ascontiguousarray(np.fromfile(path, dtype=np.float32).reshape(columns, -1).T)
start = points[:k].copy()
for line in sys.stdin:
    began = time.process_time()
    result = 0
    if line.strip() == "reduce":
        PCA(3).fit_transform(MinMaxScaler().fit_transform(points))
    else:
        fit = KMeans(k, init=start, n_init=1, max_iter=int(line), tol=0, algorithm="lloyd").fit(points)
        assert fit.n_iter_ == int(line), "converged too early to be compared"
        result = fit.inertia_
    print(time.process_time() - began, result, flush=True)
