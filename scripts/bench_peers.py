#!/usr/bin/env python3
"""The Python libraries that `scripts/bench --peers PYTHON` compares Retrace with.

`bench_peers.py TASK PEER FOLDER` prepares the task from the inputs in FOLDER and then speaks with
`retrace-bench` line by line, as its own workers do: `{"ready": true}` or why it cannot work, and
for every line `run` the seconds of the bare call, by the clock and of all cores. After the first
run it also tells its peak memory until then and what it found.

To add a peer: a function `prepare_<task>(peer, folder)` that loads what is not to be timed and
returns the call that is and a function that tells what it found; then a `Rival` of the task in
Sources/retrace-bench. A library that is not installed is skipped, so import it in the function.
"""

import json
import os
import sys
import time


def prepare_csv(peer, folder, name="table.csv"):
    """Read a CSV into the library's own table."""
    path = os.path.join(folder, name)
    if peer == "pandas":
        import pandas

        return lambda: pandas.read_csv(path, engine="c"), digest_of_pandas
    if peer == "pyarrow":
        from pyarrow import csv

        options = csv.ParseOptions(newlines_in_values=name == "quoted.csv")
        return lambda: csv.read_csv(path, parse_options=options), digest_of_arrow
    if peer == "polars":
        import polars

        return lambda: polars.read_csv(path), lambda frame: digest_of_arrow(frame.to_arrow())
    raise KeyError(peer)


def prepare_csv_precise(peer, folder):
    return prepare_csv(peer, folder, "precise.csv")


def prepare_csv_quoted(peer, folder):
    return prepare_csv(peer, folder, "quoted.csv")


def digest_of_pandas(frame):
    """What GeneratedTables.digest tells of a table."""
    import pandas

    numbers = [name for name in frame if pandas.api.types.is_numeric_dtype(frame[name])]
    texts = [name for name in frame if name not in numbers]
    return {
        "rows": len(frame),
        "sums": [float(frame[name].sum()) for name in numbers],
        "texts": [
            [frame[name].nunique(), sum(len(text.encode()) for text in frame[name])]
            for name in texts
        ],
    }


def digest_of_arrow(table):
    import pyarrow
    from pyarrow import compute

    sums, texts = [], []
    for column in table.columns:
        if pyarrow.types.is_integer(column.type) or pyarrow.types.is_floating(column.type):
            sums.append(float(compute.sum(column).as_py()))
        else:
            length = compute.sum(compute.binary_length(column)).as_py()
            texts.append([compute.count_distinct(column).as_py(), length])
    return {"rows": table.num_rows, "sums": sums, "texts": texts}


def prepare_tensorboard(peer, folder):
    """Read an event file with all its scalars."""
    path = os.path.join(folder, "events.out.tfevents.1700000000.bench.1.0")
    if peer != "tensorboard":
        raise KeyError(peer)
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def work():
        return EventAccumulator(path, size_guidance={"scalars": 0}).Reload()

    def digest(accumulator):
        found = {}
        for tag in sorted(accumulator.Tags()["scalars"]):
            events = accumulator.Scalars(tag)
            found[tag] = [
                len(events), sum(event.value for event in events),
                sum(event.step for event in events),
            ]
        return found

    return work, digest


def prepare_summarise(peer, folder):
    """Filter, group and summarise that table."""
    path = os.path.join(folder, "table.csv")
    if peer == "pandas":
        import pandas

        frame = pandas.read_csv(path)

        def work():
            kept = frame[frame["r0"] > 0.5]
            return kept.groupby("t1").agg(r1=("r1", "mean"), r2=("r2", "sum"), r3=("r3", "size"))

        def check(result):
            return {
                "groups": len(result),
                "columns": [[float(x) for x in result[name]] for name in ("r1", "r2", "r3")],
            }

        return work, check
    if peer == "polars":
        import polars

        frame = polars.read_csv(path)

        def work():
            kept = frame.filter(polars.col("r0") > 0.5)
            groups = kept.group_by("t1")
            return groups.agg(
                polars.col("r1").mean(), polars.col("r2").sum(), polars.len().alias("r3")
            )

        def check(result):
            result = result.sort("t1")
            return {
                "groups": len(result),
                "columns": [[float(x) for x in result[name]] for name in ("r1", "r2", "r3")],
            }

        return work, check
    raise KeyError(peer)


