/// Numbers that lie one after another in memory: an array, a part of one, a buffer or a span.
///
/// The functions of ``Statistics``, ``Sorting`` and ``Kernels`` take any of them and work on
/// the memory in place.
public protocol NumberBuffer: ~Copyable, ~Escapable {
  /// Calls a body with the numbers; the buffer is valid during the call only.
  borrowing func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result
}

extension Array: NumberBuffer where Element == Double {
  /// Calls a body with the numbers.
  public func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBufferPointer(body)
  }
}

extension ArraySlice: NumberBuffer where Element == Double {
  /// Calls a body with the numbers.
  public func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBufferPointer(body)
  }
}

extension UnsafeBufferPointer: NumberBuffer where Element == Double {
  /// Calls a body with the numbers.
  public func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try body(self)
  }
}

extension UnsafeMutableBufferPointer: NumberBuffer where Element == Double {
  /// Calls a body with the numbers.
  public func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeBufferPointer(self))
  }
}

extension Span: NumberBuffer where Element == Double {
  /// Calls a body with the numbers.
  public func withNumbers<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeBufferPointer(body)
  }
}
