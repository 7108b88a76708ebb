"""The peers of `bench_peers.py` that train models or load and apply them."""

import os


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