def read_mlp(path):
    """A model file's network as a function from rows to probabilities of both classes."""
    import numpy

    with open(path) as file:
        layers = json.load(file)["layers"]
    weights = [
        (numpy.array(layer["weight"]).T.copy(), numpy.array(layer["bias"])) for layer in layers
    ]

    def predict(rows):
        for weight, bias in weights[:-1]:
            rows = numpy.maximum(rows @ weight + bias, 0)
        margin = rows @ weights[-1][0] + weights[-1][1]
        positive = 1 / (1 + numpy.exp(-margin[:, 0]))
        return numpy.stack([1 - positive, positive], axis=1)

    return predict


def prepare_lime(peer, folder):
    """Explain rows one by one; lime has no call for several."""
    import numpy
    from lime.lime_tabular import LimeTabularExplainer

    predict = read_mlp(os.path.join(folder, "lime_model.json"))
    training = numpy.load(os.path.join(folder, "lime_training.npy"))
    rows = numpy.load(os.path.join(folder, "lime_rows.npy"))
    # Without a selection of features, as Retrace does; lime's default would fit twice.
    explainer = LimeTabularExplainer(
        training, discretize_continuous=True, feature_selection="none", random_state=1
    )

    def work():
        return [
            explainer.explain_instance(row, predict, num_features=20, num_samples=5_000)
            for row in rows
        ]

    def check(explanations):
        coefficients = [
            [weight for _, weight in sorted(explanation.local_exp[1])]
            for explanation in explanations
        ]
        return {"coefficients": coefficients, "r2": [float(e.score) for e in explanations]}

    return work, check


def prepare_counterfactuals(peer, folder):
    """Ask DiCE for four counterfactuals of every row."""
    import dice_ml
    import numpy
    import pandas
    from sklearn.linear_model import LogisticRegression

    with open(os.path.join(folder, "counterfactual_model.json")) as file:
        model = json.load(file)
    names = model["features"]
    training = numpy.load(os.path.join(folder, "counterfactual_training.npy"))
    rows = numpy.load(os.path.join(folder, "counterfactual_rows.npy"))
    logistic = LogisticRegression()
    logistic.coef_ = numpy.array([model["coef"]])
    logistic.intercept_ = numpy.array([model["intercept"]])
    logistic.classes_ = numpy.array([0, 1])
    logistic.n_features_in_ = len(names)
    logistic.feature_names_in_ = numpy.array(names, dtype=object)
    frame = pandas.DataFrame(training, columns=names)
    frame["target"] = logistic.predict(frame)
    data = dice_ml.Data(dataframe=frame, continuous_features=list(names), outcome_name="target")
    explainer = dice_ml.Dice(
        data, dice_ml.Model(model=logistic, backend="sklearn"), method="genetic"
    )
    queries = pandas.DataFrame(rows, columns=names)

    def work():
        return explainer.generate_counterfactuals(
            queries, total_CFs=4, desired_class="opposite", verbose=False
        )

    def check(found):
        rows = []
        for position, example in enumerate(found.cf_examples_list):
            frame = example.final_cfs_df
            if frame is None:
                continue
            for row in frame[list(names)].to_numpy(dtype=float):
                rows.append([position, *map(float, row)])
        return {"rows": rows}

    return work, check


def prepare_surrogate(peer, folder):
    """Grow a tree on the model's answers; asking the model is not timed."""
    import numpy
    from sklearn.tree import DecisionTreeClassifier

    predict = read_mlp(os.path.join(folder, "surrogate_model.json"))
    rows = numpy.load(os.path.join(folder, "surrogate_rows.npy"))
    answers = (predict(rows)[:, 1] >= 0.5).astype(int)

    def work():
        return DecisionTreeClassifier(max_depth=5, random_state=0).fit(rows, answers)

    def check(tree):
        return {"fidelity": tree.score(rows, answers), "leaves": int(tree.get_n_leaves())}

    return work, check


