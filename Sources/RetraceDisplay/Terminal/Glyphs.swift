/// The characters drawings are made of, in Unicode or in ASCII.
struct Glyphs: Sendable {
  let isASCII: Bool

  /// Between the columns of a table.
  var separator: String { isASCII ? " | " : " │ " }
  /// In place of what was left out.
  var ellipsis: String { isASCII ? "~" : "…" }
  var vertical: String { isASCII ? "|" : "│" }
  var horizontal: String { isASCII ? "-" : "─" }
  /// Where the axes meet.
  var corner: String { isASCII ? "+" : "└" }
  /// A tick on the y axis.
  var yTick: String { isASCII ? "+" : "┤" }
  /// A tick on the x axis.
  var xTick: String { isASCII ? "+" : "┬" }
  /// Where a tick of one axis crosses one of the other.
  var grid: String { isASCII ? "." : "·" }
  /// Of a line that goes up and down from left to right.
  var rising: String { isASCII ? "/" : "╱" }
  var falling: String { isASCII ? "\\" : "╲" }
  /// A value behind a line that is made of it.
  var faint: String { isASCII ? "," : "◦" }
  /// A place on the x axis that is marked.
  var mark: String { isASCII ? ":" : "┊" }
  var bullet: String { isASCII ? "-" : "·" }
  var arrow: String { isASCII ? "->" : "→" }
  var plusMinus: String { isASCII ? "+/-" : "±" }
  /// Something beyond the upper, lower, right and left edge.
  var up: String { isASCII ? "^" : "↑" }
  var down: String { isASCII ? "v" : "↓" }
  var right: String { isASCII ? ">" : "→" }
  var left: String { isASCII ? "<" : "←" }
  /// To a child that others follow, to the last child, and below each.
  var branch: String { isASCII ? "|- " : "├─ " }
  var lastBranch: String { isASCII ? "`- " : "└─ " }
  var trunk: String { isASCII ? "|  " : "│  " }

  /// The mark of the points of a series.
  func marker(_ series: Int) -> String {
    let markers = isASCII ? ["*", "o", "+", "x"] : ["●", "○", "+", "×"]
    if series < markers.count { return markers[series] }
    let letters = Array("abcdefghijklmnopqrstuvwyz")
    return String(letters[(series - markers.count) % letters.count])
  }

  /// How many series have marks of their own.
  var markerCount: Int { 4 + 25 }

  /// The typographic signs that this house writes, in ASCII; text of the user keeps what it has.
  func spelled(_ text: String) -> String {
    guard isASCII, !TextWidth.isPlain(text) else { return text }
    var spelled = ""
    for scalar in text.unicodeScalars {
      if let spelling = Self.spellings[scalar] {
        spelled += spelling
      } else {
        spelled.unicodeScalars.append(scalar)
      }
    }
    return spelled
  }

  private static let spellings: [Unicode.Scalar: String] = [
    "·": "-", "•": "-", "…": "~", "→": "->", "←": "<-", "±": "+/-", "×": "x", "−": "-", "–": "-",
    "—": "-", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "│": "|", "─": "-", "²": "^2", "∞": "inf",
    "‘": "'", "’": "'", "“": "\"", "”": "\"", "√": "sqrt ", "Δ": "delta ", "Σ": "sum ",
  ]
}
