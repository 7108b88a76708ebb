import Glibc
import RetraceCommands
import RetraceDisplay
import RetraceLanguage
import RetraceSession

/// What the options, the terminal and the locale come to.
struct Settings {
  /// The options as given.
  let options: SharedOptions
  /// How results are printed.
  let printer: OutcomePrinter
  /// How errors are printed.
  let errorPrinter: OutcomePrinter
  /// The folder in which the program was started.
  let workingFolder: String

  init(_ options: SharedOptions) {
    self.options = options
    // Numbers are written by Retrace itself; the locale is asked for its characters alone.
    setlocale(LC_CTYPE, "")
    let isASCII = options.ascii || !Self.isUTF8
    let width = options.width ?? Console.width ?? 80
    let form: OutcomePrinter.Form = options.json ? .json : options.csv ? .csv : .document
    printer = OutcomePrinter(
      form: form,
      options: RenderingOptions(
        width: width,
        usesColor: Self.usesColor(options.color, isTerminal: Console.isOutputTerminal),
        isASCII: isASCII))
    errorPrinter = OutcomePrinter(
      options: RenderingOptions(
        width: width, usesColor: Self.usesColor(options.color, isTerminal: Console.isErrorTerminal),
        isASCII: isASCII))
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    workingFolder =
      getcwd(&buffer, buffer.count) == nil
      ? "/" : buffer.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "/" }
  }

  /// Values of parameters from `--param`, by name.
  var overrides: [String: String] {
    var values: [String: String] = [:]
    for parameter in options.parameters {
      guard let mark = parameter.firstIndex(of: "=") else { continue }
      values[String(parameter[..<mark])] = String(parameter[parameter.index(after: mark)...])
    }
    return values
  }

  /// A new session whose relative paths start from a folder and which may write only where that
  /// was allowed, unless another rule is given.
  func session(
    folder: String, seed: UInt64, writing: Host.Writing? = nil, runFolder: String? = nil,
    readsStandardInput: Bool = true, drawing: (@Sendable (Document?) -> Void)? = nil
  ) -> Session {
    let standardInput: @Sendable () throws -> [UInt8] = { try StandardInput.bytes() }
    let host = Host(
      baseFolder: folder, writing: writing ?? scriptWriting, runFolder: runFolder,
      standardInput: readsStandardInput ? standardInput : nil, drawing: drawing)
    return Session(
      registry: CommandRegistry(allCommands), host: host, seed: seed, overrides: overrides,
      version: Version.current)
  }

  /// A new session that leaves everything as it is: what it writes goes to a temporary folder.
  func replay(folder: String, seed: UInt64) -> Session {
    guard let aside = RunFolders.newTemporaryFolder() else {
      return session(folder: folder, seed: seed)
    }
    return session(folder: folder, seed: seed, writing: .aside(aside))
  }

  /// What scripts and `-c` may write.
  private var scriptWriting: Host.Writing {
    .only(
      options.writableFolders.map { folder in
        folder.hasPrefix("/") || folder == "~" || folder.hasPrefix("~/")
          ? folder : workingFolder + "/" + folder
      })
  }

  /// The folder that holds a file, from the root.
  func folder(of file: String) -> String {
    let absolute = file.hasPrefix("/") ? file : workingFolder + "/" + file
    let parts = absolute.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  private static var isUTF8: Bool {
    guard let codeset = nl_langinfo(Int32(CODESET)) else { return false }
    return String(cString: codeset).uppercased().filter { $0 != "-" } == "UTF8"
  }

  private static func usesColor(_ choice: ColorChoice, isTerminal: Bool) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if Console.environment("NO_COLOR") != nil { return false }
      if let force = Console.environment("CLICOLOR_FORCE"), force != "0" { return true }
      return isTerminal && Console.environment("TERM") != "dumb"
    }
  }
}
