/// A model that was read from a file.
public struct LoadedModel: Sendable {
  /// The model.
  public let model: any Model
  /// The name of its format.
  public let format: String
  /// What was taken for granted where the file does not say it.
  public let notes: [String]

  /// Makes a loaded model.
  public init(_ model: any Model, format: String, notes: [String] = []) {
    self.model = model
    self.format = format
    self.notes = notes
  }
}
