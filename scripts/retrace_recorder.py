"""Record the training of a model in Python, so that Retrace can explain it.

One file, for Python 3.9 or later with numpy; copy it beside your own. It writes a folder of
standard files (JSON, CSV, safetensors) that `load("runs/first")` opens in Retrace: metrics, the
rows, the parameters after every epoch, what the model said of every row, the order of the batches,
learning rates and gradient norms. Recording changes nothing in the training.

    from retrace_recorder import Recorder

    recorder = Recorder("runs/first", train=train, valid=valid, target="repaid", params={"l2": 0.1})

`train` and `valid` are the rows as you had them, before one-hot columns and scaling: a pandas or
polars frame, a dictionary of columns, a list of dictionaries, or a numpy matrix (name its columns
with `features=`). `features=` says which columns are learned from (default: all but the target),
`classes=` names the classes in the order in which the model counts them. The recorder finds out by
itself how the columns of the model's matrix follow from those rows.

PyTorch, in the loop that you have; X and y are what the model takes, in the order of the rows:

    recorder.torch(model, X_train, y_train, X_valid, y_valid, optimizer=optimizer, loader=loader)
    for epoch in range(20):
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            recorder.step(loss=loss)            # between backward() and optimizer.step()
            optimizer.step()
        recorder.epoch()
    recorder.close()

Without `loader=`, tell the rows of the batch (positions in X_train): `recorder.step(rows, loss)`.

    Keras          model.fit(…, callbacks=[recorder.keras(model, X_train, y_train, X_valid, y_valid)])
    Hugging Face   Trainer(…, callbacks=[recorder.huggingface(train_dataset, valid_dataset, collator)])
    Lightning      Trainer(…, callbacks=[recorder.lightning(X_train, y_train, X_valid, y_valid)])
    XGBoost        xgboost.train(…, callbacks=[recorder.xgboost(dtrain, None, dvalid)])
    LightGBM       lightgbm.train(…, callbacks=[recorder.lightgbm(X_train, y_train, X_valid, y_valid)])
    scikit-learn   recorder.sklearn(model, X_train, y_train, X_valid, y_valid), then in the loop
                   model.partial_fit(…); recorder.epoch()
                   or after the fact: recorder.fitted(model, X_train, y_train, X_valid, y_valid)

End with `recorder.close()`, or use `with Recorder(…) as recorder:`. A program that is killed leaves
a run of all whole epochs. Any other loop: `recorder.custom(logits_of, …)`, see there.
"""

import datetime
import hashlib
import json
import math
import os
import platform
import sys
import time
import warnings

import numpy as np

__version__ = "1.0"
__all__ = ["Recorder", "RecorderError"]

# Names and columns of the folder's files; Retrace reads them in Sources/RetraceRuns/Runs.
METRIC_COLUMNS = "step,epoch,split,metric,value,time\n"
STEP_COLUMNS = "step,epoch,batch,learning_rate,loss,gradient_norm\n"
FILES = (
    "run.json", "metrics.csv", "steps.csv", "train.csv", "valid.csv", "model.json", "model.ubj",
    "model.txt", "examples.safetensors",
)
# Records per row above this size are left out, unless `record_limit=` says otherwise.
RECORD_LIMIT = 4 << 30
# Parameters above this size are not kept for every epoch, unless `weights=True` says otherwise.
WEIGHT_LIMIT = 256 << 20


class RecorderError(ValueError):
    """What was given to the recorder does not fit; the message says what and how to mend it."""


# Files


def replace_file(path, data):
    """Write a file under a temporary name, bring it to the disk and rename it."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def append_file(path, text):
    """Append to a file, bring it to the disk and tell its size."""
    with open(path, "ab") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


TENSOR_KINDS = {"f8": "F64", "f4": "F32", "f2": "F16", "i8": "I64", "i4": "I32", "i2": "I16",
                "i1": "I8", "u1": "U8", "b1": "BOOL"}


def tensor_head(entries, metadata=None):
    """The head of a safetensors file: `entries` are (name, kind, shape, bytes)."""
    head, position = ({"__metadata__": metadata} if metadata else {}), 0
    for name, kind, shape, size in entries:
        head[name] = {"dtype": kind, "shape": [int(extent) for extent in shape],
                      "data_offsets": [position, position + size]}
        position += size
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def tensor_bytes(tensors, metadata=None):
    """A dictionary of arrays as a safetensors file."""
    arrays = {}
    for name, array in tensors.items():
        array = np.asarray(array)
        if array.dtype.str[1:] not in TENSOR_KINDS:
            array = array.astype("<f8")
        # ascontiguousarray makes a row of a number, so the shape is put back.
        ready = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        arrays[name] = ready.reshape(array.shape)
    head = tensor_head(
        [(n, TENSOR_KINDS[a.dtype.str[1:]], a.shape, a.nbytes) for n, a in arrays.items()], metadata)
    return b"".join([head, *(array.tobytes() for array in arrays.values())])


class ExampleFile:
    """`examples.safetensors` while it grows: each epoch fills its slices.

    The header stands for more epochs than there are; run.json says how many count. When they are
    used up, or a new record comes in, the file is written anew under a temporary name.
    """

    def __init__(self, path, epochs):
        self.path, self.capacity, self.parts, self.base = path, epochs, [], 0

    def slots(self, name, epochs):
        """How many slices a record has: those of the moment of learning lack epoch 0."""
        return epochs if name in ("train.online_logits", "batch_order") else epochs + 1

    def epoch_bytes(self):
        return sum(size for _, _, _, size in self.parts)

    def write(self, epoch, records):
        """Fill the slices of an epoch; a record that is absent is left empty (NaN, −1)."""
        known = {name for name, _, _, _ in self.parts}
        fresh = []
        for name, array in records.items():
            if name not in known:
                kind = "I32" if array.dtype.kind == "i" else "F32"
                fresh.append((name, kind, array.shape, array.size * 4))
        if fresh or epoch > self.capacity:
            capacity = self.capacity if epoch <= self.capacity else max(epoch, 2 * self.capacity)
            self.relay(self.parts + fresh, capacity, epoch)
        with open(self.path, "r+b") as file:
            start = self.base
            for name, kind, shape, size in self.parts:
                slot = self.slots(name, epoch) - 1
                if slot >= 0:
                    array = records.get(name)
                    if array is None:
                        array = np.full(shape, -1 if kind == "I32" else np.nan)
                    if array.shape != shape:
                        raise RecorderError(
                            f"'{name}' has the shape {array.shape}, it had {shape} before")
                    file.seek(start + slot * size)
                    file.write(array.astype("<i4" if kind == "I32" else "<f4").tobytes())
                start += size * self.slots(name, self.capacity)
            file.flush()
            os.fsync(file.fileno())

    def finish(self, epochs):
        """Cut the file to the epochs that were completed."""
        if self.parts and epochs < self.capacity:
            self.relay(self.parts, epochs, epochs + 1)

    def relay(self, parts, capacity, epoch):
        """Write the file for other records and another number of epochs; keep what was before
        an epoch."""
        old, start = {}, self.base
        for name, _, _, size in self.parts:
            old[name] = start
            start += size * self.slots(name, self.capacity)
        entries = []
        for name, kind, shape, size in parts:
            count = self.slots(name, capacity)
            entries.append((name, kind, (count, *shape), size * count))
        head = tensor_head(entries)
        temporary = f"{self.path}.{os.getpid()}.tmp"
        try:
            with open(temporary, "wb") as file:
                file.write(head)
                position = len(head)
                for name, kind, shape, size in parts:
                    file.seek(position)
                    kept = self.slots(name, epoch - 1)
                    if name in old:
                        with open(self.path, "rb") as source:
                            source.seek(old[name])
                            for _ in range(kept):
                                file.write(source.read(size))
                    else:
                        empty = np.full(shape, -1 if kind == "I32" else np.nan)
                        for _ in range(kept):
                            file.write(empty.astype("<i4" if kind == "I32" else "<f4").tobytes())
                    position += size * self.slots(name, capacity)
                file.truncate(position)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
        self.parts, self.capacity, self.base = parts, capacity, len(head)


# Tables


def to_numpy(values):
    """An array of whatever holds numbers or texts: lists, series, tensors of any framework."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        if str(values.dtype) == "torch.bfloat16":
            values = values.float()
    if hasattr(values, "toarray"):
        values = values.toarray()
    if hasattr(values, "to_numpy"):
        return values.to_numpy()
    return np.asarray(values)


