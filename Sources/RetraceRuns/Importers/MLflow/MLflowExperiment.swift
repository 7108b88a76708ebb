import RetraceTables

/// A folder of runs in a file store.
final class MLflowExperiment: Sendable {
  let path: String
  let name: String
  let isDeleted: Bool
  private let runNames: [String]

  /// Reads an experiment; nil if the folder is none.
  ///
  /// - Parameters:
  ///   - folder: its folder.
  ///   - isInTrash: whether it was deleted with all its runs.
  init?(_ folder: StoreFolder, isInTrash: Bool) {
    let buffer = StoreBuffer()
    // Experiments are named by numbers: one whose file is damaged still has its runs.
    let folderName = folder.path.split(separator: "/").last ?? ""
    let isNumber = folderName.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber || MLflowFileStore.metaKind(of: folder, buffer) == .experiment else {
      return nil
    }
    let bytes = try? folder.read("meta.yaml", into: buffer, limit: MLflowFileStore.metaLimit)
    let meta = bytes.flatMap { try? YAMLText.members($0, isTyped: false) } ?? []
    path = folder.path
    name = MLflowMeta(meta).text("name") ?? ""
    isDeleted = isInTrash || MLflowMeta(meta).text("lifecycle_stage") == "deleted"
    // Beside the runs lie the experiment's own folders, none of which has a run's file.
    let others: Set = ["tags", "datasets", "models", "traces", "assessments"]
    runNames = folder.entries()
      .filter { $0.kind == .folder && !$0.name.hasPrefix(".") && !others.contains($0.name) }
      .map(\.name)
  }

  /// Where its runs lie, those without a `meta.yaml` left out.
  var runs: [MLflowRunPlace] {
    runNames.map { MLflowRunPlace(experiment: self, path: "\(path)/\($0)") }
  }
}

/// The values of a `meta.yaml`.
struct MLflowMeta {
  private let members: [JSON.Member]

  init(_ members: [JSON.Member]) { self.members = members }

  /// A text; nil if it is absent, null or empty.
  func text(_ key: String) -> String? {
    guard case .text(let text)? = members.first(where: { $0.key == key })?.value, !text.isEmpty
    else { return nil }
    return text
  }

  /// A text among the tags; nil if it is absent.
  func tag(_ key: String) -> String? {
    guard let tags = members.first(where: { $0.key == "tags" })?.value,
      case .text(let text)? = tags[key]
    else { return nil }
    return text
  }

  /// A number; nil if it is absent or null.
  func number(_ key: String) -> Double? {
    text(key).flatMap(ScalarText.number).flatMap { $0.isFinite ? $0 : nil }
  }
}
