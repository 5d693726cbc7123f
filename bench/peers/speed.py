"""Makes a LightGBM model of so many trees, and one of XGBoost, and times their C interfaces on single rows."""

import argparse
import ctypes
import json
import time

import lightgbm
import numpy as np
import xgboost


def main():
    it = argparse.ArgumentParser()
    it.add_argument("--trees", type=int, required=True)
    it.add_argument("--features", type=int, default=132)
    it.add_argument("--depth", type=int, default=6, help="leaves are as many as fit")
    it.add_argument("--model", required=True)
    it.add_argument("--rows", required=True)
    args = it.parse_args()
    rng = np.random.default_rng(1)
    n, width = 20_000, args.features
    rows = rng.normal(size=(n, width)).astype(np.float32).astype(np.float64)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    odds = np.nan_to_num(rows[:, :20]).sum(axis=1) / 3 + np.nan_to_num(rows[:, 20] * rows[:, 21])
    found = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)
    params = dict(objective="binary", num_leaves=1 << args.depth, max_depth=args.depth, learning_rate=0.05, verbose=-1, num_threads=1, seed=1)
    start = time.process_time()
    model = lightgbm.train(params, lightgbm.Dataset(rows, found), args.trees)
    print(f"LightGBM grew {args.trees} trees on {n} rows of {width} in {time.process_time() - start:.1f} CPU-seconds")
    model.save_model(args.model)
    told = rows[:4000]
    np.savetxt(args.rows, told, delimiter=",", fmt="%.9g")
    with open(args.rows) as file:
        text = file.read().replace("nan", "")
    with open(args.rows, "w") as file:
        file.write(text)
    single(args.model, told)
    params = dict(objective="binary:logistic", max_depth=args.depth, eta=0.05, nthread=1, seed=1)
    single_xgboost(xgboost.train(params, xgboost.DMatrix(rows, found), args.trees), told)
    start = time.process_time()
    model.predict(told, raw_score=True, num_threads=1)
    each = (time.process_time() - start) / len(told)
    print(f"{'LightGBM, all rows':30} {each * 1e6:8.2f} us/row {1 / each:10.0f} rows/s")


def single(path, rows):
    """`LGBM_BoosterPredictForMatSingleRowFast`, the fastest way that its C interface has for one row."""
    library = lightgbm.basic._LIB
    booster, n_trees = ctypes.c_void_p(), ctypes.c_int()
    library.LGBM_BoosterCreateFromModelfile(path.encode(), ctypes.byref(n_trees), ctypes.byref(booster))
    fast = ctypes.c_void_p()
    library.LGBM_BoosterPredictForMatSingleRowFastInit(
        booster, 1, 0, -1, 1, rows.shape[1], b"num_threads=1", ctypes.byref(fast))
    length, out = ctypes.c_int64(), (ctypes.c_double * 1)()
    pointers = [ctypes.c_void_p(it.ctypes.data) for it in rows]
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for pointer in pointers:
            library.LGBM_BoosterPredictForMatSingleRowFast(fast, pointer, ctypes.byref(length), out)
        best = min(best, (time.process_time() - start) / len(rows))
    print(f"{'LightGBM C, one row at a time':30} {best * 1e6:8.2f} us/row {1 / best:10.0f} rows/s")


def single_xgboost(model, rows):
    """`XGBoosterPredictFromDense` in place, the fastest way that its C interface has for one row."""
    library, handle = xgboost.core._LIB, model.handle
    rows = np.ascontiguousarray(rows, dtype=np.float32)
    config = json.dumps(dict(
        type=1, training=False, iteration_begin=0, iteration_end=0, missing=float("nan"), strict_shape=False,
        cache_id=0)).encode()
    told = [json.dumps(dict(data=(it.ctypes.data, True), shape=(1, len(it)), typestr="<f4", version=3)).encode() for it in rows]
    shape, dim = ctypes.POINTER(ctypes.c_uint64)(), ctypes.c_uint64()
    out = ctypes.POINTER(ctypes.c_float)()
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for row in told:
            failed = library.XGBoosterPredictFromDense(
                handle, row, config, None, ctypes.byref(shape), ctypes.byref(dim), ctypes.byref(out))
            assert failed == 0, library.XGBGetLastError()
        best = min(best, (time.process_time() - start) / len(rows))
    print(f"{'XGBoost C, one row at a time':30} {best * 1e6:8.2f} us/row {1 / best:10.0f} rows/s")


if __name__ == "__main__":
    main()
