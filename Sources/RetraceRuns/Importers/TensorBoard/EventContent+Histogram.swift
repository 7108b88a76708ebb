import Glibc
import RetraceModels
import RetraceNumerics
import RetraceTables

extension EventContent.Histogram {
  /// Reads a histogram as TensorFlow 1 and PyTorch write it (`HistogramProto`).
  ///
  /// A bucket reaches from the limit before it to its own; what lies left of the first limit
  /// begins at the minimum.
  init(
    legacy bytes: UnsafeRawBufferPointer, tag: String, step: Double, time: Double
  ) throws(ProtobufError) {
    self.init(tag: tag, step: step, time: time)
    var reader = ProtobufReader(bytes)
    var limits: [Double] = []
    var counts: [Double] = []
    // A field that is 0 is not written.
    (minimum, maximum, count, sum, sumOfSquares) = (0, 0, 0, 0, 0)
    while let field = try reader.next() {
      switch field.number {
      case 1: minimum = try reader.double(field)
      case 2: maximum = try reader.double(field)
      case 3: count = try reader.double(field)
      case 4: sum = try reader.double(field)
      case 5: sumOfSquares = try reader.double(field)
      case 6: try reader.doubles(field, into: &limits)
      case 7: try reader.doubles(field, into: &counts)
      default: try reader.skip(field)
      }
    }
    var left = minimum
    for (right, count) in zip(limits, counts) {
      if count != 0 { buckets.append((left, right, count)) }
      left = right
    }
  }

  /// Takes a histogram as TensorFlow 2 writes it: rows of left edge, right edge and count.
  ///
  /// It does not tell sums; minimum and maximum are edges.
  init(rows values: [Double], tag: String, step: Double, time: Double) {
    self.init(tag: tag, step: step, time: time)
    for row in 0..<values.count / 3 where values[3 * row + 2] != 0 {
      buckets.append((values[3 * row], values[3 * row + 1], values[3 * row + 2]))
    }
    count = buckets.reduce(0) { $0 + $1.count }
    minimum = buckets.first?.left ?? .missing
    maximum = buckets.last?.right ?? .missing
  }

  /// The mean of the numbers.
  var mean: Double { count > 0 ? sum / count : .missing }

  /// The standard deviation of the numbers, divisor n.
  var standardDeviation: Double {
    guard count > 0 else { return .missing }
    let mean = mean
    return max(0, sumOfSquares / count - mean * mean).squareRoot()
  }
}