def is_absent(value):
    """Whether a cell holds no value."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def number_text(value):
    """A number in the fewest digits, whole ones without a point."""
    value = float(value)
    if math.isfinite(value) and value == int(value) and abs(value) < 1 << 53:
        return str(int(value)) if value or math.copysign(1, value) > 0 else "-0"
    return repr(value)


def number_texts(values):
    """Numbers as texts, missing ones empty."""
    with np.errstate(invalid="ignore"):
        plain = np.isfinite(values) & (np.abs(values) < 1 << 53) & ((values != 0) | ~np.signbit(values))
        if plain.all() and (values == np.round(values)).all():
            return list(map(str, values.astype(np.int64).tolist()))
    texts = [text[:-2] if text.endswith(".0") else text for text in map(repr, values.tolist())]
    for row in np.flatnonzero(~plain):
        texts[row] = "" if math.isnan(values[row]) else number_text(values[row])
    return texts


class Column:
    """Values of one kind: numbers (NaN is missing), or logicals and texts (None is missing)."""

    def __init__(self, name, values):
        array = to_numpy(values)
        if array.ndim != 1:
            raise RecorderError(f"the column '{name}' has {array.ndim} dimensions, expected 1")
        kind = array.dtype.kind
        if kind in "iu" and array.size and max(abs(int(array.min())), abs(int(array.max()))) > 1 << 53:
            kind, array = "O", np.array([str(value) for value in array.tolist()], dtype=object)
        if kind in "iuf":
            self.kind, self.values = "number", array.astype(float)
        elif kind == "b":
            self.kind, self.values = "logical", array.tolist()
        else:
            self.take_objects(array)

    def take_objects(self, array):
        cells = [None if is_absent(value) else value for value in array.tolist()]
        if array.dtype.kind == "M":
            cells = [None if cell is None else str(stamp) for cell, stamp in zip(cells, array)]
        present = [cell for cell in cells if cell is not None]
        if present and all(isinstance(cell, (bool, np.bool_)) for cell in present):
            self.kind, self.values = "logical", [None if c is None else bool(c) for c in cells]
        elif all(isinstance(c, (float, np.floating)) or (
                isinstance(c, (int, np.integer)) and not isinstance(c, bool) and abs(c) <= 1 << 53)
                for c in present):
            self.kind = "number"
            self.values = np.array([math.nan if c is None else float(c) for c in cells])
        else:
            # A CSV cannot tell an empty text from none.
            self.kind = "text"
            self.values = [None if cell is None or str(cell) == "" else str(cell) for cell in cells]
            different = len(set(self.values) - {None})
            if different <= max(20, len(cells) // 20) and different <= len(cells) / 2:
                self.kind = "category"

    def __len__(self):
        return len(self.values)

    def texts(self):
        """The cells as a CSV holds them, empty where missing."""
        if self.kind == "number":
            return number_texts(self.values)
        if self.kind == "logical":
            return ["" if v is None else "true" if v else "false" for v in self.values]
        return ["" if v is None else v for v in self.values]

    def numbers(self):
        """Numbers, true as 1; None for texts."""
        if self.kind == "number":
            return self.values
        if self.kind == "logical":
            return np.array([math.nan if v is None else float(v) for v in self.values])
        return None

    def cells(self):
        """The values that a JSON holds, None where missing."""
        if self.kind == "number":
            return [None if math.isnan(v) else int(v) if v == round(v, 0) and abs(v) < 1 << 53 else v
                    for v in self.values.tolist()]
        return list(self.values)


def quoted(text):
    """A cell of a CSV, in quotes where it needs them."""
    plain = text and not any(mark in text for mark in ',"\n\r')
    if plain and text[0] not in " \t" and text[-1] not in " \t":
        return text
    return '"' + text.replace('"', '""') + '"'


class Table:
    """The rows of a split, column by column."""

    def __init__(self, columns):
        self.columns = columns
        counts = {len(column) for column in columns.values()}
        if len(counts) > 1:
            shown = ", ".join(f"'{n}' {len(c)}" for n, c in list(columns.items())[:8])
            raise RecorderError(f"the columns have different numbers of rows: {shown}")
        self.rows = counts.pop() if counts else 0

    @classmethod
    def of(cls, data, what, names=None):
        """A table of a frame, a dictionary of columns, a list of dictionaries or a matrix."""
        if isinstance(data, Table):
            return data
        if isinstance(data, dict):
            pairs = list(data.items())
        elif isinstance(data, (list, tuple)) and data and isinstance(data[0], dict):
            keys = dict.fromkeys(key for row in data for key in row)
            pairs = [(key, objects([row.get(key) for row in data])) for key in keys]
        elif hasattr(data, "columns") and hasattr(data, "__getitem__"):
            labels = list(data.columns)
            if len(set(map(str, labels))) < len(labels):
                raise RecorderError(f"two columns of {what} have the same name")
            pairs = [(label, data[label]) for label in labels]
        elif getattr(getattr(data, "dtype", None), "names", None):
            pairs = [(name, data[name]) for name in data.dtype.names]
        else:
            matrix = to_numpy(data)
            if matrix.ndim != 2:
                raise RecorderError(
                    f"{what} is no table: expected a frame, a dictionary of columns, a list of "
                    f"dictionaries or a matrix, got {type(data).__name__}")
            names = list(names) if names else [f"x{j}" for j in range(matrix.shape[1])]
            if len(names) != matrix.shape[1]:
                raise RecorderError(
                    f"{what} has {matrix.shape[1]} columns, {len(names)} names were given")
            pairs = [(name, matrix[:, j]) for j, name in enumerate(names)]
        return cls({str(name): Column(str(name), values) for name, values in pairs})

    def like(self, other, what):
        """The same rows with the kinds of another table's columns."""
        for name, column in self.columns.items():
            model = other.columns.get(name)
            if model is None or model.kind == column.kind:
                continue
            if model.kind == "number" and all(v is None for v in column.values):
                self.columns[name] = Column(name, np.full(len(column), math.nan))
            elif model.kind in ("category", "text"):
                column.values = [text or None for text in column.texts()]
                column.kind = model.kind
            elif {model.kind, column.kind} != {"number", "logical"}:
                raise RecorderError(
                    f"the column '{name}' holds {column.kind} in {what}, {model.kind} in train")
        return self

    def csv(self):
        names = [quoted(name) for name in self.columns]
        texts = [column.texts() if column.kind in ("number", "logical") else
                 [quoted(text) if text else "" for text in column.texts()]
                 for column in self.columns.values()]
        # A lone empty cell is in quotes, as a line that holds nothing would be skipped.
        lines = [",".join(cells) or '""' for cells in zip(*texts)]
        return ("\n".join([",".join(names), *lines]) + "\n").encode(errors="replace")


def objects(values):
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


# How the columns of the model's matrix follow from the rows


class Unmapped(Exception):
    """Why no model file can be written; the rest of the run is recorded all the same."""


def candidates(table, features):
    """What a column of a matrix may be: (feature, part, numbers); NaN where it is free."""
    found = []
    for name in features:
        column = table.columns[name]
        numbers = column.numbers()
        if numbers is not None:
            found.append((name, {}, numbers))
            missing = np.isnan(numbers)
        else:
            missing = np.array([value is None for value in column.values])
        if missing.any():
            found.append((name, {"missing": True}, missing.astype(float)))
        if numbers is not None and (
                column.kind == "logical" or not 2 < len(np.unique(numbers[~missing])) <= 50):
            continue
        texts = np.array(column.texts(), dtype=object)
        levels = sorted(set(texts.tolist()) - {""})
        if levels:
            found += [(name, {"level": level}, (texts == level).astype(float)) for level in levels]
    return found


def affine(source, target):
    """Slope and intercept of target = slope · source + intercept; nothing if it does not hold."""
    spread = source - source.mean()
    size = float(spread @ spread)
    if not size > 0 or not np.isfinite(size):
        return None
    slope = float(spread @ (target - target.mean())) / size
    intercept = float(target.mean() - slope * source.mean())
    limit = 2e-5 * max(float(np.abs(target).max()), 1e-30)
    if slope == 0 or not np.abs(slope * source + intercept - target).max() <= limit:
        return None
    if np.array_equal(source.astype(np.float32), target.astype(np.float32)):
        return 1.0, 0.0
    if abs(slope - 1) < 1e-6 and abs(intercept) < 1e-6 * max(1, float(np.abs(source).max())):
        return 1.0, 0.0
    return slope, intercept


def fit_column(numbers, target):
    """Mean, scale and fill that make a column of the matrix of numbers; nothing if none do."""
    absent = np.isnan(numbers)
    line = affine(numbers[~absent], target[~absent]) if not absent.all() else None
    if line is None:
        return None
    slope, intercept = line
    found = {"mean": -intercept / slope + 0.0, "scale": 1 / slope}
    if absent.any():
        filled = target[absent]
        if np.isnan(filled).all():
            return found
        if not float(np.ptp(filled)) <= 2e-5 * max(1, float(np.abs(filled).max())):
            return None
        found["fill"] = float(filled.mean()) * found["scale"] + found["mean"]
    return found


def encoding_of(table, features, matrix):
    """The encoding under which the rows of a table become a matrix, a dictionary per column.

    It is found by trying: each column of the matrix is a line through a number of the table, or
    through the indicator of one of its levels or of missing cells. It holds in all rows, to the
    precision of 32-bit floats.
    """
    matrix = np.asarray(matrix, dtype=float)
    plain = [table.columns[name].numbers() for name in features]
    if len(features) == matrix.shape[1] and all(
            numbers is not None and np.array_equal(numbers, matrix[:, j], equal_nan=True)
            for j, numbers in enumerate(plain)):
        return [{"feature": name} for name in features]
    found = [None] * matrix.shape[1]
    options = candidates(table, features)
    few = np.linspace(0, len(matrix) - 1, min(len(matrix), 2_000)).astype(int)
    for rows in (few, slice(None)):
        left = [j for j, part in enumerate(found) if part is None]
        if not left:
            break
        near, sought = {j: [] for j in left}, matrix[rows][:, left]
        for position, (_, _, numbers) in enumerate(options):
            for j, rises in moving_together(numbers[rows], sought):
                near[left[j]].append((not rises, position))
        used = {(part["feature"], part.get("level"), part.get("missing")) for part in found if part}
        for j in left:
            for _, position in sorted(near[j]):
                name, part, numbers = options[position]
                key = (name, part.get("level"), part.get("missing"))
                if key in used:
                    continue
                line = fit_column(numbers, matrix[:, j])
                if line:
                    found[j] = {"feature": name, **part, **line}
                    used.add(key)
                    break
    for j, part in enumerate(found):
        if part is None:
            if len(matrix) and float(np.ptp(matrix[:, j])) == 0 and features:
                # A constant says nothing of the rows: any indicator that is 0 everywhere will do.
                whole = [n for n in features if not any(
                    is_absent(v) for v in table.columns[n].values)]
                if whole:
                    found[j] = {"feature": whole[0], "missing": True, "mean": -float(matrix[0, j]),
                                "scale": 1.0}
                    continue
            raise Unmapped(
                f"column {j} of the model's matrix is no line through a column of the rows or one "
                "of its levels; give 'encoding=', or as rows what the model takes")
    kinds = {}
    for part in found:
        if not part.get("missing"):
            kinds.setdefault(part["feature"], set()).add("level" in part)
    for name, forms in kinds.items():
        if len(forms) > 1:
            raise Unmapped(f"'{name}' goes in both as a number and by levels")
    return found


def moving_together(numbers, matrix):
    """The columns of a matrix that are nearly a line through numbers, and whether they rise."""
    present = ~np.isnan(numbers)
    if present.sum() < 2:
        return []
    source, target = numbers[present], matrix[present]
    source = source - source.mean()
    target = target - target.mean(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.sqrt((source @ source) * (target * target).sum(axis=0))
        correlation = source @ target / size
    return [(j, bool(correlation[j] > 0)) for j in np.flatnonzero(np.abs(correlation) > 1 - 1e-5)]


# Networks of dense layers


ACTIVATIONS = {"relu": "relu", "relu_": "relu", "tanh": "tanh", "tanh_": "tanh",
               "sigmoid": "logistic", "sigmoid_": "logistic", "logistic": "logistic",
               "softmax": "softmax", "log_softmax": "log_softmax", "identity": None, "linear": None}


class Chain:
    """Dense layers one behind the other: what Retrace can compute by itself."""

    def __init__(self):
        self.layers, self.pending, self.end = [], None, None

    def dense(self, weight, bias):
        """Add weights, outputs × inputs."""
        weight = np.asarray(weight, dtype=np.result_type(weight, np.float32))
        bias = np.zeros(len(weight), weight.dtype) if bias is None else np.asarray(bias)
        if self.pending is not None:
            scale, shift = self.pending
            weight, bias, self.pending = weight * scale, bias + weight @ shift, None
        if self.layers and self.layers[-1][2] is None:
            self.layers[-1][2] = "identity"
        self.layers.append([weight, bias, None])

    def scaled(self, scale, shift):
        """Add a factor and a summand for each column, such as a batch norm after training."""
        if self.layers and self.layers[-1][2] is None:
            weight, bias, _ = self.layers[-1]
            self.layers[-1][:2] = [weight * scale[:, None], bias * scale + shift]
        elif self.pending is None:
            self.pending = (scale, shift)
        else:
            self.pending = (self.pending[0] * scale, self.pending[1] * scale + shift)

    def activation(self, name):
        if name not in ACTIVATIONS:
            raise Unmapped(f"there is no activation '{name}' in Retrace")
        name = ACTIVATIONS[name]
        if name is None:
            return
        if not self.layers or self.layers[-1][2] is not None or self.pending is not None:
            raise Unmapped(f"'{name}' does not stand behind a dense layer")
        self.layers[-1][2] = name

    def finish(self):
        """Take the last activation off, so that what comes out are logits or values."""
        if not self.layers or self.pending is not None:
            raise Unmapped("the model does not end with a dense layer")
        self.end = self.layers[-1][2]
        self.layers[-1][2] = "identity"
        for _, _, name in self.layers[:-1]:
            if name not in ("relu", "tanh", "logistic", "identity"):
                raise Unmapped(f"'{name}' stands between layers")
        return self

    def __call__(self, matrix):
        """Logits or values of rows."""
        for weight, bias, name in self.layers:
            matrix = matrix @ weight.T + bias
            if name == "relu":
                np.maximum(matrix, 0, out=matrix)
            elif name == "tanh":
                np.tanh(matrix, out=matrix)
            elif name == "logistic":
                matrix = logistic(matrix)
        return matrix

    def tensors(self):
        tensors = {}
        for position, (weight, bias, _) in enumerate(self.layers):
            tensors[f"layers.{position}.weight"] = weight
            tensors[f"layers.{position}.bias"] = bias
        return tensors

    def json(self, outputs):
        """The parts of model.json that say what is computed; `outputs` is classes, 0 for numbers."""
        last = self.layers[-1][0].shape[0]
        if outputs == 0 and last != 1:
            raise Unmapped(f"it gives {last} numbers a row, Retrace's models give one")
        end = "identity" if outputs == 0 else "logistic" if last == 1 else "softmax"
        if len(self.layers) == 1:
            weight, bias, _ = self.layers[0]
            if last == 1:
                kind = "linear" if outputs == 0 else "logistic"
                return {"type": kind, "coef": weight[0].tolist(), "intercept": float(bias[0])}
            return {"type": "softmax_regression", "coef": weight.tolist(), "intercept": bias.tolist()}
        return {"type": "mlp", "layers": [
            {"weight": weight.tolist(), "bias": bias.tolist(),
             "activation": end if position == len(self.layers) - 1 else name}
            for position, (weight, bias, name) in enumerate(self.layers)]}


# Measures


def logistic(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def to_logits(outputs, form):
    """Logits of probabilities or their logarithms; float32 keeps them finite."""
    if form in (None, "logit", "value", "log_softmax"):
        return outputs
    tiny = np.finfo(np.float32).tiny
    p = np.asarray(outputs, dtype=float)
    if p.shape[1] == 1:
        # The nearest number below 1 keeps a sure row finite.
        p = np.clip(p, tiny, 1 - 2.0**-24)
        return np.log(p) - np.log1p(-p)
    return np.log(np.maximum(p, tiny))


def losses_of(logits, targets, scaling=None):
    """Cross entropy of each row, or its squared error in units of the target's scale."""
    logits = np.asarray(logits, dtype=float)
    if scaling is not None:
        return np.square((logits[:, 0] - targets) / scaling[1])
    if logits.shape[1] == 1:
        return np.logaddexp(0, np.where(targets == 1, -logits[:, 0], logits[:, 0]))
    top = logits.max(axis=1)
    total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
    return total - np.take_along_axis(logits, targets[:, None].astype(int), axis=1)[:, 0]


def area_under_roc(scores, positives):
    """The share of pairs of rows that the scores put in order, ties as half."""
    positives = np.asarray(positives, dtype=bool)
    high, low = int(positives.sum()), int((~positives).sum())
    if not high or not low or np.isnan(scores).any():
        return math.nan
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], len(ordered)]
    ranks = np.empty(len(ordered))
    ranks[order] = np.repeat((starts + 1 + ends) / 2, ends - starts)
    return float((ranks[positives].sum() - high * (high + 1) / 2) / (high * low))


