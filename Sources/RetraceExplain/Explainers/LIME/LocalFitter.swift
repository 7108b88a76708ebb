import Glibc
import RetraceModels
import RetraceNumerics

/// The surrogate of one row with what it is worth.
struct LocalFit: Sendable {
  let design: LocalDesign
  let surrogate: LocalSurrogate
  /// The features that the explanation lists; those that were not kept have no coefficient.
  let listed: [Int]
  /// The standard error of each coefficient.
  let errors: [Double]
  let r2: Double
  /// How many samples of equal weight would tell as much.
  let effectiveSamples: Double
}

/// Draws samples, asks the model and fits a surrogate per row.
///
/// Samples that do not depend on the row are drawn and predicted once for all rows. They are held
/// while they are few, else drawn again for each sweep; only the model's answers are kept.
struct LocalFitter: Sendable {
  /// Cells of samples that are held at once.
  static let heldCells = 4_000_000
  /// Sums of rows that are folded at once.
  private static let heldSums = 8_000_000

  private let options: LIME.Options
  private let neighbourhood: Neighbourhood
  private let calls: ModelCalls
  private let scale: OutputScale
  private let rows: Matrix
  private let outputs: [ExplainedOutput]
  private let ownOutputs: [Double]
  private let kernelWidth: Double
  private let named: [Int]?
  /// The columns of the model's predictions that are explained.
  private let columns: [Int]
  private let slabSize: Int
  private let progress: ProgressCounter

  init(
    options: LIME.Options, neighbourhood: Neighbourhood, calls: ModelCalls, scale: OutputScale,
    rows: Matrix, outputs: [ExplainedOutput], predictions: Matrix,
    heldCells: Int
  ) throws {
    self.options = options
    self.neighbourhood = neighbourhood
    self.calls = calls
    self.scale = scale
    self.rows = rows
    self.outputs = outputs
    ownOutputs = outputs.enumerated().map { row, output in
      output.value(predictions[row, output.column])
    }
    kernelWidth = options.kernelWidth ?? 0.75 * Double(rows.columns).squareRoot()
    named = try options.features.positions(in: neighbourhood.profiles.map(\.name))
    columns = Set(outputs.map(\.column)).sorted()
    slabSize = max(LocalRegression.blockSize, heldCells / max(1, rows.columns) / 512 * 512)
    // Each row is met by each slab of samples in two sweeps.
    let slabCount = (options.samples - 2) / slabSize + 1
    progress = ProgressCounter("lime", total: rows.rows * slabCount * 2)
    let bad = ownOutputs.count { !$0.isFinite }
    guard bad == 0 else {
      throw ExplainError.predictionNotFinite(explainer: "lime", rows: bad)
    }
  }

  /// A fit per row.
  func fits() throws -> [LocalFit] {
    guard options.around == .data else {
      return try Parallel.map(count: rows.rows) { row in
        try fits(of: row..<row + 1, around: rows.row(row))[0]
      }
    }
    let group = max(1, Self.heldSums / LocalRegression.equationCount(rows.columns))
    var slabs = Slabs(fitter: self, center: nil)
    var found: [LocalFit] = []
    for start in stride(from: 0, to: rows.rows, by: group) {
      found += try fits(of: start..<min(rows.rows, start + group), from: &slabs)
    }
    return found
  }

  private func fits(of group: Range<Int>, around center: [Double]) throws -> [LocalFit] {
    var slabs = Slabs(fitter: self, center: center)
    return try fits(of: group, from: &slabs)
  }

  /// Both sweeps over the samples for a group of rows.
  private func fits(of group: Range<Int>, from slabs: inout Slabs) throws -> [LocalFit] {
    let designs = group.map {
      LocalDesign(row: rows.row($0), neighbourhood: neighbourhood, kernelWidth: kernelWidth)
    }
    let features = rows.columns
    let equations = LocalRegression.equationCount(features)
    var sums = [Double](repeating: 0, count: group.count * equations)
    for slab in 0..<slabs.count {
      let (samples, answers) = try slabs.slab(slab)
      try Parallel.fill(&sums, rowLength: equations, blockSize: 1) { range, part in
        let row = group.lowerBound + range.lowerBound
        LocalRegression.addEquations(
          designs[range.lowerBound], samples, outputs: answers.outputs(outputs[row]), into: part)
        if slab == 0 {
          LocalRegression.addOwnRow(
            designs[range.lowerBound], output: ownOutputs[row], into: part)
        }
        progress.add()
      }
    }
    let products = sums
    let surrogates = try Parallel.map(count: group.count) { position in
      try products.withUnsafeBufferPointer { products in
        let part = products[position * equations..<(position + 1) * equations]
        return try surrogate(UnsafeBufferPointer(rebasing: part))
      }
    }
    let residuals = LocalRegression.residualCount(features)
    var residualSums = [Double](repeating: 0, count: group.count * residuals)
    for slab in 0..<slabs.count {
      let (samples, answers) = try slabs.slab(slab)
      try Parallel.fill(&residualSums, rowLength: residuals, blockSize: 1) { range, part in
        LocalRegression.addResiduals(
          designs[range.lowerBound], surrogates[range.lowerBound], samples,
          outputs: answers.outputs(outputs[group.lowerBound + range.lowerBound]), into: part)
        progress.add()
      }
    }
    return residualSums.withUnsafeBufferPointer { residualSums in
      group.enumerated().map { position, row in
        let part = residualSums[position * residuals..<(position + 1) * residuals]
        return fit(
          designs[position], surrogates[position], UnsafeBufferPointer(rebasing: part),
          output: ownOutputs[row])
      }
    }
  }

