/// What LightGBM was trained for, as far as it tells what becomes of the raw scores.
struct LightGBMObjective {
  /// The scale of the raw scores.
  let scale: OutputScale
  /// What makes predictions of them.
  let link: TreeEnsemble.Link
  /// What the raw scores are multiplied by before the link.
  let slope: Double
  /// How many classes it is for, if it says so.
  let classCount: Int?

  /// An objective of one's own: the raw score is the prediction.
  static let none = LightGBMObjective(.value, .identity)

  private init(
    _ scale: OutputScale, _ link: TreeEnsemble.Link, slope: Double = 1, classCount: Int? = nil
  ) {
    self.scale = scale
    self.link = link
    self.slope = slope
    self.classCount = classCount
  }

  /// Reads the line `objective=binary sigmoid:1`.
  init(_ line: LightGBMLines.Line, _ lines: LightGBMLines) throws {
    let words = line.valueText.split(separator: " ")
    func setting(_ key: String) throws -> Double? {
      guard let word = words.first(where: { $0.hasPrefix("\(key):") }) else { return nil }
      guard let number = Double(word.dropFirst(key.count + 1)), number.isFinite, number > 0 else {
        throw lines.wrong(line, "expected a number above 0 in '\(word)'")
      }
      return number
    }
    func classes() throws -> Int {
      guard let count = try setting("num_class").flatMap({ Int(exactly: $0) }), count > 0 else {
        throw lines.wrong(line, "expected 'num_class:' with a whole number")
      }
      return count
    }
    switch words.first {
    case "binary":
      self.init(.margin, .logistic, slope: try setting("sigmoid") ?? 1)
    case "cross_entropy", "xentropy": self.init(.margin, .logistic)
    case "multiclass": self.init(.margin, .softmax, classCount: try classes())
    case "multiclassova":
      self.init(
        .margin, .logistic, slope: try setting("sigmoid") ?? 1, classCount: try classes())
    case "regression" where words.dropFirst().contains("sqrt"):
      self.init(.margin, .signedSquare)
    case "regression", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank",
      "rank_xendcg", "custom", nil:
      self.init(.value, .identity)
    case "poisson", "gamma", "tweedie": self.init(.margin, .exponential)
    case "cross_entropy_lambda": self.init(.margin, .softplus)
    case let name?:
      throw lines.wrong(line, "the objective '\(name.prefix(40))' is not known")
    }
  }
}
