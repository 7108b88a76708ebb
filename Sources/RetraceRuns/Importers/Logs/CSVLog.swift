public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// A CSV file with a row a step or epoch and a column a measure, as Keras's CSVLogger and many
/// training loops write it.
///
/// A column `step` or `epoch` (or a name such as `iteration`) tells when, a column `split` which
/// rows were measured, the others are measures. An empty cell or `NA` is no measure, `nan` is one.
public enum CSVLog: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "CSV log",
    summary: "A CSV file with a column step or epoch and columns of measures.",
    discussion: """
      Keras's CSVLogger writes such files, and many training loops do; cells may stand between \
      commas, semicolons or tabs. A table that merely has a column of that name is read as a \
      table, unless `load` is told `as: "run"`.
      """,
    examples: [Example("load(\"training.csv\")", "read a log of Keras")],
    searchTerms: ["keras", "CSVLogger", "epoch", "step", "semicolon"])

  /// Whether it is clearly a log: a step or epoch that never goes back, and beside it numbers
  /// alone, of which at least one has the name of a measure.
  public static func recognizes(_ path: String) -> Bool {
    guard let table = head(path), let order = order(table) else { return false }
    var hasMeasure = false
    for (name, column) in table.namedColumns {
      switch LogColumns.role(name) {
      case .measure:
        guard column.kind == .number || column.isEmpty else { return false }
        if LogColumns.isKnownMeasure(name) { hasMeasure = true }
      default: continue
      }
    }
    guard hasMeasure else { return false }
    return zip(order, order.dropFirst()).allSatisfy { $0.0 <= $0.1 }
  }

  /// Whether it can be read as a run if that is asked for: a step or epoch and a measure.
  public static func canRead(_ path: String) -> Bool {
    guard let table = head(path), order(table) != nil else { return false }
    return table.namedColumns.contains {
      LogColumns.role($0.name) == .measure && $0.column.kind == .number
    }
  }

  /// The first rows, if one of the columns counts steps or epochs.
  private static func head(_ path: String) -> Table? {
    guard let start = FileHead.read(path, count: 1_024),
      let first = FileHead.firstCharacter(start), first != UInt8(ascii: "{"),
      first != UInt8(ascii: "["), !start.contains(0)
    else { return nil }
    let line = String(decoding: start.prefix { $0 != 0x0A }, as: UTF8.self).lowercased()
    guard ["step", "epoch", "iter", "round", "update"].contains(where: line.contains),
      let bytes = FileHead.lines(path)
    else { return nil }
    return try? TableReader.read(bytes: bytes, name: "head.csv", options: options)
  }

  /// The steps, or else the epochs, of the rows that have one.
  private static func order(_ table: Table) -> [Double]? {
    for role in [LogColumns.Role.step, .epoch] {
      guard let name = table.names.first(where: { LogColumns.role($0) == role }),
        let numbers = table.numbers(name)
      else { continue }
      let present = numbers.filter { !$0.isMissing }
      if !present.isEmpty, present.allSatisfy(\.isFinite) { return present }
    }
    return nil
  }

  /// `nan` is a number here; what is not there has one of these words.
  private static var options: TableReadingOptions {
    TableReadingOptions(header: .present, missing: ["", "NA", "N/A", "None", "null"])
  }

  /// Reads the run.
  ///
  /// - Throws: `TableError` if it is no table, ``RunError`` if it has no column of steps or epochs
  ///   or none of measures.
  public static func runs(in path: String) throws -> [Run] {
    let table = try TableReader.read(RunFiles.mapped(path), options: options)
    var header = RunHeader(name: FileHead.stem(path))
    header.tool = isKeras(table) ? "keras" : "csv"
    header.status = .unknown
    header.notes = table.notes
    func numbers(_ role: LogColumns.Role) -> [Double]? {
      table.names.first { LogColumns.role($0) == role }.flatMap { table.numbers($0) }
    }
    let (steps, epochs) = (numbers(.step), numbers(.epoch))
    guard steps != nil || epochs != nil else {
      throw RunError.noRun(
        folder: path, reason: "no column of numbers is named step, epoch or the like")
    }
    let split = table.names.first { LogColumns.role($0) == .split }.flatMap { table[$0] }
    let times = table.names.first { LogColumns.role($0) == .time }.flatMap { moments(table, $0) }
    var measures: [(name: String, values: [Double])] = []
    for name in table.names {
      let role = LogColumns.role(name)
      guard role == .measure || (role == .time && times == nil) else { continue }
      if let values = table.numbers(name) {
        measures.append((name, values))
      } else if role == .measure {
        header.notes.append("the column '\(name)' holds no numbers and was left out")
      }
    }
    guard !measures.isEmpty else {
      throw RunError.noRun(folder: path, reason: "none of its columns holds a measure")
    }
    var log = MetricLog()
    let named = split.map { column in
      (0..<table.rowCount).map { row -> String? in
        guard case .text(let word) = column[row] else { return nil }
        return LogColumns.split(word)
      }
    }
    for row in 0..<table.rowCount {
      if row & 0xFFFF == 0 { try Interruption.check() }
      for (name, values) in measures where !values[row].isMissing {
        log.append(
          name, values[row], step: steps?[row] ?? .missing, epoch: epochs?[row] ?? .missing,
          split: named?[row], time: times?[row] ?? .missing)
      }
    }
    return [Run(folder: path, header: header, metrics: log.table)]
  }

  /// Times in seconds since 1970; nil for durations.
  private static func moments(_ table: Table, _ name: String) -> [Double]? {
    switch table[name]?.storage {
    case .moments(let seconds, _)?: return seconds
    case .numbers(let numbers)?:
      return numbers.allSatisfy { $0.isMissing || $0 > 1e8 } ? numbers : nil
    default: return nil
    }
  }

  /// Keras writes the epoch first, then its measures in the order of their names.
  private static func isKeras(_ table: Table) -> Bool {
    let rest = table.names.dropFirst()
    return table.names.first == "epoch" && rest.contains("loss") && rest.sorted() == Array(rest)
  }
}

extension Column {
  /// Whether all of its cells are missing.
  fileprivate var isEmpty: Bool { (0..<count).allSatisfy { self[$0] == .missing } }
}