def prepare_train_mlp(peer, folder):
    """Train a network of the same shape for as many epochs."""
    import pandas

    frame = pandas.read_csv(os.path.join(folder, "training.csv"))
    labels = frame.pop("label").to_numpy()
    rows = frame.to_numpy()
    if peer == "pytorch":
        return train_mlp_with_torch(rows, labels)
    if peer == "pytorch-recorded":
        return train_mlp_with_torch(rows, labels, os.path.join(folder, "recorded-run"))
    import warnings

    from sklearn.neural_network import MLPClassifier

    # It warns that 20 epochs were not enough, which is as it should be.
    warnings.simplefilter("ignore")

    def work():
        return MLPClassifier(
            hidden_layer_sizes=(32, 16), solver="adam", alpha=1e-4, batch_size=128,
            learning_rate_init=0.003, max_iter=20, n_iter_no_change=1_000, random_state=1,
        ).fit(rows, labels)

    return work, lambda model: {"accuracy": model.score(rows, labels)}


def train_mlp_with_torch(rows, labels, record=None):
    """The usual loop, which records nothing, or all that the recorder can in a folder."""
    import torch
    from retrace_recorder import Recorder

    inputs = torch.tensor((rows - rows.mean(0)) / rows.std(0), dtype=torch.float32)
    targets = torch.tensor(labels == "yes", dtype=torch.float32)

    def work():
        torch.manual_seed(1)
        model = torch.nn.Sequential(
            torch.nn.Linear(20, 32), torch.nn.ReLU(), torch.nn.Linear(32, 16), torch.nn.ReLU(),
            torch.nn.Linear(16, 1),
        )
        optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
        loss_of = torch.nn.BCEWithLogitsLoss()
        if record:
            recorder = Recorder(record, epochs=20, overwrite=True)
            recorder.torch(model, inputs, targets, optimizer=optimizer)
        for _ in range(20):
            order = torch.randperm(len(inputs))
            for start in range(0, len(order), 128):
                batch = order[start : start + 128]
                optimizer.zero_grad()
                loss = loss_of(model(inputs[batch])[:, 0], targets[batch])
                loss.backward()
                if record:
                    recorder.step(batch, loss)
                optimizer.step()
            if record:
                recorder.epoch()
        if record:
            recorder.close()
        return model

    def check(model):
        with torch.no_grad():
            hits = (model(inputs)[:, 0] > 0) == (targets > 0)
        return {"accuracy": float(hits.double().mean())}

    return work, check


def prepare_additive(peer, folder):
    """Learn an explainable boosting machine on the first half of the rows."""
    import pandas
    from interpret.glassbox import ExplainableBoostingClassifier

    frame = pandas.read_csv(os.path.join(folder, "additive.csv"))
    half = len(frame) // 2
    rows, labels = frame.drop(columns="label").to_numpy(), frame["label"].to_numpy()
    # Both cores; otherwise as it comes, with 14 bags, 1024 bins and 64 in pairs.
    settings = {"interpret": {}, "interpret-alike": {"learning_rate": 0.15, "max_leaves": 3}}
    settings = dict(settings[peer], interactions=5, n_jobs=os.cpu_count(), random_state=1)

    def work():
        return ExplainableBoostingClassifier(**settings).fit(rows[:half], labels[:half])

    def check(model):
        from sklearn.metrics import roc_auc_score

        probabilities = model.predict_proba(rows[half:])[:, 1]
        return {"auc": float(roc_auc_score(labels[half:], probabilities))}

    return work, check


