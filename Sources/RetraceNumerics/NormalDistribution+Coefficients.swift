/// The rational approximations' coefficients, as published.
extension NormalDistribution {
  typealias Rational = (top: [Double], bottom: [Double])

  /// Quotient of two polynomials of degree 7, lowest coefficients first.
  @inline(__always)
  static func ratio(_ r: Double, _ rational: PolynomialRatio) -> Double {
    let a = rational.top
    let b = rational.bottom
    var top = a.7
    top = top * r + a.6
    top = top * r + a.5
    top = top * r + a.4
    top = top * r + a.3
    top = top * r + a.2
    top = top * r + a.1
    top = top * r + a.0
    var bottom = b.6
    bottom = bottom * r + b.5
    bottom = bottom * r + b.4
    bottom = bottom * r + b.3
    bottom = bottom * r + b.2
    bottom = bottom * r + b.1
    bottom = bottom * r + b.0
    return top / (bottom * r + 1)
  }

  /// Two polynomials of degree 7; the lower one's constant term is 1.
  struct PolynomialRatio {
    typealias Eight = (Double, Double, Double, Double, Double, Double, Double, Double)
    typealias Seven = (Double, Double, Double, Double, Double, Double, Double)
    let top: Eight
    let bottom: Seven
  }

  /// Wichura's coefficients for |p − ½| ≤ 0.425.
  static let wichuraCenter = PolynomialRatio(
    top: (
      3.387_132_872_796_366_6080, 1.331_416_678_917_843_7745e+2,
      1.971_590_950_306_551_4427e+3, 1.373_169_376_550_946_1125e+4,
      4.592_195_393_154_987_1457e+4, 6.726_577_092_700_870_0853e+4,
      3.343_057_558_358_812_8105e+4, 2.509_080_928_730_122_6727e+3
    ),
    bottom: (
      4.231_333_070_160_091_1252e+1, 6.871_870_074_920_579_0830e+2,
      5.394_196_021_424_751_1077e+3, 2.121_379_430_158_659_5867e+4,
      3.930_789_580_009_271_0610e+4, 2.872_908_573_572_194_2674e+4,
      5.226_495_278_852_854_5610e+3
    ))

  /// Wichura's coefficients for √(−log p) ≤ 5.
  static let wichuraMiddle = PolynomialRatio(
    top: (
      1.423_437_110_749_683_57734, 4.630_337_846_156_545_29590, 5.769_497_221_460_691_40550,
      3.647_848_324_763_204_60504, 1.270_458_252_452_368_38258,
      2.417_807_251_774_506_11770e-1, 2.272_384_498_926_918_45833e-2,
      7.745_450_142_783_414_07640e-4
    ),
    bottom: (
      2.053_191_626_637_758_82187, 1.676_384_830_183_803_84940,
      6.897_673_349_851_000_04550e-1, 1.481_039_764_274_800_74590e-1,
      1.519_866_656_361_645_71966e-2, 5.475_938_084_995_344_94600e-4,
      1.050_750_071_644_416_84324e-9
    ))

  /// Wichura's coefficients for √(−log p) > 5.
  static let wichuraTail = PolynomialRatio(
    top: (
      6.657_904_643_501_103_77720, 5.463_784_911_164_114_36990, 1.784_826_539_917_291_33580,
      2.965_605_718_285_048_91230e-1, 2.653_218_952_657_612_30930e-2,
      1.242_660_947_388_078_43860e-3, 2.711_555_568_743_487_57815e-5,
      2.010_334_399_292_288_13265e-7
    ),
    bottom: (
      5.998_322_065_558_879_37690e-1, 1.369_298_809_227_358_05310e-1,
      1.487_536_129_085_061_48525e-2, 7.868_691_311_456_132_59100e-4,
      1.846_318_317_510_054_68180e-5, 1.421_511_758_316_445_88870e-7,
      2.044_263_103_389_939_78564e-15
    ))

  /// Cody's coefficients for |x| ≤ 0.67449.
  static let center: Rational = (
    top: [
      2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249,
      0.065682337918207449113,
    ],
    bottom: [
      47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956,
    ]
  )

  /// Cody's coefficients for |x| ≤ √32.
  static let middle: Rational = (
    top: [
      0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
      597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326,
      11602.651437647350124, 9842.7148383839780218, 1.0765576773720192317e-8,
    ],
    bottom: [
      22.266688044328115691, 235.38790178262499861, 1519.377599407554805,
      6485.558298266760755, 18615.571640885098091, 34900.952721145977266,
      38912.003286093271411, 19685.429676859990727,
    ]
  )

  /// Cody's coefficients for |x| > √32.
  static let far: Rational = (
    top: [
      0.21589853405795699, 0.1274011611602473639, 0.022235277870649807,
      0.001421619193227893466, 2.9112874951168792e-5, 0.02307344176494017303,
    ],
    bottom: [
      1.28426009614491121, 0.468238212480865118, 0.0659881378689285515,
      0.00378239633202758244, 7.29751555083966205e-5,
    ]
  )
}
