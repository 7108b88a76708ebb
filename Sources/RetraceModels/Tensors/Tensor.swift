/// Numbers with a shape, as a file of tensors stores them.
public struct Tensor: Sendable, Equatable {
  /// The numbers, the last index running fastest.
  public enum Numbers: Sendable, Equatable {
    /// 64-bit floats.
    case float64([Double])
    /// 32-bit floats.
    case float32([Float])
    /// 32-bit integers.
    case int32([Int32])
    /// 64-bit integers.
    case int64([Int64])
  }

  /// Its name.
  public let name: String
  /// Its extents.
  public let shape: [Int]
  /// Its numbers.
  public let numbers: Numbers

  /// Makes a tensor of as many numbers as its shape says.
  public init(_ name: String, shape: [Int], _ numbers: Numbers) {
    self.name = name
    self.shape = shape
    self.numbers = numbers
    precondition(shape.reduce(1, *) == numbers.count, "\(numbers.count) numbers for \(shape)")
  }
}

extension Tensor.Numbers {
  /// How many numbers there are.
  public var count: Int {
    switch self {
    case .float64(let numbers): numbers.count
    case .float32(let numbers): numbers.count
    case .int32(let numbers): numbers.count
    case .int64(let numbers): numbers.count
    }
  }

  /// How they are stored.
  public var kind: TensorKind {
    switch self {
    case .float64: .float64
    case .float32: .float32
    case .int32: .int32
    case .int64: .int64
    }
  }

  /// Appends their bytes, little endian.
  func append(to bytes: inout [UInt8]) {
    // All platforms Swift runs on are little endian, as the format is.
    switch self {
    case .float64(let numbers): numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    case .float32(let numbers): numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    case .int32(let numbers): numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    case .int64(let numbers): numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }
}
