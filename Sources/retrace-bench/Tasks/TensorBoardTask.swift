import RetraceRuns
import RetraceTables

/// A large event file.
enum TensorBoardTask: BenchTask {
  static let name = "tensorboard"
  static let summary = "read a TensorBoard event file of 1,000,000 scalars of 10 tags"
  static let note: String? = "every checksum is checked; the peer is TensorBoard's EventAccumulator"
  static let runs = 3
  static let rivals: [Rival] = [.peer("tensorboard", goal: .ratio(20))]

  private static let file = "events.out.tfevents.1700000000.bench.1.0"

  static func writeInputs(to folder: InputFolder) throws {
    try folder.write(bytes: file) { GeneratedEvents.file(steps: 100_000) }
  }

  static func prepare(in folder: InputFolder) throws -> any Work {
    try folder.warm(file)
    let path = folder.file(file)
    return ValueWork {
      try RunImporterCatalog.load(path)
    } check: {
      digest($0)
    }
  }

  /// How many values each tag has, and the sums of values and steps.
  private static func digest(_ found: RunCollection) -> JSON {
    guard let metrics = found.runs.first?.metrics,
      case .codes(let names)? = metrics["metric"]?.storage,
      case .numbers(let values)? = metrics["value"]?.storage,
      case .numbers(let steps)? = metrics["step"]?.storage
    else { return .null }
    var sums = [[Double]](repeating: [0, 0, 0], count: names.levels.count)
    for row in values.indices where names.codes[row] != CodedValues.missingCode {
      let code = Int(names.codes[row])
      sums[code][0] += 1
      sums[code][1] += values[row]
      sums[code][2] += steps[row]
    }
    return .object(
      zip(names.levels, sums).sorted { $0.0 < $1.0 }.map { name, sums in
        .init(name, .array(sums.map(JSON.number)))
      })
  }
}
