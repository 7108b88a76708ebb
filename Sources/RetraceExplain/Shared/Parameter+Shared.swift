public import RetraceCatalog
public import RetraceModels
public import RetraceTables

/// The parameters that explainers share, so that they read and check the same everywhere.
extension Parameter {
  /// `seed:`, where something is drawn.
  public static func seed(_ path: any OptionPath<Options, UInt64?>) -> Self {
    let range = 0...9_007_199_254_740_991
    return Self(
      name: "seed", summary: "Where the draws start; the session's seed if not given.",
      type: .integer(range)
    ) {
      $0[keyPath: path].map { "\($0)" } ?? "session's"
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = UInt64(try argument.integer("seed", range))
    }
  }

  /// `background:`, the rows behind which features are hidden.
  public static func background(_ path: any OptionPath<Options, Table?>) -> Self {
    table(
      "background", path, default: "training rows",
      "Rows that hidden features take their values from.")
  }

  /// A table, or none where it is not given.
  public static func table(
    _ name: String, _ path: any OptionPath<Options, Table?>, default text: String,
    _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .table) { _ in
      text
    } bind: { options, argument throws(ArgumentError) in
      switch argument {
      case .table(let table): options[keyPath: path] = table
      case .row(let row): options[keyPath: path] = row.asTable
      default:
        throw .wrongKind(parameter: name, expected: "a table", got: argument.kindPhrase)
      }
    }
  }

  /// `output:`, the scale that is explained.
  public static func output(_ path: any OptionPath<Options, OutputScale?>) -> Self {
    let words = OutputScale.allCases.map(\.rawValue)
    return Self(
      name: "output", summary: "The scale that is explained.", type: .choice(words)
    ) {
      $0[keyPath: path].map { "\"\($0.rawValue)\"" } ?? "\"probability\", for numbers \"value\""
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.choice("output", OutputScale.self)
    }
  }

  /// `class:`, the class whose output is explained.
  public static func outputClass(_ path: any OptionPath<Options, Cell?>) -> Self {
    let type = ParameterType.any([
      .text, .number(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude), .flag,
    ])
    return Self(
      name: "class",
      summary: "The class explained; the positive one of two, the predicted one of several.",
      type: type
    ) {
      $0[keyPath: path].map(ExplanationText.literal) ?? "automatic"
    } bind: { options, argument throws(ArgumentError) in
      switch argument {
      case .text(let text): options[keyPath: path] = .text(text)
      case .number(let number): options[keyPath: path] = .number(number)
      case .flag(let flag): options[keyPath: path] = .logical(flag)
      default:
        throw .wrongKind(parameter: "class", expected: "a class", got: argument.kindPhrase)
      }
    }
  }

  /// `features:`, all, a number of the strongest, or names.
  public static func features(
    _ path: any OptionPath<Options, FeatureChoice>,
    _ summary: String = "All, how many of the strongest, or which."
  ) -> Self {
    let counts = 1...10_000
    return Self(
      name: "features", summary: summary, type: .any([.integer(counts), .columnNames])
    ) {
      switch $0[keyPath: path] {
      case .all: "all"
      case .strongest(let count): "\(count)"
      case .named(let names): "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
      }
    } bind: { options, argument throws(ArgumentError) in
      switch argument {
      case .text("all"): options[keyPath: path] = .all
      case .number: options[keyPath: path] = .strongest(try argument.integer("features", counts))
      default: options[keyPath: path] = .named(try argument.texts("features"))
      }
    }
  }

  /// Names of columns, such as `freeze: [age, sex]`; none where it is not given.
  public static func columnNames(
    _ name: String, _ path: any OptionPath<Options, [String]>, default text: String = "[]",
    _ summary: String
  ) -> Self {
    Self(name: name, summary: summary, type: .columnNames) {
      let names = $0[keyPath: path]
      return names.isEmpty ? text : "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    } bind: { options, argument throws(ArgumentError) in
      options[keyPath: path] = try argument.texts(name)
    }
  }
}
