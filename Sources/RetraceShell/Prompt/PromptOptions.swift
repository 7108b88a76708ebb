public import RetraceSession

/// What the prompt is told at its start.
public struct PromptOptions: Sendable {
  /// The version of Retrace, for the banner and the journal.
  public var version: String
  /// How results are printed; its width holds where there is no terminal.
  public var printer: OutcomePrinter
  /// Whether errors are printed in colour.
  public var paintsErrors: Bool
  /// The width to print at; nil for that of the terminal.
  public var fixedWidth: Int?
  /// Whether the seconds of each statement go to standard error, as JSON.
  public var showsTimings: Bool
  /// Where journals and runs are kept, and the start-up file.
  public var folders: UserFolders
  /// Whether the start-up file is run.
  public var runsStartupFile: Bool

  /// Makes options.
  public init(
    version: String, printer: OutcomePrinter, paintsErrors: Bool = false, fixedWidth: Int? = nil,
    showsTimings: Bool = false, folders: UserFolders, runsStartupFile: Bool = true
  ) {
    self.version = version
    self.printer = printer
    self.paintsErrors = paintsErrors
    self.fixedWidth = fixedWidth
    self.showsTimings = showsTimings
    self.folders = folders
    self.runsStartupFile = runsStartupFile
  }
}
