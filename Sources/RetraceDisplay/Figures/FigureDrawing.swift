/// A figure as lines.
struct FigureDrawing {
  let figure: Figure
  let options: RenderingOptions

  init(_ figure: Figure, _ options: RenderingOptions) {
    self.figure = figure
    self.options = options
  }

  /// The lines from top to bottom.
  func lines() -> [StyledLine] {
    [figure.title, figure.caption].filter { !$0.isEmpty }
      .flatMap { TextWidth.wrapped($0, to: options.width) }.map { StyledLine($0) }
  }
}
