extension Double {
  /// The missing value of number columns: a quiet NaN whose payload is 1954.
  ///
  /// Arithmetic with ordinary numbers keeps the payload, so kernels need no mask.
  /// It is told from the NaN of `0 / 0` by ``isMissing`` alone.
  public static let missing = Double(bitPattern: 0x7FF8_0000_0000_07A2)

  /// Whether this is the missing value, whatever its sign bit; false for any other NaN.
  @inlinable
  public var isMissing: Bool {
    bitPattern & 0x7FFF_FFFF_FFFF_FFFF == 0x7FF8_0000_0000_07A2
  }
}
