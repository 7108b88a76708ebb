/// A way to draw a line with box-drawing characters, so that series differ without colours.
struct LineStyle: Sendable {
  /// The sides of a cell that a line reaches.
  struct Sides: OptionSet {
    let rawValue: Int
    static let left = Sides(rawValue: 1)
    static let right = Sides(rawValue: 2)
    static let up = Sides(rawValue: 4)
    static let down = Sides(rawValue: 8)
  }

  private let glyphs: [Character]

  private init(_ glyphs: String) {
    self.glyphs = Array(glyphs)
  }

  /// The character that joins some sides.
  func glyph(_ sides: Sides) -> String { String(glyphs[sides.rawValue]) }

  /// Thin with round corners, thick, double, dashed.
  ///
  /// The order of a style's characters is that of the bits of ``Sides``.
  static let all = [
    LineStyle(" ╴╶─╵╯╰┴╷╮╭┬│┤├┼"),
    LineStyle(" ╸╺━╹┛┗┻╻┓┏┳┃┫┣╋"),
    LineStyle(" ═══║╝╚╩║╗╔╦║╣╠╬"),
    LineStyle(" ╴╶╌╵┘└┴╷┐┌┬╎┤├┼"),
  ]
}
