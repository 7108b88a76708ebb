public import RetraceCatalog
import RetraceDisplay
import RetraceModels
import RetraceNumerics
import RetraceRuns
import RetraceTables

/// Units behind a rectifier that are 0 on every training row: they pass on nothing and learn
/// nothing any more.
///
/// Counted, layer by layer, on all training rows; up to eight checkpoints tell since when. A layer
/// that is dead as a whole cuts the model off from its inputs (critical); a quarter or more of a
/// layer is a warning, less a note.
public enum DeadUnits: Detector {
  /// How it describes itself.
  public static let entry = CatalogEntry(
    name: "dead_units", summary: "ReLU units that are 0 on every training row.",
    discussion: """
      Exact: counted on all training rows, with the checkpoint from which on they are dead. A \
      whole layer is critical, a quarter of one a warning, less a note.
      """,
    references: [
      "L. Lu et al., Dying ReLU and Initialization, 2020, https://arxiv.org/abs/1903.06733"
    ], searchTerms: ["relu", "dying relu", "dead neurons"])
  /// Whether metrics and steps suffice.
  public static let isCheap = false
  /// How often it was right where the answer was known.
  public static let rates: [DetectionRate] = [
    .detection(20, of: 20, "networks with units set dead"),
    .falseAlarm(0, of: 20, "healthy networks"),
  ]

  /// What it finds in a run; empty if there is nothing.
  ///
  /// - Throws: ``LackingRecord``, `Interrupted`.
  public static func findings(in record: DiagnosisRecord) throws -> [DiagnosisFinding] {
    guard let model = record.run.model as? any DenseModel else {
      throw LackingRecord("no network")
    }
    guard model.network.activations.dropLast().contains(.relu) else {
      throw LackingRecord("no ReLU layers in the model")
    }
    let train = try record.table("train")
    let encoded = model.encoding.encode(try model.features.matrix(of: train))
    let dead = try deadUnits(model.network, encoded)
    let all = dead.reduce(0) { $0 + $1.count }
    guard all > 0 else { return [] }
    // Since when all of them are.
    var since: Int?
    let checkpoints = record.run.checkpoints
    let count = min(8, checkpoints.count)
    for part in (0..<count).reversed() where count > 1 {
      let epoch = checkpoints[part * (checkpoints.count - 1) / (count - 1)].epoch
      guard let then = try? record.run.model(atEpoch: epoch) as? any DenseModel,
        then.network.sizes == model.network.sizes
      else { break }
      let already = try deadUnits(then.network, encoded)
      guard zip(dead, already).allSatisfy({ Set($0).isSubset(of: $1) }) else { break }
      since = epoch
    }
    let hidden = model.network.sizes.dropFirst().dropLast()
    let shares = zip(dead, hidden).map { Double($0.count) / Double(max(1, $1)) }
    let worst = shares.max() ?? 0
    let units = hidden.reduce(0, +)
    var message =
      "\(ExplanationText.count(all)) of \(ExplanationText.count(units, "hidden unit")) "
      + "\(all == 1 ? "is" : "are") 0 on every training row"
    if let since {
      message +=
        since == checkpoints.first?.epoch
        ? ", from the start" : ", since epoch \(since) at the latest"
    }
    var evidence: [JSON.Member] = [
      .init(
        "dead_by_layer",
        .array(
          dead.enumerated().filter { !$0.element.isEmpty }.map { layer, units in
            .record([
              "layer": .number(Double(layer + 1)),
              "units": .array(units.map { .number(Double($0)) }),
            ])
          })),
      .init("share_of_worst_layer", .number(worst)),
    ]
    if let since { evidence.append(.init("since_epoch", .number(Double(since)))) }
    return [
      DiagnosisFinding(
        entry.name, worst >= 1 ? .critical : worst >= 0.25 ? .warning : .note, confidence: 1,
        basis: "counted on \(ExplanationText.count(train.rowCount, "row"))", message,
        evidence: evidence,
        advice: worst >= 0.25
          ? "train again with a third of the rate, or model: mlp(activation: \"tanh\")"
          : "nothing, if the model is good enough; a third of the rate keeps them alive")
    ]
  }

  /// The units of each hidden layer that no row turns on; none in layers without a rectifier.
  private static func deadUnits(_ network: DenseNetwork, _ encoded: Matrix) throws -> [[Int]] {
    try (0..<network.layerCount - 1).map { layer in
      guard network.activations[layer] == .relu else { return [] }
      // The network up to this layer: its sums are what the rectifier sees.
      let sizes = Array(network.sizes[...(layer + 1)])
      let part = DenseNetwork(
        sizes: sizes, activations: Array(network.activations[...layer]),
        parameters: Array(network.parameters[..<DenseNetwork.parameterCount(sizes: sizes)]))
      let width = sizes[layer + 1]
      let blocks = try Parallel.mapBlocks(count: encoded.rows, blockSize: 256) { range, _ in
        var pass = DensePass(part, rows: range.count)
        pass.run(part, rows: range, of: encoded)
        let sums = Array(pass.sums(part))
        return (0..<width).map { unit in
          (0..<range.count).contains { sums[$0 * width + unit] > 0 }
        }
      }
      return (0..<width).filter { unit in !blocks.contains { $0[unit] } }
    }
  }
}
