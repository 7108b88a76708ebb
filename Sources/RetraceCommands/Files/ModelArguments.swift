import RetraceLanguage
import RetraceModels
import RetraceSyntax
import RetraceTables

/// The arguments of `load` that say what a model's file leaves open.
enum ModelArguments {
  static func hints(
    _ invocation: Invocation, features: Value?, classes: Value?, target: String?, layers: Value?,
    mean: [Double]?, scale: [Double]?
  ) throws -> ModelHints {
    ModelHints(
      features: try features.map { try names(invocation, $0) }, levels: levels(features),
      classes: try classes.map { try cells(invocation, $0) }, target: target,
      layers: try layers.map { try self.layers(invocation, $0) }, mean: mean, scale: scale)
  }

  /// The levels of the categories of a table.
  private static func levels(_ value: Value?) -> [String: [String]] {
    guard case .table(let table)? = value else { return [:] }
    var levels: [String: [String]] = [:]
    for (name, column) in zip(table.names, table.columns) {
      guard case .codes(let coded) = column.storage else { continue }
      levels[name] = coded.levels
    }
    return levels
  }

  private static func names(_ invocation: Invocation, _ value: Value) throws -> [String] {
    switch value {
    case .table(let table): return table.names
    case .list(let items):
      return try items.map { item in
        guard case .text(let name) = item else {
          throw invocation.error(
            .wrongType, "'features:' takes names, got \(item.shapePhrase) among them",
            at: "features")
        }
        return name
      }
    default:
      throw invocation.error(
        .wrongType, "'features:' takes a list of names or a table, got \(value.shapePhrase)",
        at: "features")
    }
  }

  private static func cells(_ invocation: Invocation, _ value: Value) throws -> [Cell] {
    guard case .list(let items) = value else {
      throw invocation.error(
        .wrongType, "'classes:' takes a list, got \(value.shapePhrase)", at: "classes")
    }
    return try items.map { item in
      switch item {
      case .text(let text): return .text(text)
      case .number(let number): return .number(number)
      case .logical(let flag): return .logical(flag)
      default:
        throw invocation.error(
          .wrongType, "'classes:' takes texts, numbers, true and false, got \(item.shapePhrase)",
          at: "classes")
      }
    }
  }

  private static func layers(
    _ invocation: Invocation, _ value: Value
  ) throws -> [ModelHints.Layer] {
    guard case .list(let items) = value else {
      throw invocation.error(
        .wrongType, "'layers:' takes a list, got \(value.shapePhrase)", at: "layers")
    }
    let words = [
      "relu": Activation.relu, "tanh": .tanh, "logistic": .logistic, "sigmoid": .logistic,
      "softmax": .softmax, "identity": .identity, "linear": .identity, "none": .identity,
    ]
    return try items.map { item in
      if case .text(let word) = item, let activation = words[word.lowercased()] {
        return .activation(activation)
      }
      if case .number(let number) = item, let width = Int(exactly: number), width > 0 {
        return .width(width)
      }
      throw invocation.error(
        .unknownChoice,
        "'layers:' takes \"relu\", \"tanh\", \"logistic\", \"softmax\" or \"identity\" for each "
          + "layer, or widths; got \(item.sourceText)", at: "layers")
    }
  }
}