def prepare_boosting(peer, folder):
    """Boost as many trees with as many leaves, on as many bins, on both cores."""
    import numpy
    import pandas

    frame = pandas.read_csv(os.path.join(folder, "boosting.csv"))
    labels = (frame.pop("label") == "yes").to_numpy().astype(int)
    rows = frame.to_numpy()
    cores = len(os.sched_getaffinity(0))
    if peer == "lightgbm":
        import lightgbm

        settings = {
            "objective": "binary", "num_leaves": 31, "max_depth": 20, "learning_rate": 0.1,
            "max_bin": 255, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 1, "lambda_l2": 0,
            "num_threads": cores, "verbose": -1,
        }

        def work():
            return lightgbm.train(settings, lightgbm.Dataset(rows, labels), 100)

        def shares(model):
            return model.predict(rows)
    elif peer == "xgboost":
        import xgboost

        settings = {
            "objective": "binary:logistic", "max_leaves": 31, "max_depth": 20, "eta": 0.1,
            "max_bin": 255, "min_child_weight": 1, "lambda": 0, "tree_method": "hist",
            "grow_policy": "lossguide", "nthread": cores,
        }

        def work():
            return xgboost.train(settings, xgboost.DMatrix(rows, labels), 100)

        def shares(model):
            return model.predict(xgboost.DMatrix(rows))
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier

        def work():
            return HistGradientBoostingClassifier(
                max_iter=100, max_leaf_nodes=31, max_depth=20, learning_rate=0.1, max_bins=255,
                min_samples_leaf=1, early_stopping=False,
            ).fit(rows, labels)

        def shares(model):
            return model.predict_proba(rows)[:, 1]

    def check(model):
        told = numpy.clip(shares(model).astype(float), 1e-15, 1 - 1e-15)
        loss = -numpy.mean(numpy.where(labels == 1, numpy.log(told), numpy.log(1 - told)))
        return {"log_loss": float(loss)}

    return work, check


def prepare_mlflow(peer, folder):
    """Read all runs of a file store with every point of their metric."""
    os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", MLFLOW_ALLOW_FILE_STORE="true")
    from mlflow import MlflowClient

    client = MlflowClient("file://" + os.path.abspath(os.path.join(folder, "mlruns")))

    def work():
        runs = client.search_runs(["1"], max_results=50000)
        return [(run, client.get_metric_history(run.info.run_id, "loss")) for run in runs]

    def tell(found):
        return {
            "runs": len(found),
            "points": sum(len(history) for _, history in found),
            "params": sum(len(run.data.params) for run, _ in found),
            "sum": sum(point.value for _, history in found for point in history),
        }

    return work, tell


def prepare_predict_trees(peer, folder):
    """Predict margins from an array with the trees that Retrace's bench wrote."""
    if peer != "xgboost":
        raise KeyError(peer)
    import numpy
    import xgboost

    booster = xgboost.Booster(model_file=os.path.join(folder, "trees.json"))
    rows = numpy.load(os.path.join(folder, "tree-rows.npy"))
    return lambda: booster.inplace_predict(rows, predict_type="margin"), digest_of_margins


def prepare_load_xgboost(peer, folder):
    """Load a large model file."""
    if peer != "xgboost":
        raise KeyError(peer)
    import numpy
    import xgboost

    path = os.path.join(folder, "large-trees.json")
    row = numpy.zeros((1, 30))

    def tell(booster):
        return digest_of_margins(booster.inplace_predict(row, predict_type="margin"))

    return lambda: xgboost.Booster(model_file=path), tell


def digest_of_margins(margins):
    margins = margins.astype(float)
    return {"rows": len(margins), "first": margins[:1000].tolist(), "mean": margins.mean()}


def peak_memory():
    """The peak of this process in bytes; getrusage would count what was before exec."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def serve(task, peer, folder, say):
    """Prepare the task, then work whenever told to."""
    prepare = globals().get("prepare_" + task.replace("-", "_"))
    if prepare is None:
        return say({"failed": f"there is no prepare_{task} in {__file__}"})
    try:
        work, check = prepare(peer, folder)
    except ModuleNotFoundError as error:
        return say({"unavailable": f"{error.name} is not installed"})
    say({"ready": True})
    first = True
    for line in sys.stdin:
        if line.strip() != "run":
            continue
        cpu = time.process_time()
        start = time.perf_counter()
        result = work()
        answer = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
        if first:
            answer["peak"] = peak_memory()
            answer["result"] = check(result)
            first = False
        del result
        say(answer)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        print(json.dumps(answer), file=answers, flush=True)

    try:
        serve(*sys.argv[1:], say)
    except Exception as error:
        say({"failed": f"{type(error).__name__}: {error}"})
        raise


if __name__ == "__main__":
    main()
