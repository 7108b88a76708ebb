/// The values of one edge of a graph: numbers, or texts as positions among levels.
///
/// Numbers of 32 bits are kept in 64, rounded after each step as the graph's runtime rounds them.
struct GraphTensor: Sendable, Equatable {
  /// What the elements are.
  enum Kind: Sendable, Equatable {
    case float32
    case float64
    case integer
    case logical
    case text

    /// The kind of a number in `TensorProto.DataType`; nil for what is not known.
    init?(onnx: Int) {
      switch onnx {
      case 1, 10, 16: self = .float32
      case 11: self = .float64
      case 2, 3, 4, 5, 6, 7, 12, 13: self = .integer
      case 8: self = .text
      case 9: self = .logical
      default: return nil
      }
    }
  }

  /// The most elements of one tensor: a hostile graph must not fill the memory.
  static let countLimit = 1 << 22

  var kind: Kind
  var shape: [Int]
  /// The numbers; of texts their positions in ``levels``, NaN where it is none of them.
  var numbers: [Double]
  /// The texts that occur.
  var levels: [String] = []

  /// Makes a tensor; 32-bit numbers are rounded.
  init(_ kind: Kind, shape: [Int], numbers: [Double], levels: [String] = []) {
    self.kind = kind
    self.shape = shape
    self.numbers = numbers
    self.levels = levels
    if kind == .float32 { round() }
  }

  /// Makes a tensor of texts.
  init(shape: [Int], texts: [String]) {
    var positions: [String: Int] = [:]
    var levels: [String] = []
    let numbers = texts.map { text -> Double in
      if let position = positions[text] { return Double(position) }
      positions[text] = levels.count
      levels.append(text)
      return Double(levels.count - 1)
    }
    self.init(.text, shape: shape, numbers: numbers, levels: levels)
  }

  var count: Int { numbers.count }

  /// Rows and columns: the first extent, and all others together.
  var rows: Int { shape.first ?? 1 }
  var columns: Int { rows == 0 ? shape.dropFirst().reduce(1, *) : count / rows }

  /// The text of an element; empty where it is missing.
  func text(_ position: Int) -> String {
    Int(exactly: numbers[position]).flatMap { levels.indices.contains($0) ? levels[$0] : nil }
      ?? ""
  }

  /// The numbers as whole ones, such as a shape.
  func wholes() throws(GraphError) -> [Int] {
    var wholes: [Int] = []
    for number in numbers {
      guard kind != .text, abs(number) < 1e15, let whole = Int(exactly: number) else {
        throw GraphError("", "whole numbers are needed")
      }
      wholes.append(whole)
    }
    return wholes
  }

  private mutating func round() {
    numbers.withUnsafeMutableBufferPointer { numbers in
      for index in numbers.indices { numbers[index] = Self.rounded(numbers[index]) }
    }
  }

  /// A number in 32 bits; a missing one stays what it is.
  @inline(__always)
  static func rounded(_ number: Double) -> Double {
    number.isNaN ? number : Double(Float(number))
  }

  /// Checks the size of a tensor before it is made.
  static func check(_ shape: [Int]) throws(GraphError) {
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: max(1, extent))
      guard extent >= 0, !overflows, product <= countLimit else {
        throw GraphError("", "a result of shape \(shape) is too large")
      }
      count = product
    }
  }

  /// The same elements in another shape.
  func reshaped(_ shape: [Int]) throws(GraphError) -> GraphTensor {
    try Self.check(shape)
    guard shape.reduce(1, *) == count else {
      throw GraphError("", "\(count) elements do not fit the shape \(shape)")
    }
    var result = self
    result.shape = shape
    return result
  }

  /// An axis that may be counted from the end.
  func axis(_ axis: Int) throws(GraphError) -> Int {
    guard axis >= -shape.count, axis < shape.count else {
      throw GraphError("", "there is no axis \(axis) in the shape \(shape)")
    }
    return axis < 0 ? axis + shape.count : axis
  }

  /// As numbers; texts cannot be.
  func requireNumbers() throws(GraphError) {
    guard kind != .text else { throw GraphError("", "numbers are needed, got texts") }
  }

  /// A result of this tensor's kind if that is 64 bits, else of 32.
  var floatKind: Kind { kind == .float64 ? .float64 : .float32 }
}
