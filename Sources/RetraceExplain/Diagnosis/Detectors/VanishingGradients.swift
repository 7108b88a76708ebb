public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Gradients that all but vanish before anything was learned, or on their way to the first layer.
///
/// - Of the run: the median norm of the last quarter is a thousandth of the first tenth's or less,
///   while less than a tenth of the training loss is gone. At a minimum gradients vanish, too; here
///   there is none.
/// - Of the layers, at the first checkpoint and at the last: the median over rows of the gradient's
///   norm in the first layer, per parameter, is a thousandth of that in the last layer or less. A
///   logistic layer passes on at most a quarter of a gradient, so five of them in a row come to
///   about that: 4⁻⁵.
public enum VanishingGradients: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "vanishing_gradients",
    summary: "Gradients all but vanish before the model has learned, or on their way down.",
    discussion: """
      Fires when the norm of the gradients fell to a thousandth while less than a tenth of the \
      loss is gone, or when, per parameter, the first layer's gradients are a thousandth of the \
      last layer's or less at the first or last checkpoint (median over up to 256 rows).
      """,
    references: [
      "X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural "
        + "networks, 2010, https://proceedings.mlr.press/v9/glorot10a.html"
    ], searchTerms: ["saturation", "gradient norm", "deep"])
  /// Whether metrics and steps suffice.
  public static let isCheap = true
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "series of norms that vanish"),
    .detection(20, of: 20, "networks of eight logistic layers"),
    .falseAlarm(0, of: 40, "healthy series of norms"), .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    var lacking: LackingRecord?
    do {
      let norms = try GradientNorms(record)
      if let finding = fading(norms, record) { return [finding] }
    } catch let reason as LackingRecord {
      lacking = reason
    }
    guard record.isDeep, let train = record.run.train, train.rowCount > 0,
      let model = record.run.model as? any DenseModel, model.network.layerCount >= 2
    else {
      if let lacking {
        throw LackingRecord(lacking.reason + ", and no network with training rows")
      }
      return []
    }
    return try layers(model, train, record).map { [$0] } ?? []
  }

  private static func fading(
    _ norms: GradientNorms, _ record: DiagnosisRecord
  ) -> DiagnosisFinding? {
    let (first, last) = (norms.median(0, 0.1), norms.median(0.75, 1))
    guard last <= 1e-3 * first, let loss = record.loss("train")?.condensed(), loss.count >= 2
    else { return nil }
    let kept = loss.mean(loss.tail) / loss.y[0]
    guard kept > 0.9 else { return nil }
    return DiagnosisFinding(
      entry.name, .critical, confidence: 0.95, basis: "medians of parts of the run",
      "gradients vanished: their norm fell from \(ExplanationText.number(first, digits: 2)) to "
        + "\(ExplanationText.number(last, digits: 2)) while "
        + "\(ExplanationText.percent(min(kept, 9.99))) of the loss is left",
      evidence: [
        .init("first_tenth", .number(first)), .init("last_quarter", .number(last)),
        .init("loss_left", .number(kept)),
      ],
      advice: "train again with model: mlp(activation: \"relu\") or fewer layers",
      figure: DiagnosisFigure.steps(
        norms.step, norms.norms, title: "gradient norm", yLabel: "norm"))
  }

  private static func layers(
    _ model: any DenseModel, _ train: Table, _ record: DiagnosisRecord
  ) throws -> DiagnosisFinding? {
    let targets = try record.targets("train")
    // Few rows of large networks: a gradient is as large as the network.
    let limit = max(1, min(256, 4_000_000 / max(1, model.parameters.count)))
    let rows = targets.indices.filter { !targets[$0].isNaN }.prefix(limit)
    guard !rows.isEmpty else { return nil }
    let matrix = try model.features.matrix(of: train.selecting(rows: Array(rows)))
    let known = rows.map { targets[$0] }
    let checkpoints = record.run.checkpoints
    for (epoch, place) in [
      (checkpoints.first?.epoch, "the start"), (checkpoints.last?.epoch, "the end"),
    ] {
      let kept = epoch.flatMap { try? record.run.model(atEpoch: $0) } as? any DenseModel
      let then = kept ?? model
      let norms = try layerNorms(then, matrix, known)
      guard let first = norms.first, let last = norms.last, last > 0, first <= 1e-3 * last else {
        continue
      }
      // Where a whole layer is dead nothing comes through; that is a finding of its own.
      guard first > 0 else { continue }
      return DiagnosisFinding(
        entry.name, .warning, confidence: 0.95,
        basis: "medians over \(ExplanationText.count(rows.count, "row"))",
        "gradients vanish on their way to the first layer: at \(place) they are "
          + "\(ExplanationText.number(first / last, digits: 2)) of the last layer's",
        evidence: [
          .init("epoch", epoch.map { .number(Double($0)) } ?? .null),
          .init("gradient_per_layer", .array(norms.map(JSON.number))),
          .init("ratio", .number(first / last)),
        ],
        advice: "train again with model: mlp(activation: \"relu\") or fewer layers",
        figure: Figure(
          .bars(norms.enumerated().map { Figure.Bar("layer \($0 + 1)", $1) }),
          title: "gradient per parameter", height: 8))
    }
    return nil
  }

  /// The median over rows of the root mean square of each layer's weight gradients.
  private static func layerNorms(
    _ model: any DenseModel, _ rows: Matrix, _ targets: [Double]
  ) throws -> [Double] {
    let gradients = try model.parameterGradients(rows, targets: targets)
    let tensors = model.parameterTensors.filter { $0.shape.count == 2 && !$0.range.isEmpty }
    return tensors.map { tensor in
      let norms = (0..<gradients.rows).map { row -> Double in
        let start = row * gradients.columns
        let squares = tensor.range.reduce(0.0) { sum, index in
          sum + gradients.elements[start + index] * gradients.elements[start + index]
        }
        return (squares / Double(tensor.range.count)).squareRoot()
      }
      return Statistics.median(norms)
    }
  }
}
