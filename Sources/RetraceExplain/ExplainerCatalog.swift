/// Every explainer, one line each.
public let allExplainers: [any Explainer.Type] = [
  LIME.self,
  Counterfactuals.self,
  SurrogateTree.self,
  PermutationImportance.self,
]
