import Glibc
public import RetraceNumerics

/// How the features of a table become the numbers that a network takes.
///
/// Each encoded column takes one feature: as a number, as an indicator of one level, or as an
/// indicator of missing cells; then z = (x − mean) / scale. Categories and encodings so stay
/// inside the model, and a feature is explained as the user named it.
public struct FeatureEncoding: Sendable, Equatable {
  /// One column of the encoded matrix.
  public struct Column: Sendable, Equatable {
    /// What an encoded column takes from its feature.
    public enum Part: Sendable, Equatable {
      /// The number itself; `fill` stands for what is missing or NaN, which without it stays NaN.
      case number(fill: Double?)
      /// 1 where the feature has the level at this position, else 0.
      case level(Int)
      /// 1 where the feature is missing, else 0.
      case missing
    }

    /// The position of the feature.
    public let feature: Int
    /// What is taken from it.
    public let part: Part
    /// What is subtracted.
    public let mean: Double
    /// What the difference is divided by; finite and not 0.
    public let scale: Double

    /// Makes an encoded column.
    public init(feature: Int, part: Part, mean: Double = 0, scale: Double = 1) {
      self.feature = feature
      self.part = part
      self.mean = mean
      self.scale = scale
    }

    /// The encoded value of a feature's cell.
    @inlinable
    public func value(of cell: Double) -> Double {
      switch part {
      case .number(let fill):
        guard cell.isNaN, let fill else { return (cell - mean) / scale }
        return (fill - mean) / scale
      case .level(let level): return ((cell == Double(level) ? 1 : 0) - mean) / scale
      case .missing: return ((cell.isMissing ? 1 : 0) - mean) / scale
      }
    }
  }

  /// The encoded columns, in order.
  public let columns: [Column]

  /// Makes an encoding whose columns name features that exist.
  public init(_ columns: [Column]) {
    self.columns = columns
  }

  /// The encoding that takes each feature as a number.
  ///
  /// - Parameters:
  ///   - mean: what is subtracted from each feature; nil for nothing.
  ///   - scale: what the differences are divided by; nil for 1.
  public init(standardizing count: Int, mean: [Double]? = nil, scale: [Double]? = nil) {
    columns = (0..<count).map { position in
      Column(
        feature: position, part: .number(fill: nil), mean: mean?[position] ?? 0,
        scale: scale?[position] ?? 1)
    }
  }

  /// How many encoded columns there are.
  public var width: Int { columns.count }

  /// Whether every feature is one number in its place, so that only mean and scale matter.
  public var isPlain: Bool {
    columns.indices.allSatisfy {
      columns[$0].feature == $0 && columns[$0].part == .number(fill: nil)
    }
  }

  /// The rows as the network takes them.
  public func encode(_ rows: Matrix) -> Matrix {
    var result = Matrix(rows: rows.rows, columns: width)
    rows.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        encode(source, features: rows.columns, rows: 0..<rows.rows, into: target)
      }
    }
    return result
  }

  /// Encodes some rows of a matrix into a buffer of `rows.count` × ``width`` elements.
  package func encode(
    _ source: UnsafeBufferPointer<Double>, features: Int, rows: Range<Int>,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      source.count >= rows.upperBound * features && target.count >= rows.count * width,
      "buffers too small for the rows")
    let width = self.width
    let start = rows.lowerBound * features
    let count = rows.count
    for (position, column) in columns.enumerated() {
      precondition(column.feature >= 0 && column.feature < features, "feature out of range")
      let mean = column.mean
      let scale = column.scale
      var from = start + column.feature
      var to = position
      switch column.part {
      case .number(nil):
        for _ in 0..<count {
          target[to] = (source[from] - mean) / scale
          from += features
          to += width
        }
      case .number(let fill?):
        for _ in 0..<count {
          let cell = source[from]
          target[to] = ((cell.isNaN ? fill : cell) - mean) / scale
          from += features
          to += width
        }
      case .level, .missing:
        let off = column.value(of: 0.5)
        let on = (1 - mean) / scale
        let level: Double = if case .level(let level) = column.part { Double(level) } else { -1 }
        let takesMissing = column.part == .missing
        for _ in 0..<count {
          let cell = source[from]
          let isOn = takesMissing ? cell.isMissing : cell == level
          target[to] = isOn ? on : off
          from += features
          to += width
        }
      }
    }
  }
}
