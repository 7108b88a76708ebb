import Glibc
import RetraceTables

extension RunHeader {
  /// A time in milliseconds since 1970 as ISO 8601 in UTC, to the second; empty if it is none.
  static func moment(milliseconds: Double?) -> String {
    guard let milliseconds, milliseconds.isFinite, abs(milliseconds) < 1e14 else { return "" }
    let seconds = (milliseconds / 1_000).rounded(.down)
    return Moment(secondsSince1970: seconds).text(isDate: false) + "Z"
  }
}
