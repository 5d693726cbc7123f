"""The same cases, the same weeks, the same labels: LightGBM, XGBoost and scikit-learn beside `tongguan risk evaluate`.

Reads the table that `--table` wrote (what each case was weighed by, and our score), grows each peer anew in the very
weeks in which ours was grown, on the very cases that ours had, and lets it decide until the next. Peers are given our
features; then the bare columns with their own treatment of categories; then both. Each is tried with our settings and
with its own defaults.
"""

import argparse
import json
import tomllib
import warnings

import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

warnings.filterwarnings("ignore")


def arguments():
    it = argparse.ArgumentParser()
    it.add_argument("--table", required=True)
    it.add_argument("--report", required=True, help="what the evaluation printed with --json")
    it.add_argument("--csv", action="append", required=True)
    it.add_argument("--map", required=True)
    it.add_argument("--label", required=True)
    it.add_argument("--drop-near-duplicates", default="")
    it.add_argument("--threads", type=int, default=1)
    return it.parse_args()


def bare(args, plan):
    """The columns as they are, in the order and with the omissions of the evaluation."""
    parts = [pd.read_csv(it, dtype=str, keep_default_na=False) for it in args.csv]
    cases = pd.concat(parts, ignore_index=True).sort_values(plan["time"], kind="stable")
    repeated = [it for it in args.drop_near_duplicates.split(",") if it]
    if repeated:
        cases = cases.drop_duplicates(repeated)
    cases = cases.reset_index(drop=True)
    found = (cases[args.label] != "0").astype(int)
    columns = {}
    for name in plan.get("numbers", []):
        columns[name] = pd.to_numeric(cases[name], errors="coerce")
    for it in plan.get("ratios", []):
        columns[it["name"]] = columns[it["of"]] / columns[it["per"]]
    for name in plan.get("categories", []) + plan.get("keys", []):
        columns[name] = cases[name].replace("", None).astype("category")
    return pd.DataFrame(columns), found


class Averaged:
    """As ours: several models of different seeds, whose margins are averaged."""

    def __init__(self, make, margin):
        self.make, self.margin, self.models = make, margin, []

    def fit(self, features, found):
        self.models = [self.make(seed).fit(features, found) for seed in (1, 2, 3)]
        return self

    def predict_proba(self, features):
        margin = np.mean([self.margin(it, features) for it in self.models], axis=0)
        probability = 1 / (1 + np.exp(-margin))
        return np.column_stack([1 - probability, probability])


def lightgbm_like_ours(threads):
    make = lambda seed: lightgbm.LGBMClassifier(
        n_estimators=150, learning_rate=0.03, max_depth=5, num_leaves=32, min_child_weight=8.0, min_child_samples=1,
        reg_lambda=4.0, subsample=0.5, subsample_freq=1, colsample_bytree=0.3, feature_fraction_bynode=0.6,
        random_state=seed, n_jobs=threads, verbose=-1, deterministic=True)
    return lambda: Averaged(make, lambda model, features: model.predict_proba(features, raw_score=True))


def xgboost_like_ours(threads):
    make = lambda seed: xgboost.XGBClassifier(
        n_estimators=150, learning_rate=0.03, max_depth=5, min_child_weight=8.0, reg_lambda=4.0, subsample=0.5,
        colsample_bytree=0.3, colsample_bylevel=0.6, random_state=seed, n_jobs=threads, tree_method="hist",
        enable_categorical=True)
    return lambda: Averaged(make, lambda model, features: model.predict(features, output_margin=True))


def peers(threads):
    small = dict(n_estimators=150, learning_rate=0.03, random_state=1, n_jobs=threads)
    return {
        "LightGBM, our settings, 3 seeds": lightgbm_like_ours(threads),
        "LightGBM, 150 trees of 15 leaves": lambda: lightgbm.LGBMClassifier(num_leaves=15, verbose=-1, **small),
        "LightGBM, defaults": lambda: lightgbm.LGBMClassifier(random_state=1, n_jobs=threads, verbose=-1),
        "XGBoost, our settings, 3 seeds": xgboost_like_ours(threads),
        "XGBoost, 150 trees of depth 4": lambda: xgboost.XGBClassifier(
            max_depth=4, tree_method="hist", enable_categorical=True, **small),
        "XGBoost, defaults": lambda: xgboost.XGBClassifier(
            random_state=1, n_jobs=threads, tree_method="hist", enable_categorical=True),
    }