def measures_of(logits, losses, targets, scaling=None):
    """The metrics that Retrace's own training records."""
    measures = {"loss": float(losses.mean()) if len(losses) else math.nan}
    if not len(losses):
        return measures
    if scaling is None:
        logits = np.asarray(logits, dtype=float)
        column = logits.shape[1]
        guesses = logits[:, 0] >= 0 if column == 1 else logits.argmax(axis=1)
        measures["accuracy"] = float((guesses == targets).mean())
        if column <= 2:
            margins = logits[:, 0] if column == 1 else logits[:, 1] - logits[:, 0]
            measures["auc"] = area_under_roc(margins, targets == 1)
        return measures
    errors = np.asarray(logits, dtype=float)[:, 0] - targets
    spread = float(np.square(targets - targets.mean()).sum())
    measures["rmse"] = float(np.sqrt(np.square(errors).mean()))
    measures["mae"] = float(np.abs(errors).mean())
    measures["r2"] = 1 - float(np.square(errors).sum()) / spread if spread else math.nan
    return measures


# The recorder


class Split:
    """The rows of train or valid: the table, what the model takes, the target as it counts it."""

    def __init__(self, name, table, inputs, labels):
        self.name, self.table, self.inputs, self.labels = name, table, inputs, labels
        self.targets = None
        self.rows = table.rows


class Source:
    """What a framework's adapter tells the recorder; all functions are asked after every epoch."""

    def __init__(self, tool, versions, logits, *, tensors=None, chain=None, form=None, params=None,
                 model_file=None, save=None, late=False, notes=()):
        self.tool, self.versions, self.logits = tool, versions, logits
        self.tensors, self.chain, self.form = tensors, chain, form
        self.params, self.notes = params or {}, list(notes)
        # A model file of the framework's own, and whether the model is known from epoch 1 on only.
        self.model_file, self.save, self.late = model_file, save, late