  /// The surrogate of all features, or of those that were named or are the strongest.
  private func surrogate(_ sums: UnsafeBufferPointer<Double>) throws -> LocalSurrogate {
    let features = rows.columns
    func solve(_ selected: [Int]) throws -> LocalSurrogate {
      try LocalSurrogate(sums: sums, features: features, selected: selected, ridge: options.ridge)
    }
    if let named { return try solve(named) }
    let full = try solve(Array(0..<features))
    guard case .strongest(let count) = options.features, count < features else { return full }
    let order = full.selected.sorted {
      let (a, b) = (abs(full.coefficients[$0]), abs(full.coefficients[$1]))
      return a == b ? $0 < $1 : a > b
    }
    return try solve(order.prefix(count).sorted())
  }

  private func fit(
    _ design: LocalDesign, _ surrogate: LocalSurrogate, _ sums: UnsafeBufferPointer<Double>,
    output: Double
  ) -> LocalFit {
    let own = output - surrogate.prediction(design)
    let squares = sums[sums.count - 2] + own * own
    let isKept = options.features != .all
    return LocalFit(
      design: design, surrogate: surrogate,
      listed: isKept && named != nil ? surrogate.selected : Array(0..<rows.columns),
      errors: surrogate.errors(residualSums: sums), r2: surrogate.r2(residualSquares: squares),
      effectiveSamples: surrogate.weightSum * surrogate.weightSum / (sums[sums.count - 1] + 1))
  }

  /// The model's answers to the samples of a slab.
  struct Answers: Sendable {
    let count: Int
    let columns: [Int]
    /// Column after column, each with the answers of the other of two classes where asked for.
    let numbers: [Double]
    let complement: [Double]

    func outputs(_ output: ExplainedOutput) -> ArraySlice<Double> {
      guard !output.isComplement else { return complement[...] }
      let position = columns.firstIndex(of: output.column) ?? 0
      return numbers[position * count..<(position + 1) * count]
    }
  }

  /// The samples in slabs that fit into memory, with the answers, which are kept.
  private struct Slabs {
    let fitter: LocalFitter
    let center: [Double]?
    private var answers: [Int: Answers] = [:]
    private var held: Neighbourhood.Samples?

    init(fitter: LocalFitter, center: [Double]?) {
      self.fitter = fitter
      self.center = center
    }

    /// Sample 0 is the row itself.
    private var drawn: Int { fitter.options.samples - 1 }

    var count: Int { (drawn - 1) / fitter.slabSize + 1 }

    mutating func slab(_ position: Int) throws -> (Neighbourhood.Samples, Answers) {
      if let held, let answers = answers[0], count == 1 { return (held, answers) }
      let start = 1 + position * fitter.slabSize
      let range = start..<min(fitter.options.samples, start + fitter.slabSize)
      let known = answers[position]
      let (samples, found) = try fitter.draw(range, around: center, asking: known == nil)
      guard let found = known ?? found else { throw Interrupted() }
      answers[position] = found
      if count == 1 { held = samples }
      return (samples, found)
    }
  }

  /// Draws samples and asks the model, in blocks on several threads.
  private func draw(
    _ range: Range<Int>, around center: [Double]?, asking: Bool
  ) throws -> (Neighbourhood.Samples, Answers?) {
    let features = rows.columns
    let count = range.count
    var samples = Neighbourhood.Samples(
      count: count, values: [Double](repeating: 0, count: count * features))
    var numbers = [Double](repeating: 0, count: asking ? count * columns.count : 0)
    try samples.values.withUnsafeMutableBufferPointer { values in
      try numbers.withUnsafeMutableBufferPointer { numbers in
        // Every block writes to its own samples only.
        nonisolated(unsafe) let values = values
        nonisolated(unsafe) let numbers = numbers
        try Parallel.forEachBlock(count: count, blockSize: 256) { block, _ in
          var inputs = Matrix(rows: block.count, columns: features)
          inputs.elements.withUnsafeMutableBufferPointer { inputs in
            guard let base = inputs.baseAddress, let valueBase = values.baseAddress else { return }
            let first = range.lowerBound + block.lowerBound
            for feature in 0..<features {
              neighbourhood.draw(
                feature: feature, samples: first..<first + block.count,
                around: center?[feature], inputs: base + feature, inputStride: features,
                values: valueBase + feature * count + block.lowerBound)
            }
          }
          guard asking else { return }
          try answer(inputs, at: block, of: count, into: numbers)
        }
      }
    }
    guard asking else { return (samples, nil) }
    var complement: [Double] = []
    if let output = outputs.first(where: \.isComplement) { complement = numbers.map(output.value) }
    return (
      samples, Answers(count: count, columns: columns, numbers: numbers, complement: complement)
    )
  }

  /// Asks the model about a block of samples and puts its answers where they belong.
  private func answer(
    _ inputs: Matrix, at block: Range<Int>, of count: Int,
    into numbers: UnsafeMutableBufferPointer<Double>
  ) throws {
    let predictions = try calls.predict(inputs, scale: scale)
    var bad = 0
    for (position, column) in columns.enumerated() {
      for row in 0..<block.count {
        let prediction = predictions[row, column]
        if !prediction.isFinite { bad += 1 }
        numbers[position * count + block.lowerBound + row] = prediction
      }
    }
    guard bad == 0 else { throw ExplainError.predictionNotFinite(explainer: "lime", rows: bad) }
  }
}
