import RetraceTables

/// What stands before the trees of a LightGBM model file.
struct LightGBMHeader {
  /// How a feature looked in training.
  enum Info {
    /// It had one value only and is not used.
    case unused
    /// A number, from where to where it reached.
    case range(ClosedRange<Double>)
    /// Categories by their codes, without those below 0.
    case codes([Int])
  }

  /// The names of the features.
  private(set) var names: [String] = []
  /// How they looked in training, one a feature.
  private(set) var infos: [Info] = []
  private(set) var treesPerIteration = 1
  /// How many trees follow, if that is told.
  private(set) var treeCount: Int?
  /// Whether the output is the mean over the iterations, as for forests.
  private(set) var averagesOutput = false
  private(set) var objective = LightGBMObjective.none

  init(_ lines: inout LightGBMLines) throws {
    var features: Int?
    var classes = 1
    var perIteration: Int?
    var infoLine: LightGBMLines.Line?
    var hasNames = false
    loop: while let line = lines.next() {
      switch line.key {
      case "Tree", "end of trees":
        lines.putBack(line)
        break loop
      case "num_class": classes = try lines.integer(line, in: 1...100_000)
      case "num_tree_per_iteration": perIteration = try lines.integer(line, in: 1...100_000)
      case "max_feature_idx": features = 1 + (try lines.integer(line, in: 0...Int(Int32.max) - 1))
      case "average_output": averagesOutput = true
      case "objective": objective = try LightGBMObjective(line, lines)
      case "feature_names":
        names = line.valueText.split(separator: " ").map(String.init)
        hasNames = true
        var seen: Set<String> = []
        if let twice = names.first(where: { !seen.insert($0).inserted }) {
          throw lines.wrong(line, "'\(twice)' occurs twice")
        }
      case "feature_infos": infoLine = line
      case "tree_sizes": treeCount = try lines.numbers(line).count
      default: break
      }
    }
    guard hasNames else { throw lines.wrong(nil, "the line 'feature_names' is absent") }
    guard !names.isEmpty else { throw lines.wrong(nil, "'feature_names' names no feature") }
    if let features, features != names.count {
      throw lines.wrong(
        nil, "'max_feature_idx' tells of \(features) features, 'feature_names' of \(names.count)")
    }
    treesPerIteration = perIteration ?? classes
    if let count = objective.classCount, count != treesPerIteration {
      throw lines.wrong(
        nil,
        "the objective is for \(count) classes, 'num_tree_per_iteration' is "
          + "\(treesPerIteration)")
    }
    if let infoLine {
      infos = try infoLine.valueText.split(separator: " ").map {
        try Self.info($0, infoLine, lines)
      }
      guard infos.count == names.count else {
        throw lines.wrong(infoLine, "expected \(names.count) entries, got \(infos.count)")
      }
    } else {
      infos = [Info](repeating: .unused, count: names.count)
    }
  }

  /// Reads `none`, `[low:high]` or `code:code:…`.
  private static func info(
    _ text: Substring, _ line: LightGBMLines.Line, _ lines: LightGBMLines
  ) throws -> Info {
    if text == "none" { return .unused }
    let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : nil
    let parts = (inner ?? text).split(separator: ":")
    if inner != nil {
      guard parts.count == 2, let low = Double(parts[0]), let high = Double(parts[1]) else {
        throw lines.wrong(line, "expected '[low:high]', got '\(text.prefix(40))'")
      }
      return low <= high ? .range(low...high) : .unused
    }
    return .codes(
      try parts.compactMap { part in
        guard let code = Int(part), code <= Int(Int32.max) else {
          throw lines.wrong(line, "expected codes of categories, got '\(text.prefix(40))'")
        }
        return code < 0 ? nil : code
      })
  }
}

/// What stands behind the trees.
struct LightGBMTrailer {
  /// The features that are categories by the parameters, in order; nil if it is not told.
  private(set) var categorical: [Int]?
  /// The levels of each category column of the pandas table, in the order of its columns.
  private(set) var levels: [[String]] = []

  init(_ lines: inout LightGBMLines) throws {
    var isOpen = false
    while let line = lines.next() {
      let text = line.text
      if text == "parameters:" { isOpen = true }
      if text == "end of parameters" { isOpen = false }
      let start = "[categorical_feature: "
      if isOpen, text.hasPrefix(start), text.hasSuffix("]") {
        let parts = text.dropFirst(start.count).dropLast().split(separator: ",")
        let positions = parts.compactMap { Int($0) }
        // Written as names they tell nothing that can be relied on.
        if positions.count == parts.count { categorical = Set(positions).sorted() }
      }
      let key = "pandas_categorical:"
      if text.hasPrefix(key) {
        levels = try Self.levels(text.dropFirst(key.count), line, lines)
      }
    }
    if isOpen {
      throw lines.wrong(nil, "the file ends among its parameters and is cut short")
    }
  }

  private static func levels(
    _ text: Substring, _ line: LightGBMLines.Line, _ lines: LightGBMLines
  ) throws -> [[String]] {
    let json: JSON
    do {
      json = try JSONParser.parse(Array(text.utf8), name: lines.file)
    } catch let error as TableError {
      guard case .json(_, _, let column, let reason) = error else { throw error }
      throw lines.wrong(line, "character \(column) of its JSON: \(reason)")
    }
    guard json != .null else { return [] }
    guard case .array(let lists) = json else {
      throw lines.wrong(line, "expected a list of lists of levels")
    }
    return try lists.enumerated().map { position, list in
      guard case .array(let items) = list else {
        throw lines.wrong(line, "expected a list of levels in place \(position)")
      }
      var seen: Set<String> = []
      return try items.map { item in
        let level: String
        switch item {
        case .text(let text): level = text
        case .number(let number): level = JSON.numberText(number)
        case .logical(let flag): level = "\(flag)"
        default: throw lines.wrong(line, "a level of list \(position) is no text and no number")
        }
        guard seen.insert(level).inserted else {
          throw lines.wrong(
            line, "the level '\(level.prefix(40))' of list \(position) occurs twice")
        }
        return level
      }
    }
  }
}
