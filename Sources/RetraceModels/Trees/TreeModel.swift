/// A model that is an ensemble of trees.
public protocol TreeModel: Model {
  /// The trees.
  var ensemble: TreeEnsemble { get }
  /// The scale of the trees' combined values, on which their contributions add up.
  var sumScale: OutputScale { get }
}
