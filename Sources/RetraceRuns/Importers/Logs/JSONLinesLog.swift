public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// A file with a JSON object a line, each the measures of a step or epoch.
public enum JSONLinesLog: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "JSON lines log",
    summary: "A file with a JSON object a line, with a step or epoch and measures.",
    discussion: """
      Objects inside objects are measures whose names have a slash: `{"train": {"loss": 1}}` is \
      `train/loss`. NaN and infinities are read as Python writes them. Lines that cannot be read, \
      such as a last one that was cut off, are left out with a note.
      """,
    examples: [Example("load(\"log.jsonl\")", "read a log")],
    searchTerms: ["jsonl", "ndjson", "json lines"])

  /// Whether it is clearly a log: its first lines have steps or epochs, and a known measure.
  public static func recognizes(_ path: String) -> Bool {
    matches(path) { $0.contains(where: LogColumns.isKnownMeasure) }
  }

  /// Whether it can be read as a run if that is asked for: lines with steps or epochs and numbers.
  public static func canRead(_ path: String) -> Bool { matches(path) { !$0.isEmpty } }

  private static func matches(_ path: String, _ suits: ([String]) -> Bool) -> Bool {
    guard let start = FileHead.read(path, count: 64),
      FileHead.firstCharacter(start) == UInt8(ascii: "{"), let bytes = FileHead.lines(path)
    else { return false }
    var (lines, good) = (0, 0)
    var names: Set<String> = []
    JSONParser.forEachLine(of: MappedFile(bytes: bytes, name: "head")) { _, value, _ in
      lines += 1
      if let value, let entry = LogEntry(value) {
        good += 1
        for measure in entry.measures { names.insert(measure.name) }
      }
      return lines < 100
    }
    // A log may tell other things, too, but most of it are measures.
    return good > 0 && good * 2 > lines && suits(names.sorted())
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if no line has a step or epoch and a measure.
  public static func runs(in path: String) throws -> [Run] {
    let file = try RunFiles.mapped(path)
    var header = RunHeader(name: FileHead.stem(path))
    header.tool = "json lines"
    header.status = .unknown
    var log = MetricLog()
    var broken: [(line: Int, reason: String)] = []
    var (last, others) = (0, 0)
    try JSONParser.forEachLine(of: file) { line, value, reason in
      if line & 0xFFFF == 0 { try Interruption.check() }
      last = line
      guard let value else {
        broken.append((line, reason))
        return true
      }
      guard let entry = LogEntry(value) else {
        others += 1
        return true
      }
      entry.append(to: &log)
      return true
    }
    guard log.count > 0 else {
      throw RunError.noRun(
        folder: path, reason: "no line of it is a JSON object with a step or epoch and a measure")
    }
    if let cut = broken.last, cut.line == last {
      broken.removeLast()
      header.notes.append("line \(cut.line), the last one, is cut off and was left out")
    }
    if let first = broken.first {
      let rest = broken.count == 1 ? "" : " (and \(broken.count - 1) other lines)"
      header.notes.append("line \(first.line)\(rest) was left out: \(first.reason)")
    }
    if others > 0 { header.notes.append("\(others) lines hold no measures") }
    return [Run(folder: path, header: header, metrics: log.table)]
  }
}
