/// Every explainer, one line each.
public let allExplainers: [any Explainer.Type] = [
  LIME.self,
  SurrogateTree.self,
]
