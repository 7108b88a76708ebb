public import RetraceCatalog
import RetraceNumerics
import RetraceTables

/// A log of text lines that tell an epoch or step and measures, such as
/// `epoch 3/12 - loss: 0.064 - val_loss: 0.067`.
///
/// Of a line that was overwritten on the screen, as progress bars are, the last state counts.
public enum TextLog: RunImporter {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "text log",
    summary: "Lines such as 'epoch 3/12 - loss: 0.064 - val_loss: 0.067'.",
    discussion: """
      What Keras prints, and what many training loops print like it: an epoch or step with its \
      number, then measures with theirs, on the same line or on the next ones.
      """,
    examples: [Example("load(\"train.log\")", "read a printed log")],
    searchTerms: ["keras", "log", "print"])

  /// Whether two of its first lines tell an epoch or step and a known measure.
  public static func recognizes(_ path: String) -> Bool {
    guard let start = FileHead.read(path, count: 1_024), !start.contains(0),
      let first = FileHead.firstCharacter(start), first != UInt8(ascii: "{"),
      first != UInt8(ascii: "["), let bytes = FileHead.lines(path)
    else { return false }
    var reader = TextLogReader()
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    // Cells between commas are a table's.
    guard let title = lines.first, title.filter({ $0 == "," }).count < 4 else { return false }
    for line in lines { reader.read(line) }
    return reader.lineCount >= 2 && reader.names.contains(where: LogColumns.isKnownMeasure)
  }

  /// Reads the run.
  ///
  /// - Throws: ``RunError`` if no line tells an epoch or step and a measure.
  public static func runs(in path: String) throws -> [Run] {
    let file = try RunFiles.mapped(path)
    var reader = TextLogReader()
    try file.withBytes { bytes in
      for (number, line) in bytes.split(separator: 0x0A).enumerated() {
        if number & 0xFFF == 0 { try Interruption.check() }
        // A measure stands near the start of a line, or near the end of an overwritten one.
        let part = line.suffix(4_096)
        reader.read(Substring(decoding: part, as: UTF8.self))
      }
    }
    reader.finish()
    guard reader.log.count > 0 else {
      throw RunError.noRun(
        folder: path, reason: "no line of it tells an epoch or step and a measure")
    }
    var header = RunHeader(name: FileHead.stem(path))
    header.tool = "text log"
    header.status = .unknown
    header.notes = ["read from text lines, which have fewer digits than the measures had"]
    return [Run(folder: path, header: header, metrics: reader.log.table)]
  }
}
