public import RetraceModels

extension ModelMetric {
  /// The metric that is meant where none is named: the loss.
  public static func standard(of outputs: ModelOutputs) -> ModelMetric {
    guard outputs.isClassifier else { return .rmse }
    return outputs.scales.contains(.probability) ? .logLoss : .accuracy
  }

  /// The metric that was asked for, or the standard one, checked against a model.
  ///
  /// - Throws: ``ExplainError/unsuited(_:)`` for a metric of classes where numbers are predicted,
  ///   the other way round, or where the model gives no probabilities.
  public static func resolve(_ asked: ModelMetric?, outputs: ModelOutputs) throws -> ModelMetric {
    guard let asked else { return standard(of: outputs) }
    guard asked.isForClasses == outputs.isClassifier else {
      throw ExplainError.unsuited(
        "'\(asked.rawValue)' measures \(asked.isForClasses ? "classes" : "numbers"), the model "
          + "predicts \(outputs.isClassifier ? "classes" : "numbers"); take one of "
          + all(of: outputs).map(\.rawValue).joined(separator: ", "))
    }
    guard !asked.needsProbability || outputs.scales.contains(.probability) else {
      throw ExplainError.unsuited(
        "'\(asked.rawValue)' needs probabilities, which the model does not give; take 'accuracy'")
    }
    return asked
  }

  /// The metrics that were named, or the usual ones, checked against a model.
  ///
  /// - Parameters:
  ///   - names: names of metrics, or `all`; none for the usual ones.
  ///   - outputs: what the model tells.
  /// - Throws: ``ExplainError`` for a name that is no metric or does not fit the model.
  public static func resolve(_ names: [String], outputs: ModelOutputs) throws -> [ModelMetric] {
    guard !names.isEmpty else { return defaults(of: outputs) }
    let gives = outputs.scales.contains(.probability)
    if names == ["all"] {
      return all(of: outputs).filter { gives || !$0.needsProbability }
    }
    var metrics: [ModelMetric] = []
    for name in names {
      guard let metric = ModelMetric(named: name) else {
        throw ExplainError.unknownMeasure(
          name, available: all(of: outputs).map(\.rawValue))
      }
      let checked = try resolve(metric, outputs: outputs)
      if !metrics.contains(checked) { metrics.append(checked) }
    }
    return metrics
  }
}
