import RetraceTables

/// The graph of an ONNX file, as far as it is used here.
///
/// Its tensors are views of the file and are valid only while its bytes are.
///
/// Source: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>.
struct ONNXGraph {
  /// What goes in or comes out.
  struct Port {
    var name = ""
    /// The kind of the elements; nil for what is no tensor.
    var kind: Int?
    /// The extents; nil where they are free.
    var shape: [Int?] = []
  }

  /// The steps, sorted so that each one follows what it takes.
  var nodes: [ONNXNode] = []
  /// Constants by name.
  var constants: [String: ONNXTensor] = [:]
  /// What goes in, constants left out.
  var inputs: [Port] = []
  var outputs: [Port] = []
  /// Texts beside the graph.
  var metadata: [String: String] = [:]
}

/// One step of a graph.
struct ONNXNode: Sendable {
  var name = ""
  var operation = ""
  var domain = ""
  var inputs: [String] = []
  var outputs: [String] = []
  var attributes: [String: ONNXAttribute] = [:]

  /// Whether it is of the domains that are read here.
  var isKnownDomain: Bool { ["", "ai.onnx", "ai.onnx.ml"].contains(domain) }

  /// What messages call it.
  var place: String { name.isEmpty ? operation : "\(operation) '\(name)'" }
}

/// A setting of a step.
enum ONNXAttribute: Sendable {
  case float(Double)
  case integer(Int)
  case text(String)
  case tensor(ONNXTensor)
  case floats([Double])
  case integers([Int])
  case texts([String])
  /// A graph inside the graph, or anything else that is not read.
  case other
}

// @unchecked Sendable because the view is only read, and only while the file is (steps that keep
// a node take numbers out of its tensors when they are made).

/// A tensor as the file holds it.
struct ONNXTensor: @unchecked Sendable {
  var name = ""
  var kind = 0
  var shape: [Int] = []
  /// The numbers as bytes, little endian; nil where they stand in the lists.
  var raw: UnsafeRawBufferPointer?
  var numbers: [Double] = []
  var texts: [String] = []
  var isElsewhere = false

  /// How many elements the shape says; nil if it is absurd.
  var count: Int? {
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows, product <= 1 << 40 else { return nil }
      count = product
    }
    return count
  }

  /// The stored kind that the raw bytes have; nil for texts and what is not known.
  private var storage: TensorKind? {
    switch kind {
    case 1: .float32
    case 2: .uint8
    case 3: .int8
    case 5: .int16
    case 6: .int32
    case 7: .int64
    case 9: .logical
    case 10: .float16
    case 11: .float64
    case 16: .bfloat16
    default: nil
    }
  }

  /// The tensor with its numbers decoded.
  ///
  /// - Throws: ``GraphError`` if kind, shape and numbers do not fit.
  func decoded() throws(GraphError) -> GraphTensor {
    let place = "tensor '\(name)'"
    guard !isElsewhere else {
      throw GraphError(place, "its numbers stand in another file; save the model as one file")
    }
    guard let kind = GraphTensor.Kind(onnx: kind) else {
      throw GraphError(place, "elements of kind \(self.kind) are not known")
    }
    guard let count else { throw GraphError(place, "the shape \(shape) is too large") }
    if kind == .text {
      guard texts.count == count else { throw misfit(texts.count) }
      return GraphTensor(shape: shape, texts: texts)
    }
    if let raw {
      guard let storage, raw.count == count * storage.width else {
        throw GraphError(place, "the shape \(shape) does not fit \(raw.count) bytes")
      }
      let numbers = (0..<count).map { storage.number(raw, at: $0 * storage.width) }
      return GraphTensor(kind, shape: shape, numbers: numbers)
    }
    guard numbers.count == count else { throw misfit(numbers.count) }
    return GraphTensor(kind, shape: shape, numbers: numbers)
  }

  private func misfit(_ got: Int) -> GraphError {
    GraphError("tensor '\(name)'", "the shape \(shape) does not fit \(got) elements")
  }
}

/// What is wrong with a graph, and where in it.
struct GraphError: Error, Equatable, CustomStringConvertible {
  var place: String
  var reason: String
  /// Whether the graph may be sound, but has something that is not known here.
  var isUnknown = false
  /// Whether only the rows are to blame.
  var isOfRows = false

  init(_ place: String, _ reason: String, isUnknown: Bool = false) {
    self.place = place
    self.reason = reason
    self.isUnknown = isUnknown
  }

  var description: String { place.isEmpty ? reason : "\(place): \(reason)" }
}

extension ONNXNode {
  /// A whole number, such as an axis.
  func integer(_ key: String) -> Int? {
    if case .integer(let value) = attributes[key] { return value }
    return nil
  }

  func float(_ key: String) -> Double? {
    if case .float(let value) = attributes[key] { return value }
    return nil
  }

  func text(_ key: String) -> String? {
    if case .text(let value) = attributes[key] { return value }
    return nil
  }

  func integers(_ key: String) -> [Int] {
    if case .integers(let values) = attributes[key] { return values }
    return []
  }

  func texts(_ key: String) -> [String] {
    if case .texts(let values) = attributes[key] { return values }
    return []
  }

  /// Numbers that are given as floats, or as a tensor under `<key>_as_tensor`.
  func numbers(_ key: String) throws(GraphError) -> [Double] {
    if case .floats(let values) = attributes[key] { return values }
    if case .tensor(let tensor) = attributes[key + "_as_tensor"] {
      return try tensor.decoded().numbers
    }
    return []
  }

  /// A tensor that is a setting.
  func tensor(_ key: String) throws(GraphError) -> GraphTensor? {
    guard case .tensor(let tensor) = attributes[key] else { return nil }
    return try tensor.decoded()
  }

  /// The classes that a classifier names.
  var classes: [Cell]? {
    let texts = texts("classlabels_strings")
    if !texts.isEmpty { return texts.map { .text($0) } }
    let integers =
      self.integers("classlabels_ints").isEmpty
      ? self.integers("classlabels_int64s") : self.integers("classlabels_ints")
    return integers.isEmpty ? nil : integers.map { .number(Double($0)) }
  }

  func wrong(_ reason: String) -> GraphError { GraphError(place, reason) }

  func unknown(_ reason: String) -> GraphError { GraphError(place, reason, isUnknown: true) }
}
