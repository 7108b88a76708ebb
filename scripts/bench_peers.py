#!/usr/bin/env python3
"""The Python libraries that `scripts/bench --peers PYTHON` compares Retrace with.

`bench_peers.py TASK PEER FOLDER` prepares the task from the inputs in FOLDER and then speaks with
`retrace-bench` line by line, as its own workers do: `{"ready": true}` or why it cannot work, and
for every line `run` the seconds of the bare call, by the clock and of all cores. After the first
run it also tells its peak memory until then and what it found.

To add a peer: a function `prepare_<task>(peer, folder)` here or in bench_model_peers.py that loads
what is not to be timed and returns the call that is and a function that tells what it found; then
a `Rival` of the task in Sources/retrace-bench. A library that is not installed is skipped, so
import it in the function.
"""

import json
import os
import sys
import time

sys.dont_write_bytecode = True
import bench_model_peers


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


def peak_memory():
    """The peak of this process in bytes; getrusage would count what was before exec."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def serve(task, peer, folder, say):
    """Prepare the task, then work whenever told to."""
    name = "prepare_" + task.replace("-", "_")
    prepare = globals().get(name) or getattr(bench_model_peers, name, None)
    if prepare is None:
        return say({"failed": f"there is no {name} in {__file__}"})
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
