import Glibc
public import RetraceCatalog
import RetraceTables

/// The output folder of a Trainer of Hugging Face's transformers.
public enum HuggingFaceRun: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "Hugging Face Trainer",
    summary: "A trainer_state.json, or the output folder with its checkpoints.",
    discussion: """
      The log history gives the metrics, `training_args.json` the params, and the results of \
      evaluations after training count at the last step. Without a state in the folder itself, \
      that of the latest checkpoint is read. Which checkpoint is best is a tag.
      """,
    examples: [Example("load(\"output\")", "read an output folder")],
    searchTerms: ["transformers", "trainer_state", "huggingface", "checkpoint"])

  /// Whether it is a state or a folder with one, in itself or in a checkpoint.
  public static func recognizes(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      guard FileHead.stem(path).hasSuffix("trainer_state"), let head = FileHead.read(path) else {
        return false
      }
      let text = String(decoding: head, as: UTF8.self)
      return text.contains("\"log_history\"") || text.contains("\"global_step\"")
    }
    return access("\(path)/trainer_state.json", F_OK) == 0
      || HuggingFaceReader.checkpoints(in: path).contains {
        access("\(path)/\($0.name)/trainer_state.json", F_OK) == 0
      }
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if there is no state that can be read.
  public static func runs(in path: String) throws -> [Run] {
    [try HuggingFaceReader(path).run()]
  }
}