def walk(make, features, found, week, grown_in):
    """Scores of the decided weeks, by models grown when ours were, on what ours were grown on."""
    scores = np.full(len(found), np.nan)
    for at in sorted(set(grown_in[grown_in >= 0])):
        decided = grown_in == at
        known = week < at
        model = make().fit(features[known], found[known])
        scores[decided] = model.predict_proba(features[decided])[:, 1]
    return scores


def picked(scores, found, week, share):
    """The best of each week, so many that the share of all cases so far is kept, as `risk evaluate` picks."""
    n_seen, n_picked, hits = 0, 0, 0
    n_measured = 0
    for it in range(week.max() + 1):
        own = np.flatnonzero(week == it)
        n_seen += len(own)
        k = min(int(share * n_seen + 1e-9) - n_picked, len(own))
        n_picked += k
        if np.isnan(scores[own]).any() or len(own) == 0:
            continue
        best = own[np.argsort(-scores[own], kind="stable")][:k]
        n_measured += k
        hits += found[best].sum()
    return hits / n_measured if n_measured else float("nan")


def main():
    args = arguments()
    with open(args.map, "rb") as file:
        plan = tomllib.load(file)
    table = pd.read_csv(args.table)
    with open(args.report) as file:
        report = json.load(file)
    columns, labels = bare(args, plan)
    week, grown_in = table["week"].to_numpy(), table["grown_in"].to_numpy()
    found = table["found"].to_numpy()
    assert len(columns) == len(table) and (labels.to_numpy() == found).all(), "the tables differ"
    ours = table.drop(columns=["row", "week", "grown_in", "found", "score"])
    ours.columns = [f"f{it}" for it in range(ours.shape[1])]
    native = columns.copy()
    native.columns = [f"c{it}" for it in range(native.shape[1])]
    few = native[[it for it in native if native[it].dtype != "category" or native[it].nunique() <= 1000]]
    sets = {
        "our features": ours,
        "bare columns, native categories": native,
        "bare columns, native categories of at most 1,000 values": few,
        "our features and native categories of at most 1,000 values": pd.concat([ours, few], axis=1),
    }
    decided = grown_in >= 0
    rows = []

    def tell(name, given, scores):
        auc = roc_auc_score(found[decided], scores[decided])
        shares = [picked(scores, found, week, it) for it in (0.01, 0.02, 0.05, 0.10)]
        rows.append(dict(who=name, given=given, auc=auc, precision=shares))
        print(f"{name:34} {given:60} {auc:.4f}  " + "  ".join(f"{it:.3f}" for it in shares), flush=True)

    print(f"{len(table)} cases, {decided.sum()} decided, base rate {found[decided].mean():.4f}; AUC; precision at 1, 2, 5, 10 %")
    scores = table["score"].where(decided).to_numpy()
    tell("tongguan (hessboost)", "our features", scores)
    in_report = [it["precision"] for it in report["arms"] if it["strategy"] == "model"]
    print(f"{'':34} {'the same, as the program told it':60} {report['auc']:.4f}  " + "  ".join(f"{it:.3f}" for it in in_report))
    for given, features in sets.items():
        for name, make in peers(args.threads).items():
            tell(name, given, walk(make, features, found, week, grown_in))
    plain = sets["our features"]
    tell("scikit-learn HistGradientBoosting", "our features", walk(
        lambda: HistGradientBoostingClassifier(max_iter=150, learning_rate=0.04, random_state=1), plain, found, week, grown_in))
    best = max((it for it in rows[1:]), key=lambda it: it["auc"])
    top = max((it for it in rows[1:]), key=lambda it: it["precision"][3])
    print(f"best AUC of a peer: {best['auc']:.4f} ({best['who']}, {best['given']}); ours {rows[0]['auc']:.4f}")
    print(f"best precision at 10 % of a peer: {top['precision'][3]:.3f} ({top['who']}, {top['given']}); ours {rows[0]['precision'][3]:.3f}")


if __name__ == "__main__":
    main()
