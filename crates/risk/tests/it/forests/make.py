"""Makes the model files beside it, and `rows.json`: rows and what each library itself says of them.

pip install lightgbm==4.7.0 xgboost==3.2.0 onnxmltools==1.16.1 onnxruntime skl2onnx, then run it here.
"""

import json

import lightgbm
import numpy as np
import onnxruntime
import xgboost
from onnxmltools.convert import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType

rng = np.random.default_rng(6)
n, names = 600, ["price", "mass", "rate", "age", "mode"]
rows = rng.normal(size=(n, 5)) * [100.0, 10.0, 1.0, 0.1, 1.0]
rows[:, 4] = rng.integers(0, 40, n)
rows[:, 2] = np.round(rows[:, 2], 1)
rows[rng.random(rows.shape) < 0.1] = np.nan
rows = rows.astype(np.float32).astype(np.float64)
odds = np.nan_to_num(rows[:, 0]) / 60 + (rows[:, 4] % 3 == 0) * 2 - np.nan_to_num(rows[:, 2], nan=1.0)
found = (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(int)
told = rows[:80]
out = {"rows": [[None if np.isnan(it) else it for it in row] for row in told.tolist()]}

params = dict(objective="binary", num_leaves=7, min_data_in_leaf=5, learning_rate=0.2, verbose=-1, deterministic=True, num_threads=1)
plain = lightgbm.train(params, lightgbm.Dataset(rows, found, feature_name=names), 12)
plain.save_model("lightgbm.txt")
out["lightgbm"] = plain.predict(told, raw_score=True).tolist()
out["lightgbm_contributions"] = plain.predict(told, pred_contrib=True).tolist()
sets = lightgbm.train(
    dict(params, max_cat_to_onehot=1, min_data_per_group=5, cat_smooth=1, sigmoid=0.7),
    lightgbm.Dataset(rows, found, feature_name=names, categorical_feature=[4]), 12)
sets.save_model("lightgbm-sets.txt")
out["lightgbm_sets"] = sets.predict(told, raw_score=True).tolist()
out["lightgbm_sets_probability"] = sets.predict(told).tolist()
forest = lightgbm.train(
    dict(params, boosting="rf", bagging_freq=1, bagging_fraction=0.6), lightgbm.Dataset(rows, found, feature_name=names), 5)
forest.save_model("lightgbm-averaged.txt")
# Raw scores are sums, and only probabilities come from the mean.
out["lightgbm_averaged"] = forest.predict(told, raw_score=True).tolist()
out["lightgbm_averaged_probability"] = forest.predict(told).tolist()

tree = xgboost.train(
    dict(objective="binary:logistic", max_depth=3, eta=0.3, base_score=0.3, nthread=1),
    xgboost.DMatrix(rows, found, feature_names=names), 12)
tree.save_model("xgboost.json")
matrix = xgboost.DMatrix(told, feature_names=names)
out["xgboost"] = tree.predict(matrix, output_margin=True).astype(float).tolist()
out["xgboost_contributions"] = tree.predict(matrix, pred_contribs=True).astype(float).tolist()

tree.feature_names = None
types = [("input", FloatTensorType([None, 5]))]
for name, model in [
    ("onnx_lightgbm", convert_lightgbm(plain, initial_types=types, zipmap=False)),
    ("onnx_xgboost", convert_xgboost(tree, initial_types=types)),
]:
    data = model.SerializeToString()
    with open(name.replace("_", "-") + ".onnx", "wb") as file:
        file.write(data)
    session = onnxruntime.InferenceSession(data)
    print(name, [it.op_type for it in model.graph.node], [it.name for it in session.get_outputs()])
    out[name] = session.run(None, {"input": told.astype(np.float32)})[1][:, 1].astype(float).tolist()

regressor = lightgbm.train(dict(params, objective="regression"), lightgbm.Dataset(rows, odds, feature_name=names), 6)
model = convert_lightgbm(regressor, initial_types=types)
print("onnx_regressor", [it.op_type for it in model.graph.node])
data = model.SerializeToString()
with open("onnx-regressor.onnx", "wb") as file:
    file.write(data)
out["onnx_regressor"] = onnxruntime.InferenceSession(data).run(None, {"input": told.astype(np.float32)})[0][:, 0].astype(float).tolist()

with open("rows.json", "w") as file:
    json.dump(out, file)
