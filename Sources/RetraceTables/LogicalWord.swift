/// The words for true and false.
package enum LogicalWord {
  /// True or false if the text is one of the two words, in upper or lower case.
  package static func value(of text: String) -> Bool? {
    guard text.utf8.count == 4 || text.utf8.count == 5 else { return nil }
    switch text.lowercased() {
    case "true": return true
    case "false": return false
    default: return nil
    }
  }
}
