extension Figure {
  /// One axis of parallel coordinates, from bottom to top.
  public struct ParallelAxis: Sendable {
    /// What it shows.
    public let name: String
    /// The words at equal distances from bottom to top; nil for numbers.
    public let levels: [String]?
    /// Whether its numbers stand by their logarithms.
    public let isLogarithmic: Bool

    /// Makes the axis of numbers, or of levels whose positions are the numbers of lines.
    public init(_ name: String, levels: [String]? = nil, isLogarithmic: Bool = false) {
      self.name = name
      self.levels = levels
      self.isLogarithmic = isLogarithmic
    }
  }

  /// One line of parallel coordinates.
  public struct ParallelLine: Sendable {
    /// Its name.
    public let name: String
    /// A number for each axis, of levels their position; NaN leaves a gap.
    public let values: [Double]
    /// Whether it is one of those that are to be seen among the others.
    public let isBest: Bool

    /// Makes a line.
    public init(_ name: String, _ values: [Double], isBest: Bool) {
      self.name = name
      self.values = values
      self.isBest = isBest
    }
  }

  /// A place on the x axis with a name, such as where an epoch begins.
  public struct Mark: Sendable {
    /// Where it is.
    public let x: Double
    /// What is there.
    public let label: String

    /// Makes a mark.
    public init(_ x: Double, _ label: String) {
      self.x = x
      self.label = label
    }
  }
}
