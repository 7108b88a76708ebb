/// A figure as data: what is drawn, not how.
public struct Figure: Sendable {
  /// The kinds of figures there are.
  public enum Content: Sendable {
    /// One signed bar per label, to both sides of zero.
    case bars([Bar])
    /// Lines through points in order of x.
    case lines([Series])
    /// Points.
    case scatter([Series])
    /// Counts of values between edges: `edges.count == counts.count + 1`.
    case histogram(edges: [Double], counts: [Double])
    /// A grid of numbers with labels.
    case heatMap(rows: [String], columns: [String], values: [[Double]])
    /// Five-number summaries side by side.
    case boxes([Box])
    /// Contributions that lead from a base to a total.
    case waterfall(base: Double, steps: [Bar], total: Double)
    /// Lines from axis to axis, each axis with a scale of its own.
    case parallel(axes: [ParallelAxis], lines: [ParallelLine])
  }

  /// A labelled number.
  public struct Bar: Sendable {
    /// What the number belongs to.
    public let label: String
    /// The number; NaN is shown as such.
    public let value: Double
    /// Half the width of an interval around it, if known.
    public let error: Double?

    /// Makes a bar.
    public init(_ label: String, _ value: Double, error: Double? = nil) {
      self.label = label
      self.value = value
      self.error = error
    }
  }

  /// A named series of points.
  public struct Series: Sendable {
    /// Its name; may be empty if it is the only one.
    public let name: String
    /// The x of each point.
    public let x: [Double]
    /// The y of each point; NaN leaves a gap.
    public let y: [Double]
    /// Whether it is drawn as light dots behind the others, without a name: raw values behind
    /// smoothed ones.
    public let isFaint: Bool

    /// Makes a series of equally many x and y.
    public init(_ name: String, x: [Double], y: [Double], isFaint: Bool = false) {
      self.name = name
      self.x = x
      self.y = y
      self.isFaint = isFaint
    }
  }

  /// A labelled five-number summary.
  public struct Box: Sendable {
    /// What it summarises.
    public let label: String
    /// Minimum, lower quartile, median, upper quartile, maximum.
    public let numbers: [Double]

    /// Makes a box of five ascending numbers.
    public init(_ label: String, _ numbers: [Double]) {
      self.label = label
      self.numbers = numbers
    }
  }

  /// What is drawn.
  public var content: Content
  /// A title; may be empty.
  public var title: String
  /// The name of the x axis.
  public var xLabel: String
  /// The name of the y axis.
  public var yLabel: String
  /// What the figure shows in words; made from the data where it is empty.
  public var caption: String
  /// Width in cells if the user asked for one.
  public var width: Int?
  /// Rows of the plot itself, without axes and captions, if the user asked for a number.
  public var height: Int?
  /// Whether the y axis is logarithmic.
  public var isLogarithmicY: Bool
  /// Whether the x axis of lines and points is logarithmic.
  public var isLogarithmicX = false
  /// Places on the x axis of lines that are marked by upright dotted lines.
  public var marks: [Mark] = []
  /// The range of the y axis of lines and points if it is not to follow from the data; what lies
  /// beyond is marked at the edge and counted.
  public var yLimits: ClosedRange<Double>?
  /// Whether positive bars have a `+` even where none is negative.
  public var showsSigns: Bool

  /// Makes a figure.
  public init(
    _ content: Content, title: String = "", xLabel: String = "", yLabel: String = "",
    caption: String = "", width: Int? = nil, height: Int? = nil, isLogarithmicY: Bool = false,
    yLimits: ClosedRange<Double>? = nil, showsSigns: Bool = false
  ) {
    self.content = content
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.caption = caption
    self.width = width
    self.height = height
    self.isLogarithmicY = isLogarithmicY
    self.yLimits = yLimits
    self.showsSigns = showsSigns
  }
}
