import RetraceCatalog
import RetraceNumerics

/// Every importer, one line each, and reading by content.
public enum RunImporterCatalog {
  /// The importers, the most particular first.
  public static let all: [any RunImporter.Type] = [
    RetraceRunFolder.self, FullRecording.self, MLflowFileStore.self, MLflowDatabase.self,
    LightningLogs.self, WandBRun.self, TensorBoardLogs.self,
    HuggingFaceRun.self, KerasHistory.self, BoostingLog.self, ScikitCurves.self, CSVLog.self,
    JSONLinesLog.self, TextLog.self,
  ]

  /// The importer for what a path holds; nil if none knows it.
  public static func importer(for path: String) -> (any RunImporter.Type)? {
    all.first { $0.recognizes(path) }
  }

  /// Reads all runs that a path holds, in a folder at any depth.
  ///
  /// A folder that is a record itself is read as a whole; others are searched, names in order.
  /// What cannot be read beside other runs is left out with a note.
  ///
  /// - Throws: ``RunError`` if no importer knows it or none of the runs can be read.
  /// - Complexity: looks at each folder and file below the path once.
  public static func load(_ path: String) throws -> RunCollection {
    if let importer = importer(for: path) ?? all.first(where: { $0.canRead(path) }) {
      return RunCollection(try importer.runs(in: path), source: importer.entry.name)
    }
    var search = RunSearch(path)
    try search.run()
    guard !search.records.isEmpty else {
      throw RunError.unknownRecord(path: path, importers: all.map { $0.entry.name })
    }
    let records = search.records
    let outcomes = try Parallel.map(count: records.count) { position in
      try Result { try records[position].importer.runs(in: records[position].path) }
        .stoppingIfInterrupted()
    }
    var runs: [Run] = []
    var notes = search.notes
    var sources: [String] = []
    var first: (any Error)?
    for (record, outcome) in zip(records, outcomes) {
      switch outcome {
      case .success(let found):
        runs += found
        if !sources.contains(record.importer.entry.name) {
          sources.append(record.importer.entry.name)
        }
      case .failure(let error):
        first = first ?? error
        notes.append("left out: \(error)")
      }
    }
    if runs.isEmpty, let first { throw first }
    return RunCollection(runs, source: sources.joined(separator: ", "), notes: notes)
  }
}

extension Result where Failure == any Error {
  /// The result, unless the work was asked to stop.
  fileprivate func stoppingIfInterrupted() throws -> Self {
    if case .failure(let error) = self, error is Interrupted { throw error }
    return self
  }
}
