import Glibc
public import RetraceCatalog

/// A fully recorded run: weights, batches and outputs for every row, epoch by epoch, in NumPy and
/// safetensors files.
///
/// | file | becomes |
/// |---|---|
/// | `run.json` | name, target, classes, seed; its `config` the params |
/// | `epochs.csv` | metrics: `train_loss` is `loss` on the split `train` |
/// | `steps.csv` | steps; `lr` and `grad_norm` under Retrace's names, the others under their own |
/// | `data/train.csv`, `data/valid.csv` | the raw rows; `row_id` tells rows, it is no feature |
/// | `data/preprocess.json`, `data/features.json` | the encoding in front of the network |
/// | `checkpoints/epoch_07.safetensors` | the network's parameters after epoch 7 |
/// | `per_example/*.npy`, `order.npy` | records per row |
/// | `truth.json` | what was planted |
public enum FullRecording: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "full recording",
    summary: "A folder with run.json, epochs.csv and outputs per row as .npy files.",
    discussion: """
      A recording of a network's training in NumPy and safetensors files: rows, preprocessing, \
      checkpoints, batches and the outputs for every row after every epoch. The model takes the \
      raw rows.
      """,
    examples: [Example("load(\"runs/german_base\")", "read a recorded run")],
    searchTerms: ["numpy", "npy", "pytorch", "per example"])

  /// Whether the folder has the files that only this format has.
  public static func recognizes(_ path: String) -> Bool {
    ["run.json", "epochs.csv", "checkpoints"].allSatisfy {
      access("\(path)/\($0)", F_OK) == 0
    }
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if `run.json` or `epochs.csv` cannot be read.
  public static func runs(in path: String) throws -> [Run] {
    [try FullRecordingReader(folder: path).run()]
  }
}
