extension Double {
  /// The missing value: a quiet NaN that carries 1954, as R's `NA` does.
  ///
  /// Arithmetic with a number keeps it: `missing + 1` is missing. Two NaNs of different kinds
  /// in one operation give either. Compare with ``isMissing``, never with `==`.
  public static let missing = Double(bitPattern: 0x7FF8_0000_0000_07A2)

  /// Whether this is ``missing``, with either sign; false for every other NaN.
  @inlinable
  public var isMissing: Bool { bitPattern & 0x7FFF_FFFF_FFFF_FFFF == 0x7FF8_0000_0000_07A2 }
}
