import Glibc

/// The folders of the user that the prompt writes to and reads from, by the XDG rules.
public struct UserFolders: Sendable, Equatable {
  /// What outlives a session, `~/.local/state/retrace`; nil where there is no home.
  public var state: String?
  /// What the user sets, `~/.config/retrace`; nil where there is no home.
  public var configuration: String?
  /// The home folder; nil if there is none.
  public var home: String?

  /// Makes folders; all of them are paths from the root.
  public init(state: String?, configuration: String?, home: String?) {
    self.state = state
    self.configuration = configuration
    self.home = home
  }

  /// The folders that the environment names.
  public init(environment: (String) -> String? = Self.variable) {
    // The rules have relative paths ignored.
    func folder(_ name: String) -> String? {
      guard let path = environment(name), path.hasPrefix("/") else { return nil }
      return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
    let home = folder("HOME") ?? Self.registeredHome
    self.home = home
    state = (folder("XDG_STATE_HOME") ?? home.map { $0 + "/.local/state" }).map { $0 + "/retrace" }
    configuration =
      (folder("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }).map { $0 + "/retrace" }
  }

  /// Where the journals of sessions are.
  public var sessions: String? { state.map { $0 + "/sessions" } }

  /// Where runs are kept that were trained at the prompt.
  public var runs: String? { state.map { $0 + "/runs" } }

  /// The statements that are run at the start of the prompt.
  public var startupFile: String? { configuration.map { $0 + "/init.rts" } }

  /// A path as people write it, with `~` for the home folder.
  public func shortened(_ path: String) -> String {
    guard let home, home != "/", path == home || path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.count)
  }

  /// An environment variable; nil if it is not set or empty.
  public static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }

  private static var registeredHome: String? {
    guard let entry = getpwuid(getuid()), let folder = entry.pointee.pw_dir else { return nil }
    let path = String(cString: folder)
    return path.hasPrefix("/") ? path : nil
  }
}