def json_ready(value):
    """A value of params as JSON has it: NaN and infinities as texts, anything strange as text."""
    if isinstance(value, dict):
        return {str(key): json_ready(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_ready(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.__name__ if hasattr(value, "__name__") else str(value)


def json_bytes(value):
    return (json.dumps(json_ready(value), ensure_ascii=True) + "\n").encode()


class Recorder:
    """Writes a run folder while a model is trained; see the top of the file for its use."""

    def __init__(self, folder, *, params=None, train=None, valid=None, target=None, features=None,
                 classes=None, task=None, name=None, seed=None, tags=None, epochs=None,
                 encoding=None, weights=None, evaluate_train=True, record_limit=RECORD_LIMIT,
                 overwrite=False):
        """Prepare a run; nothing is written before training begins.

        - folder: where the run is kept. A folder that holds a run is replaced with
          `overwrite=True`, one that holds anything else never.
        - train, valid: the rows as you had them, with the target. Without them the columns of the
          model's matrix are kept.
        - target, features, classes, task: the column that is predicted, those that are learned
          from, the classes in the order of the model, "classification" or "regression"; found
          out where they are not given.
        - params, tags, name, seed: kept with the run.
        - epochs: how many are planned, if known; there may be more or fewer.
        - encoding: how the columns of the model's matrix follow from the features, if that cannot
          be found out: for each column a dictionary with "feature", and "level" or
          "missing": True for indicators, and "mean", "scale", "fill" where they are not 0, 1, none.
        - weights: whether parameters are kept; by default up to 256 MB.
        - evaluate_train: False leaves out what the model says of the training rows after every
          epoch, which costs a pass over them; what it said while it learned them is kept.
        - record_limit: records per row that would take more bytes are left out.
        """
        self.folder = os.fspath(folder)
        self.params, self.tags = dict(params or {}), dict(tags or {})
        self.name = name or os.path.basename(os.path.abspath(self.folder)) or "run"
        self.seed, self.planned, self.encoding = seed, epochs, encoding
        self.weights, self.evaluate_train, self.record_limit = weights, evaluate_train, record_limit
        self.overwrite, self.task, self.target = overwrite, task, target
        self.classes = None if classes is None else list(classes)
        self.features = None if features is None else [str(feature) for feature in features]
        if task not in (None, "classification", "regression"):
            raise RecorderError(f"the task '{task}' is neither 'classification' nor 'regression'")
        if seed is not None and not (isinstance(seed, (int, np.integer)) and 0 <= seed < 1 << 64):
            raise RecorderError(f"the seed is a whole number from 0 on, got {seed!r}")
        self.tables = {
            "train": None if train is None else Table.of(train, "train", self.named(train)),
            "valid": None if valid is None else Table.of(valid, "valid", self.named(valid)),
        }
        if self.tables["valid"] is not None:
            if self.tables["train"] is None:
                raise RecorderError("'valid' was given without 'train'")
            self.tables["valid"].like(self.tables["train"], "valid")
        self.check_columns()
        self.check_folder()
        self.source, self.splits, self.scaling, self.examples = None, {}, None, None
        self.header, self.notes, self.done, self.begun = {}, [], False, False
        self.epochs = self.steps_done = 0
        self.sizes = {"metrics.csv": 0, "steps.csv": 0}
        self.steps, self.extra, self.belated, self.seen, self.outputs = (
            [], [], [], [], [])
        self.order = None
        self.rate, self.optimizer, self.removals, self.curve = None, None, [], []
        self.model_base = None

    def named(self, data):
        """Names for the columns of a matrix: the features, and the target if it is one more."""
        names = self.features
        width = getattr(data, "shape", (0, 0))[-1]
        if names and self.target and width == len(names) + 1 and self.target not in names:
            return [*names, self.target]
        return names

    def check_columns(self):
        train = self.tables["train"]
        if train is None:
            return
        for name in self.features or []:
            for split, table in self.tables.items():
                if table is not None and name not in table.columns:
                    raise self.absent("features", name, split, table)

    @staticmethod
    def absent(role, name, split, table):
        return RecorderError(f"{role}: there is no column '{name}' in {split}; there are "
                             + ", ".join(list(table.columns)[:20]))

    def check_folder(self):
        """Refuse a folder that holds something else than a run."""
        if not os.path.lexists(self.folder):
            return
        if not os.path.isdir(self.folder):
            raise RecorderError(f"'{self.folder}' is a file; name a folder")
        names = sorted(os.listdir(self.folder))
        if not names:
            return
        kind = None
        try:
            with open(os.path.join(self.folder, "run.json"), "rb") as file:
                kind = json.load(file).get("format")
        except (OSError, ValueError, AttributeError):
            pass
        # A program that was killed at its very start leaves files of a run without run.json.
        known = {*FILES, "checkpoints"}
        if kind != "retrace-run" and not all(n in known or n.endswith(".tmp") for n in names):
            raise RecorderError(
                f"'{self.folder}' holds something else than a run; name an empty folder")
        if not self.overwrite:
            raise RecorderError(
                f"'{self.folder}' holds a run already; name another folder or give overwrite=True")

    def clear_folder(self):
        """Take away the files of a run, run.json first: from then on it holds none."""
        inner = os.path.join(self.folder, "checkpoints")
        paths = [os.path.join(self.folder, name) for name in FILES]
        for folder in (self.folder, inner):
            if os.path.isdir(folder):
                names = sorted(os.listdir(folder))
                paths += [os.path.join(folder, n) for n in names if n.endswith(".tmp")]
                if folder == inner:
                    paths += [os.path.join(folder, n) for n in names if n.endswith(".safetensors")]
        for path in paths:
            if os.path.lexists(path):
                os.unlink(path)

    # What is learned

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)

    def prepare(self, inputs, names=None, classes=None):
        """Take what the model takes: for each split the inputs and the labels."""
        if self.begun:
            raise RecorderError("this recorder records a training already; make another one")
        for split, (matrix, labels) in inputs.items():
            if matrix is None and self.tables[split] is None:
                continue
            labels = None if labels is None else to_numpy(labels)
            table = self.tables[split]
            if table is None and split == "valid" and self.tables["train"] is not None:
                raise RecorderError("there are validation rows for the model, give 'valid', too")
            if table is None:
                table = self.table_of(matrix, labels, names, split)
            count = table.rows if matrix is None else length_of(matrix)
            for what, rows in (("inputs", count), ("labels", None if labels is None else len(labels))):
                if rows is not None and rows != table.rows:
                    raise RecorderError(
                        f"{split} has {table.rows} rows, there are {what} for {rows}; give the same "
                        "rows in the same order")
            if labels is not None:
                table = self.with_labels(table, labels)
            elif self.target is not None and self.target not in table.columns:
                raise self.absent("target", self.target, split, table)
            self.splits[split] = Split(split, table, matrix, labels)
        if "train" not in self.splits:
            raise RecorderError("there are no training rows; give 'train' or the model's inputs")
        if "valid" in self.splits:
            self.splits["valid"].table.like(self.splits["train"].table, "valid")
        if self.target is None:
            self.target = "target" if "target" in self.splits["train"].table.columns else None
        if self.features is None:
            self.features = [n for n in self.splits["train"].table.columns if n != self.target]
        if self.classes is None and classes is not None:
            self.classes = list(to_numpy(classes).tolist())

    def table_of(self, matrix, labels, names, split):
        """The model's matrix as a table, with the labels as its target."""
        if matrix is None or isinstance(matrix, dict) or getattr(matrix, "ndim", 2) != 2:
            table = Table({})
        else:
            names = self.features or names
            table = Table.of(matrix, "the matrix of " + split, names)
        return table if labels is None else self.with_labels(table, labels)

    def with_labels(self, table, labels):
        """A table with the labels as its target, unless it has its target already."""
        self.target = self.target or "target"
        if self.target in table.columns:
            return table
        flat = labels.reshape(len(labels), -1)
        flat = flat[:, 0] if flat.shape[1] == 1 else flat.argmax(axis=1)
        if self.classes and flat.dtype.kind in "iub" and not set(flat.tolist()) <= set(self.classes):
            if not 0 <= int(flat.min()) <= int(flat.max()) < len(self.classes):
                raise RecorderError(f"the labels go to {int(flat.max())}, there are "
                                    f"{len(self.classes)} classes; they are counted from 0")
            flat = objects([self.classes[int(position)] for position in flat])
        return Table({**table.columns, self.target: Column(self.target, flat)})

    def settle_targets(self, width):
        """Find out task, classes and the numbers that the model counts rows by."""
        train = self.splits["train"]
        raw = {name: split.table.columns.get(self.target) for name, split in self.splits.items()}
        for name, split in self.splits.items():
            if split.labels is None:
                if raw[name] is None:
                    raise RecorderError(
                        f"what is to be predicted is not known for {name}; give 'target' or labels")
                continue
            flat = split.labels.reshape(len(split.labels), -1)
            if flat.shape[1] == width > 1 and np.isin(flat, (0, 1)).all():
                split.labels = flat.argmax(axis=1)
            elif flat.shape[1] == 1:
                split.labels = flat[:, 0]
            else:
                raise RecorderError(
                    f"the labels of {name} have {flat.shape[1]} columns, the model {width} outputs")
        if len({split.labels is None for split in self.splits.values()}) > 1:
            raise RecorderError("labels were given for one of train and valid, but not for the other")
        given = {name: raw[name] if split.labels is None else Column("labels", split.labels)
                 for name, split in self.splits.items()}
        if self.task is None:
            column, kept = given["train"], raw["train"]
            values = column.numbers()
            coded = values is None or column.kind == "logical" or (
                np.isin(values, (0, 1)).all() if width == 1 else True)
            texts = kept is not None and kept.kind != "number"
            numbers = width == 1 and not coded and not self.classes and not texts
            self.task = "regression" if numbers else "classification"
        if self.task == "regression":
            return self.settle_numbers(given, raw)
        labels, texts = self.class_labels(given, raw)
        known = {cell: position for position, cell in enumerate(labels)}
        for name, split in self.splits.items():
            cells = given[name].cells()
            strange = next((c for c in cells if c not in known), None)
            if any(c not in known for c in cells):
                raise RecorderError(
                    f"the label {strange!r} of {name} is none of "
                    + ", ".join(repr(c) for c in labels[:12]))
            split.targets = np.array([known[c] for c in cells], dtype=np.int64)
        self.classes = texts
        if width not in (1, len(texts)) or (width == 1 and len(texts) != 2):
            raise RecorderError(
                f"the model has {width} output{'s' * (width > 1)}, '{self.target}' has "
                f"{len(texts)} classes: {', '.join(str(text) for text in texts[:12])}")
        return train.targets

    def class_labels(self, given, raw):
        """The labels that the model counts classes by, and the classes' names in the rows."""
        cells = sorted({cell for column in given.values() for cell in column.cells()
                        if cell is not None}, key=lambda cell: (str(type(cell)), cell))
        if self.classes is not None:
            if set(cells) <= set(self.classes):
                return self.classes, self.classes
            by_text = {str(name): name for name in self.classes}
            if all(str(cell) in by_text for cell in cells):
                return [next((c for c in cells if str(c) == str(name)), name)
                        for name in self.classes], self.classes
            if all(isinstance(cell, (int, bool)) and 0 <= cell < len(self.classes) for cell in cells):
                return list(range(len(self.classes))), self.classes
            raise RecorderError(
                f"the classes {', '.join(map(str, self.classes[:12]))} are not those of the labels: "
                + ", ".join(str(cell) for cell in cells[:12]))
        names = {}
        for name, column in given.items():
            kept = raw[name]
            for cell, text in zip(column.cells(), kept.cells() if kept is not None else []):
                if names.setdefault(cell, text) != text:
                    raise RecorderError(
                        f"the label {cell!r} stands for '{names[cell]}' and '{text}' in the column "
                        f"'{self.target}'; the labels do not belong to these rows")
        if not cells:
            raise RecorderError("there are no labels")
        if all(isinstance(cell, int) and not isinstance(cell, bool) and cell >= 0 for cell in cells):
            # A class that no row has keeps its place.
            cells = list(range(max(2, cells[-1] + 1))) if cells[-1] < 1_000 else cells
        if cells == [False] or cells == [True]:
            cells = [False, True]
        if len(cells) == 1:
            raise RecorderError(f"every row is of the class '{names.get(cells[0], cells[0])}'")
        return cells, [names.get(cell, cell) for cell in cells]

    def settle_numbers(self, given, raw):
        for name, split in self.splits.items():
            numbers = given[name].numbers()
            if numbers is None or np.isnan(numbers).any():
                raise RecorderError(f"the target of {name} is not a number in every row")
            split.targets = numbers
        self.classes, self.scaling = [], (0.0, 1.0)
        kept = raw["train"].numbers() if raw["train"] is not None else None
        targets = self.splits["train"].targets
        if kept is None or np.array_equal(kept, targets):
            return targets
        # The model may have learned the target standardised.
        line = affine(targets, kept)
        if line is None:
            raise RecorderError(
                f"the labels are no line through the column '{self.target}'; they do not belong to "
                "these rows")
        self.scaling = (line[1], line[0])
        for split in self.splits.values():
            split.targets = line[1] + line[0] * split.targets
        return targets

    # Beginning

    def start(self, source):
        """Write what is known before training, and epoch 0."""
        self.source, self.begun = source, True
        logits = self.ask("train") if self.evaluate_train else self.ask("valid")
        if logits is None:
            logits = self.ask("train")
        self.settle_targets(logits.shape[1])
        self.check_folder()
        self.clear_folder()
        os.makedirs(os.path.join(self.folder, "checkpoints"), exist_ok=True)
        data = {}
        for name, split in self.splits.items():
            content = split.table.csv()
            replace_file(self.path(name + ".csv"), content)
            data[name] = {"file": name + ".csv", "sha256": hashlib.sha256(content).hexdigest(),
                          "rows": split.rows,
                          "types": {n: c.kind for n, c in split.table.columns.items()}}
        self.notes += source.notes
        if not source.late:
            self.decide_model()
        stamp = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.header = {
            "format": "retrace-run", "version": 1, "name": self.name, "created": stamp,
            "tool": source.tool, "seed": self.seed if self.seed is None or self.seed < 1 << 53
            else str(self.seed), "status": "running", "task": self.task, "target": self.target,
            "classes": [number_text(c) if isinstance(c, (int, float)) and not isinstance(c, bool)
                        else str(c).lower() if isinstance(c, bool) else c for c in self.classes],
            "features": self.features, "params": {**source.params, **self.params},
            "environment": {"system": platform.system().lower(), "processor": platform.machine(),
                            "python": platform.python_version(), "numpy": np.__version__,
                            **source.versions, "recorder": __version__},
            "data": data, "checkpoints": [], "notes": self.notes,
        }
        if self.tags:
            self.header["tags"] = self.tags
        if source.model_file:
            self.header["model_file"] = source.model_file
        self.sizes["metrics.csv"] = append_file(self.path("metrics.csv"), METRIC_COLUMNS)
        self.sizes["steps.csv"] = append_file(self.path("steps.csv"), STEP_COLUMNS)
        planned = self.planned or 16
        self.examples = ExampleFile(self.path("examples.safetensors"), planned)
        self.write_model()
        self.commit()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def ask(self, name):
        """Logits or values of all rows of a split, rows × outputs, as float32 has them."""
        split = self.splits.get(name)
        if split is None:
            return None
        outputs = np.asarray(self.source.logits(name))
        if outputs.ndim == 1:
            outputs = outputs[:, None]
        if outputs.ndim != 2 or len(outputs) != split.rows:
            raise RecorderError(
                f"the model's outputs for {name} have the shape {outputs.shape}, expected "
                f"{split.rows} rows and a column for each output")
        outputs = to_logits(outputs, self.source.form)
        if self.scaling is not None and self.scaling != (0.0, 1.0):
            outputs = self.scaling[0] + self.scaling[1] * outputs.astype(float)
        return outputs.astype(np.float32)

    def describe_model(self):
        """What model.json holds beside the parameters; nothing if Retrace cannot compute it."""
        if self.source.model_file:
            return None
        try:
            if self.source.chain is None:
                raise Unmapped("it is no chain of dense layers")
            chain = self.source.chain()
            train, valid = self.splits["train"], self.splits.get("valid")
            inputs = [to_numpy(s.inputs) for s in (train, valid) if s and s.inputs is not None]
            if not inputs or any(matrix.ndim != 2 for matrix in inputs):
                raise Unmapped("its inputs are no matrix")
            columns = self.columns_of(np.concatenate(inputs))
            self.check_chain(chain, inputs[0])
            used = dict.fromkeys(column["feature"] for column in columns)
            names = [name for name in self.features if name in used]
            kinds = {name: self.feature_kind(name, columns) for name in names}
            base = {"features": names, "feature_kinds": {n: k for n, k in kinds.items() if k}}
            parts = [{key: column[key] for key in ("feature", "level", "fill", "missing")
                      if key in column} for column in columns]
            if parts != [{"feature": name} for name in names]:
                base["preprocess"] = parts
            base["mean"] = [float(column.get("mean", 0)) for column in columns]
            base["scale"] = [float(column.get("scale", 1)) for column in columns]
            if self.scaling not in (None, (0.0, 1.0)):
                base["target_mean"], base["target_scale"] = self.scaling
            chain.json(len(self.classes))
            return base
        except Unmapped as reason:
            self.note(f"without a model file: {reason}")
            return None

    def columns_of(self, matrix):
        features = [n for n in self.features if n != self.target]
        if self.encoding is not None:
            columns = [dict(column) for column in self.encoding]
            for position, column in enumerate(columns):
                if column.get("feature") not in features:
                    raise RecorderError(
                        f"encoding[{position}]: '{column.get('feature')}' is none of the features")
            if len(columns) != matrix.shape[1]:
                raise RecorderError(
                    f"'encoding' has {len(columns)} columns, the model takes {matrix.shape[1]}")
            return columns
        tables = [split.table for split in self.splits.values()]
        merged = Table({name: join(name, [table.columns[name] for table in tables])
                        for name in features})
        return encoding_of(merged, features, matrix)

    def feature_kind(self, name, columns):
        levels = {column["level"] for column in columns
                  if column["feature"] == name and "level" in column}
        tables = [split.table for split in self.splits.values()]
        column = join(name, [table.columns[name] for table in tables])
        if levels or column.numbers() is None:
            return {"levels": sorted((set(column.texts()) | levels) - {""})}
        numbers = self.splits["train"].table.columns[name].numbers()
        numbers = numbers[np.isfinite(numbers)]
        if not len(numbers):
            return {}
        kind = {"range": [float(numbers.min()), float(numbers.max())]}
        if (numbers == np.round(numbers)).all():
            kind["step"] = 1
        return kind

    def check_chain(self, chain, matrix):
        """Compare what the layers give with what the model gives, on some rows."""
        rows = np.linspace(0, len(matrix) - 1, min(len(matrix), 64)).astype(int)
        expected = np.asarray(self.ask("train"), dtype=float)[rows]
        got = np.asarray(chain(np.asarray(matrix[rows], dtype=float)), dtype=float)
        if self.scaling is not None:
            got = self.scaling[0] + self.scaling[1] * got
        if got.shape != expected.shape:
            raise Unmapped(f"its layers give {got.shape[1:]} outputs, the model {expected.shape[1:]}")
        if self.source.form in ("softmax", "log_softmax"):
            got, expected = (x - x.max(axis=1, keepdims=True) for x in (got, expected))
            got, expected = np.maximum(got, -40), np.maximum(expected, -40)
        if self.source.form == "logistic":
            got, expected = np.clip(got, -12, 12), np.clip(expected, -12, 12)
        if not np.allclose(got, expected, rtol=1e-3, atol=1e-3 * max(1, np.abs(expected).max())):
            raise Unmapped("its dense layers alone do not give what it says")

    def write_model(self):
        """Write model.json with the parameters of now."""
        if self.model_base is None:
            return
        model = self.source.chain().json(len(self.classes))
        kind = {"type": model.pop("type")}
        classes = {"classes": self.classes} if self.classes else {}
        replace_file(self.path("model.json"), json_bytes(
            {**kind, **self.model_base, **model, **classes, "target": self.target}))

    def decide_model(self):
        """Find out whether the model can be computed by Retrace, and what is kept of it."""
        self.model_base = self.describe_model()
        size = 0
        if self.source.tensors is not None and self.weights is not False:
            size = sum(np.asarray(array).nbytes for array in self.tensors().values())
        if self.weights is None:
            self.weights = size <= WEIGHT_LIMIT
            if not self.weights:
                self.note(f"without parameters: they take {size >> 20} MB an epoch; give weights=True")
        if not self.weights and self.model_base is not None:
            self.note("without a model file: its parameters are not kept")
            self.model_base = None

    def tensors(self):
        """The parameters of now; those of a model that Retrace computes have its names."""
        if self.model_base is not None:
            return self.source.chain().tensors()
        return self.source.tensors() if self.source.tensors is not None else {}

    # While it trains

    def step(self, rows=None, loss=None, learning_rate=None, gradient_norm=None, logits=None):
        """Record one update of the parameters; call it between the gradients and the update.

        - rows: the positions of the batch's rows in the training rows.
        - loss: of the batch, before the update.
        - learning_rate: in force; by default that of the optimizer that was given.
        - gradient_norm: the length of all gradients together; by default that of the model.
        - logits: what the model said of these rows; by default caught as it said it.
        """
        self.running("step")
        if logits is None and self.outputs:
            logits = self.outputs if len(self.outputs) > 1 else self.outputs[0]
        self.outputs = []
        if rows is None and self.order is not None and logits is not None:
            rows = self.next_rows(length_of(logits) if not isinstance(logits, list)
                                  else sum(map(length_of, logits)))
        if learning_rate is None:
            learning_rate = self.current_rate()
        if gradient_norm is None and self.optimizer is not None:
            gradient_norm = self.optimizer.gradient_norm()
        # Tensors are only looked at when the epoch ends, so that no device has to be waited for.
        self.steps.append([learning_rate, held(loss), held(gradient_norm)])
        self.seen.append((None if rows is None else to_numpy(rows), held(logits)))

    def log(self, split=None, **metrics):
        """Record further metrics of the epoch, such as `recorder.log("valid", f1=0.8)`."""
        self.running("log")
        self.extra += [(split, name, value) for name, value in metrics.items()]

    def log_belated(self, split, metrics):
        """Record metrics of the epoch that has just ended."""
        self.belated += [
            f"{self.steps_done},{self.epochs},{split},{quoted(name)},{cell(number(value))},\n"
            for name, value in metrics.items() if number(value) is not None]

    def epoch(self, **metrics):
        """Record the end of an epoch as a whole; further metrics as `valid_f1=0.8`."""
        self.running("epoch")
        self.extra += [(None, name, value) for name, value in metrics.items()]
        self.epochs += 1
        # An epoch whose batches are not told counts as one step.
        self.steps_done += len(self.steps) or 1
        self.commit()

    def running(self, what):
        if not self.begun:
            raise RecorderError(f"'{what}' before the model is known: first recorder.torch(…) or another")
        if self.done:
            raise RecorderError(f"'{what}' after 'close'")

    def current_rate(self):
        rate = self.optimizer.learning_rate() if self.optimizer is not None else None
        self.rate = self.rate if rate is None else rate
        return self.rate

    def next_rows(self, count):
        order = self.order
        rows = order.rows[order.taken:order.taken + count]
        order.taken += len(rows)
        return np.array(rows, dtype=np.int64)

    def commit(self):
        """Write the epoch; it counts when run.json is replaced, as the last of its files.

        A disk that is full must not end a training: the recorder warns and records no further.
        """
        if self.done:
            return
        try:
            self.write_epoch()
        except OSError as error:
            self.done = True
            self.release()
            warnings.warn(f"the recorder stopped at epoch {self.epochs}: {error}", stacklevel=3)

    def write_epoch(self):
        moment, epoch = time.time(), self.epochs
        if self.source.late and epoch == 1:
            self.decide_model()
            self.write_model()
        is_empty = self.source.late and epoch == 0
        records, lines = {}, []
        for name in self.splits:
            if name == "train" and not self.evaluate_train:
                continue
            logits = self.ask(name)
            split = self.splits[name]
            # A training that diverged is recorded as it is.
            with np.errstate(all="ignore"):
                losses = losses_of(logits, split.targets, self.scaling)
                measures = measures_of(logits, losses, split.targets, self.scaling)
            records[f"{name}.logits"], records[f"{name}.loss"] = logits, losses.astype(np.float32)
            for metric, value in [] if is_empty else measures.items():
                lines.append((name, metric, value))
        records.update(self.online())
        steps = [[number(rate), number(loss), length(norm)] for rate, loss, norm in self.steps]
        if not self.evaluate_train and steps:
            lines.insert(0, ("train", "loss", float(np.mean([s[1] for s in steps]))))
        lines += self.further({(split, metric) for split, metric, _ in lines})
        file = f"checkpoints/{epoch:04d}.safetensors"
        replace_file(self.path(file), tensor_bytes(
            self.tensors() if self.weights and not is_empty else {}, {"epoch": str(epoch), "format": "retrace"}))
        if self.recording(records):
            self.examples.write(epoch, records)
        first = self.steps_done - len(steps)
        append_file(self.path("metrics.csv"), "".join(self.belated) + "".join(
            f"{self.steps_done},{epoch},{quoted(split) if split else ''},{quoted(metric)},"
            f"{cell(value)},{moment:.3f}\n" for split, metric, value in lines))
        if self.curve:
            append_file(self.path("metrics.csv"), "".join(
                f"{step + 1},,train,loss_curve,{cell(value)},\n"
                for step, value in enumerate(self.curve)))
        append_file(self.path("steps.csv"), "".join(
            f"{first + batch},{epoch},{batch},{cell(rate)},{cell(loss)},{cell(norm)}\n"
            for batch, (rate, loss, norm) in enumerate(steps)))
        for name in self.sizes:
            self.sizes[name] = os.path.getsize(self.path(name))
        # A scheduler may have moved on already: the rate in force is that of the last step.
        rate = steps[-1][0] if steps else None
        rate = self.current_rate() if rate is None else rate
        self.last_loss = next((value for _, metric, value in lines if metric == "loss"), None)
        self.header["checkpoints"].append(
            {"epoch": epoch, "step": self.steps_done, "file": file,
             "learning_rate": None if rate is None or not math.isfinite(rate) else float(rate)})
        self.steps, self.seen, self.extra, self.belated = [], [], [], []
        if self.optimizer is not None:
            self.optimizer.refresh()
        self.write_header()

    def recording(self, records):
        """Whether the records per row stay below their limit."""
        planned = max(self.planned or 0, self.epochs) + 1
        size = sum(array.size * 4 for array in records.values()) * planned
        if self.examples is not None and size > self.record_limit:
            self.examples = None
            if os.path.exists(self.path("examples.safetensors")):
                # What was recorded until now would lack epochs.
                os.unlink(self.path("examples.safetensors"))
            self.note(f"without records per row: they would take {size >> 20} MB")
        return self.examples is not None

    def online(self):
        """What the model said of each row as it learned it, and the order of the rows."""
        rows = self.splits["train"].rows
        width = None
        order, logits, place = np.full(rows, -1, dtype=np.int32), None, 0
        for batch, output in self.seen:
            if batch is None:
                continue
            batch = np.asarray(batch).reshape(-1)
            if batch.dtype.kind not in "iu" or (len(batch) and not (
                    0 <= batch.min() and batch.max() < rows)):
                raise RecorderError(
                    f"the rows of a batch are positions from 0 to {rows - 1}, got {batch[:8]}")
            taken = batch[:max(0, rows - place)]
            order[place:place + len(taken)] = taken
            place += len(taken)
            if output is None:
                continue
            output = np.concatenate([to_numpy(part) for part in output]) if isinstance(
                output, list) else to_numpy(output)
            output = output.reshape(len(output), -1)
            if len(output) != len(batch):
                raise RecorderError(
                    f"a batch of {len(batch)} rows has logits of {len(output)}; tell each step's rows")
            output = to_logits(output, self.source.form)
            if self.scaling is not None:
                output = self.scaling[0] + self.scaling[1] * output
            if logits is None:
                width = output.shape[1]
                logits = np.full((rows, width), np.nan, dtype=np.float32)
            logits[batch] = output
        records = {}
        if place:
            records["batch_order"] = order
            if place < rows:
                self.note(f"epoch {self.epochs} learned {place} of {rows} rows")
        if logits is not None:
            records["train.online_logits"] = logits
        return records

    def further(self, taken):
        """The metrics that the user or the framework told; those we measure keep their names."""
        words = {"val": "valid", "valid": "valid", "validation": "valid", "eval": "valid",
                 "train": "train", "test": "test"}
        lines = []
        for split, name, value in self.extra:
            name, value = str(name), number(value)
            if value is None:
                continue
            head, _, tail = name.partition("_")
            if split is None and tail and head in words:
                split, name = words[head], tail
            if (split, name) in taken:
                name = "reported_" + name
            if (split, name) not in taken:
                taken.add((split, name))
                lines.append((split, name, value))
        return lines

    def write_header(self, status="running"):
        self.header["status"] = status
        if status == "running":
            self.header["committed_bytes"] = dict(self.sizes)
        else:
            self.header.pop("committed_bytes", None)
        replace_file(self.path("run.json"), json_bytes(self.header))

    def close(self, status=None):
        """End the run: "finished" unless another status is given, or its last loss is not finite."""
        if self.done or not self.begun:
            self.done = True
            return
        self.done = True
        self.release()
        if status is None:
            loss = getattr(self, "last_loss", None)
            status = "finished" if loss is None or math.isfinite(loss) else "diverged"
        if status not in ("finished", "interrupted", "diverged", "failed", "killed"):
            raise RecorderError(f"the status '{status}' is none that a run ends with")
        try:
            for name, size in self.sizes.items():
                os.truncate(self.path(name), size)
            append_file(self.path("metrics.csv"), "".join(self.belated))
            if self.examples is not None:
                self.examples.finish(self.epochs)
            if not self.steps:
                # A model in the middle of an epoch is not the one that the last epoch recorded.
                self.write_model()
            if self.source.save is not None:
                self.source.save(self.path(self.source.model_file))
            self.write_header(status)
        except OSError as error:
            warnings.warn(f"the recorder could not end the run: {error}", stacklevel=2)

    def release(self):
        """Take the recorder's hooks out of the model."""
        for remove in self.removals:
            remove()
        self.removals = []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.close()
        else:
            self.close("interrupted" if issubclass(kind, KeyboardInterrupt) else "failed")
        return False

    def custom(self, logits, X_train=None, y_train=None, X_valid=None, y_valid=None, *,
               layers=None, tensors=None, tool="python", params=None, versions=None):
        """Record any other training; then call `step()` and `epoch()` as it goes on.

        - logits: a function of "train" or "valid" that gives what the model says of all its rows
          now: before the link for classes, values for numbers.
        - layers: a function that gives the dense layers of now, if the model is nothing else: for
          each its weights (outputs × inputs), its bias and "relu", "tanh", "sigmoid" or "identity".
        - tensors: else, a function that gives the parameters as a dictionary of arrays.
        """

        def chain():
            found = Chain()
            for weight, bias, activation in layers():
                found.dense(weight, bias)
                found.activation(activation)
            return found.finish()

        self.prepare({"train": (X_train, y_train), "valid": (X_valid, y_valid)})
        self.start(Source(tool, versions or {}, logits, tensors=tensors, params=params,
                          chain=chain if layers is not None else None))


def length_of(data):
    """How many rows there are in an array, a data set or a dictionary of arrays."""
    if isinstance(data, dict):
        data = next(iter(data.values()))
    if hasattr(data, "num_row"):
        return data.num_row()
    return data.shape[0] if hasattr(data, "shape") else len(data)


def held(value):
    """A tensor that no longer hangs on its graph."""
    if isinstance(value, list):
        return [held(part) for part in value]
    return value.detach() if hasattr(value, "detach") else value


def number(value):
    """A number of whatever holds one; nothing for anything else."""
    if value is None or isinstance(value, (str, bytes)):
        return None
    try:
        return float(to_numpy(value).reshape(-1)[0]) if hasattr(value, "shape") else float(value)
    except (TypeError, ValueError, IndexError, RuntimeError):
        return None


def length(value):
    """The length of a vector, or a number itself."""
    if value is None or not hasattr(value, "shape") or not len(value.shape):
        return number(value)
    return float(np.linalg.norm(to_numpy(value).astype(float)))


def cell(value):
    """A number in a CSV, empty where there is none."""
    if value is None:
        return ""
    return "nan" if math.isnan(value) else number_text(value) if math.isfinite(value) else (
        "inf" if value > 0 else "-inf")


def join(name, columns):
    """The columns of several tables as one."""
    if len(columns) == 1:
        return columns[0]
    if columns[0].kind == "number":
        return Column(name, np.concatenate([column.numbers() for column in columns]))
    joined = Column(name, objects([value for column in columns for value in column.values]))
    joined.kind = columns[0].kind
    return joined


def blocks(count, size):
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


# PyTorch


class TorchSteps:
    """Learning rate and gradient norm of a PyTorch model in training."""

    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer
        self.refresh()

    def refresh(self):
        self.parameters = list(self.model.parameters())

    def learning_rate(self):
        return float(self.optimizer.param_groups[0]["lr"]) if self.optimizer is not None else None

    def gradient_norm(self):
        """The length of each parameter's gradient; their own length is taken when it is written."""
        import torch

        gradients = [p.grad for p in self.parameters if p.grad is not None]
        if not gradients or any(gradient.is_sparse for gradient in gradients):
            return None
        norms = torch._foreach_norm(gradients)
        first = norms[0]
        if any(norm.device != first.device or norm.dtype != first.dtype for norm in norms):
            norms = [norm.to(first.device, torch.float32) for norm in norms]
        return torch.stack(norms)


def torch_array(tensor):
    tensor = tensor.detach().cpu()
    return (tensor.float() if tensor.dtype.itemsize < 4 else tensor).numpy()


def torch_parts(model):
    """The operations of a model one behind the other, as ("module", m) or ("function", name)."""
    import torch.fx

    # Wrapped, as a layer that stands alone would be taken apart.
    model = torch.nn.Sequential(model)
    try:
        graph = torch.fx.symbolic_trace(model).graph
    except Exception as error:
        raise Unmapped(f"its forward cannot be followed ({type(error).__name__})") from error
    modules, parts, last = dict(model.named_modules()), [], None
    for node in graph.nodes:
        if node.op == "placeholder":
            if node.users:
                if last is not None:
                    raise Unmapped("it takes several inputs")
                last = node
            continue
        before = [argument for argument in node.all_input_nodes]
        if node.op == "get_attr" or before != [last]:
            raise Unmapped("its layers do not stand one behind the other")
        if node.op == "output":
            break
        if node.op == "call_module":
            parts.append(("module", modules[node.target]))
        else:
            parts.append(("function", getattr(node.target, "__name__", str(node.target))))
        last = node
    return parts


def torch_chain(parts):
    """The dense layers of a PyTorch model as they are now."""
    chain = Chain()
    skipped = ("Dropout", "AlphaDropout", "Identity", "Flatten", "dropout", "flatten", "squeeze",
               "view", "reshape", "float", "contiguous", "Unflatten")
    for form, part in parts:
        name = type(part).__name__ if form == "module" else part
        if name in skipped:
            continue
        if form == "module" and name == "Linear":
            chain.dense(torch_array(part.weight),
                        None if part.bias is None else torch_array(part.bias))
        elif form == "module" and name == "BatchNorm1d" and part.running_mean is not None:
            scale = 1 / np.sqrt(torch_array(part.running_var).astype(float) + part.eps)
            shift = -torch_array(part.running_mean) * scale
            if part.affine:
                scale = scale * torch_array(part.weight)
                shift = shift * torch_array(part.weight) + torch_array(part.bias)
            chain.scaled(scale, shift)
        else:
            name = {"LogSoftmax": "log_softmax"}.get(name, name.lower())
            chain.activation(name)
    return chain.finish()


def outputs_of(answer):
    """The tensor of logits in whatever a model gives."""
    if hasattr(answer, "logits"):
        return answer.logits
    if isinstance(answer, dict):
        return answer["logits"] if "logits" in answer else next(iter(answer.values()))
    return answer[0] if isinstance(answer, (tuple, list)) else answer


def torch_ask(model, inputs, forward, batch):
    """What a model says of all rows, in evaluation mode and without a trace in its training."""
    import torch

    first = next(model.parameters(), None)
    modes = [(module, module.training) for module in model.modules()]
    parts = []

    def ready(rows):
        rows = torch.as_tensor(rows)
        if first is not None:
            rows = rows.to(first.device)
            if rows.is_floating_point():
                rows = rows.to(first.dtype)
        return rows

    model.eval()
    try:
        with torch.no_grad():
            for block in blocks(length_of(inputs), batch):
                if isinstance(inputs, dict):
                    rows = {key: ready(value[block]) for key, value in inputs.items()}
                    answer = forward(model, rows) if forward else model(**rows)
                else:
                    rows = ready(inputs[block])
                    answer = forward(model, rows) if forward else model(rows)
                parts.append(outputs_of(answer).detach().float().cpu())
    finally:
        for module, mode in modes:
            module.training = mode
    outputs = torch.cat(parts).numpy()
    return outputs.reshape(len(outputs), -1)


class EpochOrder:
    """The rows of an epoch as a sampler gave them, and how many of them steps have taken."""

    def __init__(self):
        self.rows, self.taken = [], 0


class RememberedOrder:
    """A sampler that tells the recorder the rows it gave."""

    def __init__(self, sampler, recorder):
        self.sampler, self.recorder = sampler, recorder

    def __len__(self):
        return len(self.sampler)

    def __getattr__(self, name):
        if name in ("sampler", "recorder"):
            raise AttributeError(name)
        return getattr(self.sampler, name)

    def __iter__(self):
        # What the pass before left over, such as a last batch that was too small, is not learned.
        order = self.recorder.order = EpochOrder()
        for row in self.sampler:
            order.rows.append(row)
            yield row


def watch_loader(recorder, loader):
    """Let a DataLoader tell the order of its rows; what it gives stays the same."""
    batches = getattr(loader, "batch_sampler", None)
    while batches is not None and not hasattr(batches, "sampler"):
        batches = getattr(batches, "batch_sampler", None)
    if batches is None or isinstance(batches.sampler, RememberedOrder):
        return
    kept = batches.sampler
    batches.sampler = RememberedOrder(kept, recorder)
    recorder.removals.append(lambda: setattr(batches, "sampler", kept))


def watch_outputs(recorder, model):
    """Catch what a model says while it learns."""

    def catch(module, _, answer):
        if module.training and not recorder.done:
            recorder.outputs.append(outputs_of(answer).detach())

    recorder.removals.append(model.register_forward_hook(catch).remove)


def torch_source(recorder, model, forward, batch, outputs, tool, versions):
    try:
        parts, reason = torch_parts(model), None
        end = torch_chain(parts).end
    except Unmapped as error:
        parts, reason, end = None, f"without a model file: {error}", None

    def logits(name):
        return torch_ask(model, recorder.splits[name].inputs, forward, batch)

    def tensors():
        return {key: torch_array(value) for key, value in model.state_dict().items()
                if hasattr(value, "detach")}

    if outputs is None and parts is None:
        # Without its layers: rows of positive numbers that add up to 1 can only be shares.
        sample = logits("train")
        if sample.shape[1] > 1 and sample.min() >= 0 and np.allclose(sample.sum(axis=1), 1, atol=1e-3):
            outputs = "probability"
    form = {"probability": "softmax", "logit": None, None: end}.get(outputs, end)
    count = sum(p.numel() for p in model.parameters())
    return Source(tool, versions, logits, tensors=tensors, form=form, params={
        "model": type(model).__name__, "parameters": count},
        chain=(lambda: torch_chain(parts)) if parts is not None else None,
        notes=[reason] if reason else [])


def record_torch(self, model, X_train, y_train=None, X_valid=None, y_valid=None, *, optimizer=None,
                 loader=None, forward=None, outputs=None, batch=4_096):
    """Record a PyTorch model.

    - X_train, y_train, X_valid, y_valid: what the model takes and learns, in the order of the rows;
      X may be a dictionary of arrays, which the model then takes by their names.
    - optimizer: gives learning rates.
    - loader: a DataLoader over X_train that shuffles; it then tells the rows of each batch.
    - forward: a function of the model and some inputs that gives its outputs, if `model(inputs)`
      does not.
    - outputs: "logit" or "probability", where that cannot be seen from the layers.
    - batch: how many rows are asked about at a time.
    """
    import torch

    self.prepare({"train": (X_train, y_train), "valid": (X_valid, y_valid)})
    source = torch_source(self, model, forward, batch, outputs, "pytorch",
                          {"torch": torch.__version__})
    self.optimizer = TorchSteps(model, optimizer)
    if optimizer is not None:
        source.params["optimizer"] = type(optimizer).__name__.lower()
        for key in ("lr", "momentum", "weight_decay"):
            if key in optimizer.param_groups[0]:
                source.params["rate" if key == "lr" else key] = optimizer.param_groups[0][key]
    self.start(source)
    watch_outputs(self, model)
    if loader is not None:
        watch_loader(self, loader)


Recorder.torch = record_torch


# scikit-learn


def sklearn_chain(model):
    """The dense layers of a linear model or a network of scikit-learn."""
    chain = Chain()
    if hasattr(model, "coefs_"):
        hidden = ACTIVATIONS[model.activation]
        for position, (weight, bias) in enumerate(zip(model.coefs_, model.intercepts_)):
            chain.dense(weight.T, bias)
            if position < len(model.coefs_) - 1:
                chain.activation(hidden or "identity")
        return chain.finish()
    if not hasattr(model, "coef_") or hasattr(model, "support_vectors_"):
        raise Unmapped("it is no linear model or network")
    weight = np.atleast_2d(to_numpy(model.coef_))
    if len(weight) > 1 and type(model).__name__ != "LogisticRegression":
        # One against the rest: the scores of the classes are no softmax.
        raise Unmapped("its classes are scored one against the rest")
    bias = np.atleast_1d(model.intercept_) * np.ones(len(weight))
    chain.dense(weight, bias)
    return chain.finish()


def sklearn_scores(model, matrix):
    """The logits or values of rows, from whatever the model offers."""
    if hasattr(model, "coefs_") and hasattr(model, "classes_"):
        return sklearn_chain(model)(np.asarray(matrix, dtype=float))
    if hasattr(model, "decision_function"):
        return model.decision_function(matrix)
    if hasattr(model, "predict_proba"):
        shares = model.predict_proba(matrix)
        return to_logits(shares[:, 1:] if shares.shape[1] == 2 else shares, "softmax")
    return model.predict(matrix)


def sklearn_tensors(model):
    try:
        return sklearn_chain(model).tensors()
    except Unmapped:
        return {}


def outputs_to_come(recorder, model):
    """How many outputs a model of scikit-learn will have that was not fitted yet."""
    from sklearn.base import is_classifier

    recorder.task = recorder.task or ("classification" if is_classifier(model) else "regression")
    if recorder.task == "regression":
        return 1
    train = recorder.splits["train"]
    labels = train.labels
    if labels is None:
        labels = objects(train.table.columns[recorder.target].cells())
    count = len(recorder.classes or set(labels.reshape(-1).tolist()))
    return 1 if count == 2 else count


def record_sklearn(self, model, X_train, y_train=None, X_valid=None, y_valid=None, *, fitted=False):
    """Record a scikit-learn model that learns by `partial_fit`; call `epoch()` after each round.

    Of a model that has not learned yet, epoch 0 is empty. A Pipeline is taken apart: its last step
    is the model. `fitted()` records a model that has learned all it will.
    """
    import sklearn

    parts = [part for _, part in model.steps] if hasattr(model, "steps") else [model]
    last = parts[-1]

    def ready(matrix):
        for part in parts[:-1]:
            if matrix is not None and part not in (None, "passthrough"):
                matrix = part.transform(matrix)
        return None if matrix is None else to_numpy(matrix)

    names = [str(name) for name in X_train.columns] if hasattr(X_train, "columns") else None
    if len(parts) > 1 and self.tables["train"] is None:
        # The rows as the user had them are those before the first step.
        for split, matrix, labels in (("train", X_train, y_train), ("valid", X_valid, y_valid)):
            if matrix is not None:
                labels = None if labels is None else to_numpy(labels)
                self.tables[split] = self.table_of(matrix, labels, names, split)
    classes = getattr(last, "classes_", None)
    self.prepare({"train": (ready(X_train), y_train), "valid": (ready(X_valid), y_valid)}, names,
                 classes)
    learned = any(hasattr(last, name) for name in ("classes_", "coef_", "coefs_", "n_features_in_"))
    late = fitted or not learned

    def logits(name):
        split = self.splits[name]
        if late and self.epochs == 0:
            if not learned:
                return np.full((split.rows, outputs_to_come(self, last)), np.nan)
            return np.full_like(scores(split.inputs), np.nan)
        return scores(split.inputs)

    def scores(matrix):
        answer = np.asarray(sklearn_scores(last, matrix), dtype=float)
        return answer.reshape(len(answer), -1)

    params = {"model": type(last).__name__}
    params.update({key: value for key, value in last.get_params(deep=False).items()
                   if isinstance(value, (bool, int, float, str, tuple, list))})
    if hasattr(last, "classes_") or (not learned and hasattr(last, "predict_proba")):
        self.task = self.task or "classification"
    self.start(Source(
        "scikit-learn", {"sklearn": sklearn.__version__}, logits, params=params, late=late,
        tensors=lambda: sklearn_tensors(last), chain=lambda: sklearn_chain(last)))
    return last


Recorder.sklearn = record_sklearn


def record_fitted(self, model, X_train, y_train=None, X_valid=None, y_valid=None):
    """Record a model of scikit-learn, XGBoost or LightGBM that was trained already, and close.

    Boosted trees are recorded stage by stage, any other model in its last state alone, as epoch 1;
    epoch 0 is empty.
    """
    model = model.get_booster() if hasattr(model, "get_booster") else model
    model = getattr(model, "booster_", model)
    kind = type(model).__module__.split(".")[0]
    if kind == "xgboost":
        callback = self.xgboost(X_train, y_train, X_valid, y_valid)
        for stage in range(model.num_boosted_rounds()):
            callback.after_iteration(model, stage, {})
        return self.close()
    if kind == "lightgbm":
        callback = self.lightgbm(X_train, y_train, X_valid, y_valid)
        for stage in range(model.current_iteration()):
            callback.record(model, stage, [])
        return self.close()
    last = self.sklearn(model, X_train, y_train, X_valid, y_valid, fitted=True)
    stages = getattr(last, "staged_decision_function", None)
    if stages is None and not hasattr(last, "classes_"):
        stages = getattr(last, "staged_predict", None)
    if stages is not None:
        scored = {name: stages(split.inputs) for name, split in self.splits.items()}
        for answers in zip(*scored.values()):
            self.source.logits = dict(zip(scored, answers)).__getitem__
            self.epoch()
    else:
        # The curve of a fit has more points than there are recorded states: it has no epochs.
        self.curve = [float(value) for value in getattr(last, "loss_curve_", [])]
        self.epoch()
    self.close()


Recorder.fitted = record_fitted


# Boosted trees


def task_of_objective(objective):
    return "classification" if any(
        word in objective for word in ("binary", "multi", "cross_entropy", "logistic")) else "regression"


def xgboost_source(recorder, booster, matrices, learned):
    """Margins of all rows, stage by stage: each stage's trees are asked once."""
    import xgboost

    config = json.loads(booster.save_config())["learner"]
    objective = config["objective"]["name"]
    recorder.task = recorder.task or task_of_objective(objective)
    is_dart = config["gradient_booster"]["name"] == "dart"
    link = np.exp if objective in (
        "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox") else None
    state = {}

    def base(name):
        given = matrices[name].get_base_margin()
        if len(given):
            return np.asarray(given, dtype=float).reshape(matrices[name].num_row(), -1)
        text = config["learner_model_param"]["base_score"]
        value = np.atleast_1d(np.array(json.loads(text), dtype=float))
        if objective in ("binary:logistic", "reg:logistic"):
            value = np.log(value / (1 - value))
        elif link is not None:
            value = np.log(value)
        return np.broadcast_to(value, (matrices[name].num_row(), len(value)))

    def margins(name, stages):
        answer = booster.predict(matrices[name], output_margin=True, iteration_range=stages)
        return np.asarray(answer, dtype=float).reshape(matrices[name].num_row(), -1)

    def logits(name):
        stage, start = learned(), base(name)
        if stage == 0:
            width = margins(name, (0, 1)).shape[1]
            state[name] = np.broadcast_to(start, (len(start), width)).copy()
        elif is_dart:
            # Dropped trees change the weights of all.
            state[name] = margins(name, (0, stage))
        else:
            state[name] = state[name] + margins(name, (stage - 1, stage)) - start
        return link(state[name]) if link else state[name]

    params = {"model": "xgboost", "objective": objective}
    for part in ("tree_train_param", "train_param"):
        kept = config["gradient_booster"].get(part, {})
        params.update({key: kept[key] for key in ("eta", "max_depth", "lambda") if key in kept})
    return Source("xgboost", {"xgboost": xgboost.__version__}, logits, params=params,
                  model_file="model.ubj", save=booster.save_model)


def record_xgboost(self, X_train, y_train=None, X_valid=None, y_valid=None):
    """A callback for `xgboost.train` or an estimator of XGBoost; a stage is an epoch.

    X may be a DMatrix (then give `train=` to the recorder), whose labels are taken without y.
    """
    import xgboost

    matrices, inputs = {}, {}
    for name, matrix, labels in (("train", X_train, y_train), ("valid", X_valid, y_valid)):
        if matrix is None:
            continue
        if isinstance(matrix, xgboost.DMatrix):
            labels = matrix.get_label() if labels is None and len(matrix.get_label()) else labels
            matrices[name], plain = matrix, None
            if self.tables[name] is None:
                raise RecorderError(
                    f"the rows of a DMatrix cannot be read back; give '{name}=' to the recorder")
        else:
            matrices[name], plain = xgboost.DMatrix(matrix, enable_categorical=True), matrix
        inputs[name] = (plain, labels)
    names = [str(name) for name in X_train.columns] if hasattr(X_train, "columns") else None
    self.prepare({"train": (None, None), "valid": (None, None), **inputs}, names)
    recorder = self

    class Stages(xgboost.callback.TrainingCallback):
        """Records each stage when it is complete."""

        def after_iteration(self, model, epoch, evals_log):
            if recorder.done:
                return False
            if not recorder.begun:
                recorder.start(xgboost_source(recorder, model, matrices, lambda: recorder.epochs))
                recorder.source.save = model.save_model
            for split, metrics in evals_log.items():
                word = {"train": "train", "validation_0": "train", "validation_1": "valid"}.get(
                    split, split)
                for metric, values in metrics.items():
                    value = values[-1][0] if isinstance(values[-1], tuple) else values[-1]
                    recorder.extra.append((word, metric, value))
            recorder.epoch()
            return False

    return Stages()


Recorder.xgboost = record_xgboost


def record_lightgbm(self, X_train, y_train=None, X_valid=None, y_valid=None):
    """A callback for `lightgbm.train` or an estimator of LightGBM; a stage is an epoch.

    X are the rows themselves, not a Dataset.
    """
    import lightgbm

    names = [str(name) for name in X_train.columns] if hasattr(X_train, "columns") else None
    self.prepare({"train": (X_train, y_train), "valid": (X_valid, y_valid)}, names)
    return LightGBMStages(self, lightgbm.__version__)


Recorder.lightgbm = record_lightgbm


class LightGBMStages:
    """Records each stage when it is complete, and those that LightGBM takes back."""

    order = 30
    before_iteration = False

    def __init__(self, recorder, version):
        self.recorder, self.version, self.sums = recorder, version, {}

    def __call__(self, env):
        results = [(result[0], result[1], result[2]) for result in env.evaluation_result_list or []]
        self.record(env.model, env.iteration, results, env.params)

    def begin(self, model, params):
        recorder = self.recorder
        objective = str(model.params.get("objective", "")) or str(params.get("objective", ""))
        text = model.model_to_string(num_iteration=1)
        for line in text.splitlines():
            if line.startswith("objective="):
                objective = line[len("objective="):].split(" ")[0]
        averaged = "average_output" in text.splitlines()
        is_dart = str(params.get("boosting", params.get("boosting_type", ""))) == "dart"
        link = np.exp if objective in ("poisson", "gamma", "tweedie") else None
        recorder.task = recorder.task or task_of_objective(objective)

        def logits(name):
            stage, rows = recorder.epochs, recorder.splits[name].inputs
            if stage == 0:
                # Without trees the score is 0; the average goes into the first tree.
                width = np.asarray(model.predict(rows, raw_score=True, num_iteration=1))
                self.sums[name] = np.zeros(width.reshape(len(width), -1).shape)
            elif averaged or is_dart:
                self.sums[name] = np.asarray(
                    model.predict(rows, raw_score=True, num_iteration=stage)).reshape(
                        self.sums[name].shape) / (stage if averaged else 1)
            else:
                self.sums[name] = self.sums[name] + np.asarray(model.predict(
                    rows, raw_score=True, start_iteration=stage - 1, num_iteration=1)).reshape(
                        self.sums[name].shape)
            return link(self.sums[name]) if link else self.sums[name]

        kept = {key: params[key] for key in ("learning_rate", "num_leaves", "max_depth", "lambda_l2")
                if key in params}
        recorder.start(Source(
            "lightgbm", {"lightgbm": self.version}, logits, model_file="model.txt",
            params={"model": "lightgbm", "objective": objective, **kept},
            save=lambda path: model.save_model(path, num_iteration=recorder.epochs)))

    def record(self, model, iteration, results, params=None):
        recorder = self.recorder
        if recorder.done:
            return
        if not recorder.begun:
            self.begin(model, params or {})
        for split, metric, value in results:
            word = {"training": "train", "valid_0": "valid"}.get(split, split)
            recorder.extra.append((word, metric, value))
        recorder.epoch()


# Keras


def keras_array(value):
    return to_numpy(value)


def keras_chain(model):
    """The dense layers of a Keras model as they are now."""
    chain = Chain()
    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("InputLayer", "Dropout", "Flatten", "GaussianNoise", "GaussianDropout"):
            continue
        if kind == "Dense":
            chain.dense(keras_array(layer.kernel).T,
                        keras_array(layer.bias) if layer.use_bias else None)
            chain.activation(layer.activation.__name__)
        elif kind == "Activation":
            chain.activation(layer.activation.__name__)
        elif kind == "ReLU" and not layer.negative_slope and not layer.max_value:
            chain.activation("relu")
        elif kind == "Softmax":
            chain.activation("softmax")
        elif kind == "BatchNormalization":
            scale = 1 / np.sqrt(keras_array(layer.moving_variance).astype(float) + layer.epsilon)
            shift = -keras_array(layer.moving_mean) * scale
            scale, shift = (scale * keras_array(layer.gamma), shift * keras_array(layer.gamma)) if (
                layer.scale) else (scale, shift)
            chain.scaled(scale, shift + keras_array(layer.beta) if layer.center else shift)
        elif kind == "Normalization" and not layer.invert:
            scale = 1 / np.maximum(np.sqrt(keras_array(layer.variance).reshape(-1)), 1e-7)
            chain.scaled(scale, -keras_array(layer.mean).reshape(-1) * scale)
        else:
            raise Unmapped(f"it has a layer '{kind}'")
    return chain.finish()


def record_keras(self, model, X_train, y_train=None, X_valid=None, y_valid=None, *, outputs=None,
                 batch=4_096):
    """A callback for `fit`.

    - outputs: "logit" or "probability", where the last layer's activation does not tell.
    """
    import keras

    self.prepare({"train": (X_train, y_train), "valid": (X_valid, y_valid)})
    recorder = self
    try:
        end, reason = keras_chain(model).end, None
    except (Unmapped, AttributeError, ValueError) as error:
        reason = f"without a model file: {error}"
        activation = getattr(getattr(model.layers[-1], "activation", None), "__name__", None)
        end = ACTIVATIONS.get(activation)
    form = {"probability": "softmax", "logit": None}.get(outputs, end)

    def logits(name):
        inputs = recorder.splits[name].inputs
        parts = [to_numpy(outputs_of(model(
            {key: value[block] for key, value in inputs.items()} if isinstance(inputs, dict)
            else inputs[block], training=False))) for block in blocks(length_of(inputs), batch)]
        answer = np.concatenate(parts)
        return answer.reshape(len(answer), -1)

    def tensors():
        return {getattr(v, "path", v.name): keras_array(v) for v in model.weights}

    optimizer = getattr(model, "optimizer", None)
    params = {"model": model.name, "parameters": int(model.count_params())}
    if optimizer is not None:
        params["optimizer"] = type(optimizer).__name__.lower()
    self.start(Source("keras", {"keras": keras.__version__, "backend": keras.config.backend()},
                      logits, tensors=tensors, form=form, params=params,
                      chain=None if reason else lambda: keras_chain(model),
                      notes=[reason] if reason else []))

    class Epochs(keras.callbacks.Callback):
        """Records each batch and each epoch."""

        def __init__(self):
            super().__init__()
            self.sum = 0.0

        def rate(self):
            optimizer = self.model.optimizer
            return number(to_numpy(optimizer.learning_rate)) if optimizer is not None else None

        def on_train_batch_begin(self, batch, logs=None):
            self.now = self.rate()

        def on_train_batch_end(self, batch, logs=None):
            # Keras tells the mean over the epoch's batches until now.
            mean = number((logs or {}).get("loss"))
            if recorder.done or mean is None:
                return
            self.sum = 0.0 if batch == 0 else self.sum
            loss = mean * (batch + 1) - self.sum
            self.sum += loss
            recorder.step(loss=loss, learning_rate=self.now)

        def on_epoch_end(self, epoch, logs=None):
            if recorder.done:
                return
            for name, value in (logs or {}).items():
                split = "valid" if name.startswith("val_") else "train"
                recorder.extra.append((split, name[4:] if split == "valid" else name, value))
            recorder.epoch()

    return Epochs()


Recorder.keras = record_keras


# Lightning and Hugging Face


def record_lightning(self, X_train, y_train=None, X_valid=None, y_valid=None, *, forward=None,
                     outputs=None, batch=4_096):
    """A callback for a Trainer of Lightning; X are what the module's `forward` takes."""
    try:
        from lightning.pytorch.callbacks import Callback
        import lightning as library
    except ImportError:
        from pytorch_lightning.callbacks import Callback
        import pytorch_lightning as library
    self.prepare({"train": (X_train, y_train), "valid": (X_valid, y_valid)})
    recorder = self

    class Epochs(Callback):
        """Records each batch and each epoch."""

        def on_train_start(self, trainer, module):
            if not trainer.is_global_zero or recorder.begun:
                return
            source = torch_source(recorder, module, forward, batch, outputs, "lightning",
                                  {"lightning": library.__version__})
            source.params.update(dict(module.hparams))
            recorder.start(source)
            watch_outputs(recorder, module)
            recorder.optimizer = TorchSteps(module, (trainer.optimizers or [None])[0])

        def on_train_epoch_start(self, trainer, module):
            loader = trainer.train_dataloader
            if recorder.begun and hasattr(loader, "batch_sampler"):
                watch_loader(recorder, loader)

        def on_before_optimizer_step(self, trainer, module, optimizer):
            if recorder.begun and not recorder.done:
                recorder.step(learning_rate=float(optimizer.param_groups[0]["lr"]))

        def on_train_batch_end(self, trainer, module, outputs, batch, batch_idx):
            loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
            if recorder.steps and recorder.steps[-1][1] is None and not recorder.done:
                recorder.steps[-1][1] = held(loss)

        def on_train_epoch_end(self, trainer, module):
            if recorder.begun and not recorder.done:
                for name, value in trainer.callback_metrics.items():
                    recorder.extra.append((None, name, value))
                recorder.epoch()

    return Epochs()


Recorder.lightning = record_lightning


def record_huggingface(self, train_dataset, valid_dataset=None, collator=None, *, label="labels",
                       batch=64):
    """A callback for a Trainer of Hugging Face; the data sets are those that it is given.

    - collator: makes a batch of items; by default that of the library.
    - label: the key of the label in an item.
    """
    import transformers

    collator = collator or transformers.default_data_collator
    datasets = {"train": train_dataset, "valid": valid_dataset}
    inputs = {}
    for name, dataset in datasets.items():
        if dataset is None:
            continue
        items = [dataset[position] for position in range(len(dataset))]
        key = next((key for key in (label, "label", "labels") if key in items[0]), None)
        if key is None:
            raise RecorderError(f"the items of {name} have no '{label}'; there are {list(items[0])}")
        labels = np.array([number(item[key]) for item in items])
        labels = labels.astype(int) if (labels == np.round(labels)).all() else labels
        if self.tables[name] is None:
            plain = {k: [item[k] for item in items] for k, v in items[0].items()
                     if k != key and isinstance(v, (str, int, float))}
            self.target = self.target or key
            self.tables[name] = Table.of({**plain, self.target: labels}, name)
        inputs[name] = (dataset, labels)
    self.prepare({"train": (None, None), "valid": (None, None), **inputs})
    recorder = self

    def take(items):
        return {k: v for k, v in collator(items).items() if k not in ("labels", "label")}

    class Epochs(transformers.TrainerCallback):
        """Records each update and each epoch."""

        def on_train_begin(self, args, state, control, model=None, optimizer=None,
                           train_dataloader=None, **others):
            if not state.is_world_process_zero or recorder.begun:
                return

            def logits(name):
                dataset, modes = datasets[name], [(m, m.training) for m in model.modules()]
                import torch

                model.eval()
                parts = []
                try:
                    with torch.no_grad():
                        for block in blocks(len(dataset), batch):
                            items = [dataset[i] for i in range(block.start, block.stop)]
                            rows = {k: v.to(model.device) for k, v in take(items).items()}
                            parts.append(torch_array(outputs_of(model(**rows))))
                finally:
                    for module, mode in modes:
                        module.training = mode
                return np.concatenate(parts)

            def tensors():
                return {k: torch_array(v) for k, v in model.state_dict().items()}

            params = {"model": type(model).__name__, "rate": args.learning_rate,
                      "batch": args.per_device_train_batch_size, "weight_decay": args.weight_decay,
                      "scheduler": str(getattr(args.lr_scheduler_type, "value", ""))}
            recorder.seed = args.seed if recorder.seed is None else recorder.seed
            recorder.start(Source("huggingface", {"transformers": transformers.__version__},
                                  logits, tensors=tensors, params=params))
            watch_outputs(recorder, model)
            self.losses = []
            recorder.removals.append(model.register_forward_hook(self.catch).remove)
            recorder.optimizer = TorchSteps(model, None)
            watch_loader(recorder, train_dataloader)

        def catch(self, module, _, answer):
            if module.training and getattr(answer, "loss", None) is not None:
                self.losses.append(answer.loss.detach())

        def on_pre_optimizer_step(self, args, state, control, optimizer=None, **others):
            if not recorder.begun or recorder.done:
                return
            rate = optimizer.param_groups[0]["lr"] if optimizer is not None else None
            loss = sum(self.losses) / len(self.losses) if self.losses else None
            self.losses = []
            recorder.step(loss=loss, learning_rate=rate)

        def on_evaluate(self, args, state, control, metrics=None, **others):
            # The library evaluates when the epoch has ended for its callbacks.
            if recorder.begun and not recorder.done and recorder.epochs:
                recorder.log_belated("valid", {
                    name: value for name, value in (metrics or {}).items()
                    if name.startswith("eval_") and "runtime" not in name and "per_second" not in name})

        def on_epoch_end(self, args, state, control, **others):
            if recorder.begun and not recorder.done:
                recorder.epoch()

    return Epochs()


Recorder.huggingface = record_huggingface


if __name__ == "__main__":
    sys.exit(__doc__)
