/// What the drawings of all figures share: the figure, the room there is, and the glyphs.
struct FigureScreen {
  /// The widest figure that is drawn unasked; wider ones are hard to follow with the eye.
  static let greatestWidth = 100

  let figure: Figure
  let options: RenderingOptions
  let glyphs: Glyphs
  /// The cells from left to right.
  let width: Int

  init(_ figure: Figure, _ options: RenderingOptions) {
    self.figure = figure
    self.options = options
    glyphs = Glyphs(isASCII: options.isASCII)
    let wanted = figure.width ?? Self.greatestWidth
    width = min(options.width, max(TerminalRenderer.leastWidth, wanted))
  }

  /// Rows of the plot between the axes: about a quarter of the width with all that is around it,
  /// but enough to see a course.
  var rows: Int {
    if let height = figure.height { return min(max(height, 2), 200) }
    return max(10, width / 4 - 5)
  }

  /// The cells that numbers beside a drawing may take before they are written with exponents.
  var numberWidth: Int { width - 8 }

  /// A text of the user in one line of so many cells.
  func fitting(_ text: String, _ width: Int) -> String {
    TextWidth.truncated(text, to: width, isASCII: options.isASCII)
  }

  /// A text of this house in as many lines as it needs.
  func wrapped(_ text: String, _ role: Role? = nil) -> [StyledLine] {
    TextWidth.wrapped(TextWidth.escaped(glyphs.spelled(text)), to: width)
      .map { StyledLine($0, role) }
  }
}
