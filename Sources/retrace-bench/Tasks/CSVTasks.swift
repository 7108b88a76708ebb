import RetraceTables

/// A large CSV file.
enum CSVTask: BenchTask {
  static let name = "csv"
  static let summary = "read a CSV of 1,000,000 rows × 20 columns: 10 real, 5 whole, 5 text"
  static let rivals: [Rival] = [
    .peer("pandas", goal: .ratio(4)), .peer("pyarrow", goal: .ratio(1)), .peer("polars"),
  ]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write("table.csv") { GeneratedTables.large(.plain) }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try CSVReading.work("table.csv", in: folder)
  }
}

/// The same with all digits of the real numbers.
enum PreciseCSVTask: BenchTask {
  static let name = "csv-precise"
  static let summary = "the same CSV with the real numbers in up to 17 digits"
  static let rivals: [Rival] = [.peer("pandas"), .peer("pyarrow"), .peer("polars")]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write("precise.csv") { GeneratedTables.large(.precise) }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try CSVReading.work("precise.csv", in: folder)
  }
}

/// The same with quotes.
enum QuotedCSVTask: BenchTask {
  static let name = "csv-quoted"
  static let summary = "the same CSV, all texts quoted, with commas, quotes and newlines inside"
  static let note: String? =
    "csv is the file without quotes, read by Retrace in turns with this one, seconds for seconds"
  static let rivals: [Rival] = [
    .task(CSVTask.self, goal: .ratio(0.5)), .peer("pandas"), .peer("pyarrow"), .peer("polars"),
  ]

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write("quoted.csv") { GeneratedTables.large(.quoted) }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try CSVReading.work("quoted.csv", in: folder)
  }

  /// The plain file has other texts, but as many of them and the same numbers.
  static func agreement(_ own: JSON, _ rival: JSON, in folder: InputFolder) throws -> Agreement {
    func comparable(_ result: JSON) -> JSON {
      .record([
        "rows": result["rows"] ?? .null, "sums": result["sums"] ?? .null,
        "texts": .array((result["texts"]?.items ?? []).map { $0.items.first ?? .null }),
      ])
    }
    let isGood = comparable(own).isNear(comparable(rival), tolerance: 1e-9)
    return Agreement(isGood: isGood, words: isGood ? "same numbers" : "another result")
  }
}

/// What the CSV tasks have in common.
enum CSVReading {
  static func work(_ name: String, in folder: InputFolder) throws -> any Work {
    try folder.warm(name)
    let path = folder.file(name)
    return ValueWork {
      try TableReader.read(path: path)
    } check: {
      GeneratedTables.digest($0)
    }
  }
}
