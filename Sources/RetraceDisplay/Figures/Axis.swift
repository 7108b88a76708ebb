import Glibc

/// A range of numbers along one side of a plot, with ticks at round numbers.
///
/// Ticks are whole multiples of 1, 2 or 5 × 10ᵏ, kept as integers so that their labels are exact.
/// Ranges near the ends of what a double can hold are scaled, and ranges far smaller than their
/// distance from zero are counted from their lower end; both are said in ``unit``.
struct Axis {
  /// A labelled place on the axis.
  struct Tick {
    /// From 0 at the lower end to 1 at the upper.
    let share: Double
    let label: String
  }

  /// The ticks, ascending.
  private(set) var ticks: [Tick] = []
  /// What the labels are to be multiplied with or added to; empty if nothing.
  private(set) var unit = ""
  /// How many steps the range is divided into; on a linear axis laid out over rows, how many rows
  /// it is high.
  private(set) var intervals = 1

  private let isLogarithmic: Bool
  /// Ends in the coordinates of ``coordinate(of:)``.
  private var low: Double
  private var high: Double
  private var scale = 1.0
  private var offset = 0.0

  /// How the ends and ticks of an axis are chosen.
  struct Choice {
    /// At most so many steps between ticks.
    var intervals: Int
    /// So many rows at most; ticks then stand a whole number of them apart, at least three, and the
    /// ends move outwards to whole rows.
    ///
    /// Without effect on a logarithmic axis.
    var rows: Int?
    /// Whether the ends move outwards to ticks.
    var extendsToTicks = true
    /// Whether ticks stand at whole numbers only.
    var isWhole = false
    var isLogarithmic = false
  }

  /// Makes the axis of finite ends, `lowest <= highest`, positive if it is logarithmic.
  init(from lowest: Double, to highest: Double, _ choice: Choice) {
    isLogarithmic = choice.isLogarithmic
    guard !choice.isLogarithmic else {
      low = log10(lowest)
      high = log10(highest)
      placeLogarithmicTicks(choice)
      return
    }
    let magnitude = max(abs(lowest), abs(highest))
    var power = 0
    if magnitude > 1e290 { power = 290 } else if magnitude < 1e-290, magnitude > 0 { power = -290 }
    scale = power == 0 ? 1 : power > 0 ? 1e-290 : 1e290
    low = lowest * scale
    high = highest * scale
    if high - low <= max(abs(low), abs(high)) * 1e-15 {
      let margin = Self.margin(around: max(abs(low), abs(high)))
      low -= margin
      high += margin
    }
    let span = high - low
    if max(abs(low), abs(high)) > span * 1e6 {
      offset = low
      unit = "+ " + NumberFormat.text(lowest)
      low = 0
      high = span
    }
    placeTicks(choice, power: power)
  }

  /// Where a number lies, 0 at the lower end and 1 at the upper; less or more beyond them, infinite
  /// for infinities, nil for what has no place: NaN, and on a logarithmic axis what is not positive.
  func share(of number: Double) -> Double? {
    guard !number.isNaN, !isLogarithmic || number > 0 else { return nil }
    if number.isInfinite { return number }
    let coordinate = isLogarithmic ? log10(number) : number * scale - offset
    return (coordinate - low) / (high - low)
  }

  /// How far the axis of a constant reaches to each side: a unit of its last digit where it is a
  /// short number, so that it has a tick itself, else a tenth of it.
  private static func margin(around constant: Double) -> Double {
    guard constant > 0 else { return 1 }
    let digits = DecimalDigits(shortest: constant)
    guard digits.digits.count <= 3 else { return constant * 0.1 }
    return number(1, digits.exponent - digits.digits.count + 1)
  }

  // MARK: Linear ticks

  private mutating func placeTicks(_ choice: Choice, power: Int) {
    if let rows = choice.rows, placeRows(rows - 1, choice, power: power) { return }
    let count = Double(max(1, choice.intervals))
    var exponent = Int(log10((high - low) / count).rounded(.down)) - 1
    if choice.isWhole { exponent = max(0, exponent) }
    while true {
      for factor in [1, 2, 5] {
        let step = Self.number(factor, exponent)
        // Ends that miss a tick by rounding alone count as standing on it.
        let down = (low / step + 1e-9).rounded(.down)
        let up = (high / step - 1e-9).rounded(.up)
        guard up - down <= count, abs(down) < 1e15, abs(up) < 1e15 else { continue }
        place(from: Int(down), to: Int(up), factor, exponent, choice, power: power)
        return
      }
      exponent += 1
    }
  }

  private mutating func place(
    from down: Int, to up: Int, _ factor: Int, _ exponent: Int, _ choice: Choice, power: Int
  ) {
    var multiples = Array(down...max(up, down + 1))
    if choice.extendsToTicks {
      low = Self.number(multiples[0] * factor, exponent)
      high = Self.number(multiples[multiples.count - 1] * factor, exponent)
      intervals = multiples.count - 1
    } else {
      let slack = (high - low) * 1e-9
      multiples.removeAll {
        let value = Self.number($0 * factor, exponent)
        return value < low - slack || value > high + slack
      }
      intervals = max(1, multiples.count - 1)
    }
    let mantissas = multiples.map { $0 * factor }
    let labels = labels(of: mantissas, exponent: exponent + power)
    ticks = zip(mantissas, labels).map { mantissa, label in
      Tick(share: (Self.number(mantissa, exponent) - low) / (high - low), label: label)
    }
  }

