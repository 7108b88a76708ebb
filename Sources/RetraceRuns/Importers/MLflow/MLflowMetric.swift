import RetraceTables

/// The history of one metric.
struct MLflowMetric {
  let name: String
  private(set) var steps: [Double] = []
  /// Seconds since 1970.
  private(set) var times: [Double] = []
  private(set) var values: [Double] = []

  init(_ name: String) { self.name = name }

  /// Adds a measure; its time in milliseconds since 1970.
  mutating func append(value: Double, step: Double, milliseconds: Double) {
    steps.append(step)
    times.append(milliseconds / 1_000)
    values.append(value)
  }

  /// Adds the lines of a metric's file: `timestamp value step`, where old versions have no step and
  /// new ones a model and a data set behind it.
  ///
  /// - Returns: how many lines could not be read.
  mutating func append(lines bytes: UnsafeRawBufferPointer) -> Int {
    guard let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    let end = start + bytes.count
    steps.reserveCapacity(bytes.count / 32)
    times.reserveCapacity(bytes.count / 32)
    values.reserveCapacity(bytes.count / 32)
    let scanner = NumberScanner(decimalComma: false)
    var remarks: NumberScanner.Remarks = []
    var damaged = 0
    var place = start
    while place < end {
      if place.pointee == UInt8(ascii: "\n") {
        place += 1
        continue
      }
      let line = place
      let time = scanner.scan(place, &remarks)
      let value = Self.afterBlank(time.end, line).map { scanner.scan($0, &remarks) }
      let step = value.flatMap { Self.afterBlank($0.end, time.end + 1) }
      var stepValue: (end: UnsafePointer<UInt8>, value: Double)?
      if let step { stepValue = scanner.scan(step, &remarks) }
      let last = stepValue?.end ?? value?.end ?? time.end
      if let value, value.end > time.end + 1, last <= end, Self.isEnd(last, end),
        stepValue.map({ $0.end > value.end + 1 }) ?? true, time.value.isFinite,
        (stepValue?.value ?? 0).isFinite
      {
        append(value: value.value, step: stepValue?.value ?? 0, milliseconds: time.value)
      } else {
        damaged += 1
      }
      place = min(last, end)
      while place < end, place.pointee != UInt8(ascii: "\n") { place += 1 }
    }
    return damaged
  }

  /// The place behind a blank that ends a number which began before it; nil if there is none.
  private static func afterBlank(
    _ place: UnsafePointer<UInt8>, _ start: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    place > start && place.pointee == UInt8(ascii: " ") ? place + 1 : nil
  }

  private static func isEnd(_ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    place == end || place.pointee == UInt8(ascii: "\n") || place.pointee == UInt8(ascii: " ")
      || place.pointee == UInt8(ascii: "\r")
  }

  /// Adds the measures to a log in order of step, then time, then value, so that the last one is
  /// what MLflow calls the metric's value.
  func append(to log: inout MetricLog) {
    let key = log.key(name)
    log.reserve(values.count)
    for place in order {
      log.append(key, values[place], step: steps[place], time: times[place])
    }
  }

  private var order: [Int] {
    let all = Array(values.indices)
    let isSorted = zip(all, all.dropFirst()).allSatisfy { !isBefore($1, $0) }
    // By position last, so that equal measures keep their order.
    return isSorted ? all : all.sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
  }

  private func isBefore(_ one: Int, _ other: Int) -> Bool {
    if steps[one] != steps[other] { return steps[one] < steps[other] }
    if times[one] != times[other] { return times[one] < times[other] }
    if values[other].isNaN { return false }
    return values[one].isNaN || values[one] < values[other]
  }
}
