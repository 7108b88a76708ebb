/// The version of Retrace.
enum Version {
  /// The current version, as `--version` and the facts of a script give it.
  static let current = "0.1.0"
}