  /// Of all steps and rows per step takes those that fill the rows best with enough ticks.
  ///
  /// Whether there were any.
  private mutating func placeRows(_ limit: Int, _ choice: Choice, power: Int) -> Bool {
    guard limit >= 6 else { return false }
    var best: (units: Int, down: Int, perStep: Int, factor: Int, exponent: Int)?
    var highest = 0.0
    let start = Int(log10((high - low) / Double(limit)).rounded(.down))
    for exponent in (choice.isWhole ? max(0, start) : start)...max(0, start + 2) {
      for factor in [1, 2, 5] {
        let step = Self.number(factor, exponent)
        for perStep in 3...8 {
          let unit = step / Double(perStep)
          let down = (low / unit + 1e-6).rounded(.down)
          let up = (high / unit - 1e-6).rounded(.up)
          guard up - down <= Double(limit), abs(down) < 1e9, abs(up) < 1e9 else { continue }
          let units = max(1, Int(up) - Int(down))
          let steps =
            Int((up / Double(perStep)).rounded(.down))
            - Int((down / Double(perStep)).rounded(.up))
          // A row more is worth about as much as a tick more, up to a tick every third row.
          let score = Double(units) + 0.75 * Double(min(steps, limit / 3))
          if steps >= 1, score > highest {
            highest = score
            best = (units, Int(down), perStep, factor, exponent)
          }
        }
      }
    }
    guard let best else { return false }
    let unit = Self.number(best.factor, best.exponent) / Double(best.perStep)
    low = Double(best.down) * unit
    high = Double(best.down + best.units) * unit
    intervals = best.units
    let first = Int((Double(best.down) / Double(best.perStep)).rounded(.up))
    let last = Int((Double(best.down + best.units) / Double(best.perStep)).rounded(.down))
    let multiples = Array(first...last)
    let labels = labels(of: multiples.map { $0 * best.factor }, exponent: best.exponent + power)
    ticks = zip(multiples, labels).map { multiple, label in
      Tick(share: Double(multiple * best.perStep - best.down) / Double(best.units), label: label)
    }
    return true
  }

  /// The labels of `mantissa × 10^exponent`, with equally many decimals; where they would be long a
  /// power of ten is taken out into the unit.
  private mutating func labels(of mantissas: [Int], exponent: Int) -> [String] {
    let largest = mantissas.map(\.magnitude).max() ?? 0
    let digits = String(largest).utf8.count
    let top = exponent + digits - 1
    var shift = 0
    if largest > 0, top >= 7 || exponent < -5 {
      shift = top
      unit = "×1e\(top)" + (unit.isEmpty ? "" : " \(unit)")
    }
    let plus = offset == 0 ? "" : "+"
    return mantissas.map { mantissa in
      let text = Self.text(mantissa.magnitude, exponent: exponent - shift)
      return (mantissa < 0 ? "-" : plus) + text
    }
  }

  private static func text(_ mantissa: UInt, exponent: Int) -> String {
    let digits = String(mantissa)
    if exponent >= 0 {
      return mantissa == 0 ? "0" : digits + String(repeating: "0", count: exponent)
    }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.utf8.count)) + digits
    return padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
  }

  /// `mantissa × 10^exponent`, correctly rounded.
  private static func number(_ mantissa: Int, _ exponent: Int) -> Double {
    Double("\(mantissa)e\(exponent)") ?? 0
  }

  // MARK: Logarithmic ticks

  private mutating func placeLogarithmicTicks(_ choice: Choice) {
    let limit = max(1, choice.intervals)
    var marks: [(coordinate: Double, number: Double)] = []
    if high - low < 1 {
      // Within a decade 1, 2, 3, 5 and 7 are marked, and the next of them on each side.
      let decade = Int(low.rounded(.down))
      for exponent in (decade - 1)...(decade + 2) {
        for factor in [1, 2, 3, 5, 7] {
          let number = Self.number(factor, exponent)
          guard number > 0, number.isFinite else { continue }
          marks.append((log10(number), number))
        }
      }
      let first = marks.lastIndex { $0.coordinate <= low + 1e-9 } ?? 0
      let last = marks.firstIndex { $0.coordinate >= high - 1e-9 } ?? marks.count - 1
      marks = Array(marks[first...max(first, min(max(last, first + 1), marks.count - 1))])
    } else {
      let down = Int((low + 1e-9).rounded(.down))
      let up = Int((high - 1e-9).rounded(.up))
      let decades = up - down
      let steps = [1, 2, 3, 5, 10, 20, 50, 100, 200]
      let step = steps.first { (decades + $0 - 1) / $0 <= limit } ?? 400
      let count = (decades + step - 1) / step
      for position in 0...max(1, count) {
        let exponent = down + position * step
        marks.append((Double(exponent), Self.number(1, exponent)))
      }
    }
    low = marks[0].coordinate
    high = marks[marks.count - 1].coordinate
    if high <= low { high = low + 1 }
    intervals = max(1, marks.count - 1)
    ticks = marks.map { mark in
      let exponent = Int(mark.coordinate.rounded())
      let isDecade = abs(mark.coordinate - Double(exponent)) < 1e-9
      let label =
        isDecade && !(-4...5).contains(exponent)
        ? "1e\(exponent)" : NumberFormat.text(mark.number)
      return Tick(share: (mark.coordinate - low) / (high - low), label: label)
    }
  }
}
