import RetraceLanguage
import RetraceSyntax

/// The statements of a session as they go into a file.
///
/// Relative paths are given from the file's folder, results that are read by their number get a
/// name, as numbers are others in the file, and parameters have the values that they had.
struct SavedStatements {
  /// The statements as text, `;` included.
  private(set) var texts: [String] = []
  /// At which of ``texts`` each cell's own statement stands.
  private(set) var positions: [Int] = []

  private let names: [Int: String]
  private let paths: [String: String]

  /// - Parameters:
  ///   - cells: the cells to keep, in order.
  ///   - host: which files they read and wrote.
  ///   - folder: the folder of the file.
  init(_ cells: [Cell], host: Host, folder: String) {
    names = Self.names(for: cells)
    var moved: [String: String] = [:]
    if folder != host.baseFolder {
      for path in host.reads.map(\.path) + host.writtenPaths
      where !path.hasPrefix("/") && !path.hasPrefix("~") {
        moved[path] = Self.relative(Host.normalized(host.baseFolder + "/" + path), to: folder)
      }
    }
    paths = moved
    for cell in cells {
      var text = self.text(of: cell)
      if let name = names[cell.number] {
        texts.append("\(name) = \(text);")
        text = name
      }
      positions.append(texts.count)
      texts.append(cell.statement.isSilent ? text + ";" : text)
    }
  }

  /// Names for the results that later statements read as `_7`.
  private static func names(for cells: [Cell]) -> [Int: String] {
    let read = cells.map { $0.statement.names }
    let wanted = Set(read.flatMap(\.cells))
    var taken = Set(read.flatMap { $0.read + [$0.assigned].compactMap { $0 } })
    var names: [Int: String] = [:]
    for cell in cells where wanted.contains(cell.number) {
      guard case .shown = cell.outcome?.kind else { continue }
      var name = "result_\(cell.number)"
      while taken.contains(name) { name += "_" }
      taken.insert(name)
      names[cell.number] = name
    }
    return names
  }

  private func text(of cell: Cell) -> String {
    if case .parameter(let name, let value, isOverridden: true) = cell.outcome?.kind {
      return "param \(name) = \(value.sourceText)"
    }
    let text = cell.statement.text
    guard !paths.isEmpty || !names.isEmpty else { return text }
    let tokens = Parser.parse(text).tokens
    let bytes = Array(text.utf8)
    func word(_ range: SourceRange) -> String {
      String(decoding: bytes[range.lowerBound..<range.upperBound], as: UTF8.self)
    }
    var changed: [UInt8] = []
    var position = 0
    var replacements: [(SourceRange, String)] = []
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .name:
        let result = word(token.range)
        guard result.hasPrefix("_"), let name = Int(result.dropFirst()).flatMap({ names[$0] }),
          index == 0 || word(tokens[index - 1].range) != "."
        else { continue }
        replacements.append((token.range, name))
      case .textStart:
        guard let end = Self.end(of: index, in: tokens) else { continue }
        let range = SourceRange(token.range.lowerBound, end.range.upperBound)
        guard case .text(let path)? = Value(literal: word(range)), let moved = paths[path] else {
          continue
        }
        replacements.append((range, Value.text(moved).sourceText))
      default: continue
      }
    }
    for (range, replacement) in replacements {
      changed += bytes[position..<range.lowerBound]
      changed += Array(replacement.utf8)
      position = range.upperBound
    }
    changed += bytes[position...]
    return String(decoding: changed, as: UTF8.self)
  }

  /// The end of a text without interpolation that starts at a token.
  private static func end(of start: Int, in tokens: [Token]) -> Token? {
    for token in tokens[(start + 1)...] {
      switch token.kind {
      case .textPart, .escape: continue
      case .textEnd: return token
      default: return nil
      }
    }
    return nil
  }

  /// A path from a folder: `../data/credit.csv`.
  static func relative(_ path: String, to folder: String) -> String {
    let target = path.split(separator: "/")
    let base = folder.split(separator: "/")
    let shared = zip(target, base).prefix { $0 == $1 }.count
    let up = base.dropFirst(shared).map { _ in ".." as Substring }
    let parts = up + target.dropFirst(shared)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
