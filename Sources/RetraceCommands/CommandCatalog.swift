public import RetraceLanguage

/// Every command of the language, one line for each family.
public let allCommands: [Command] =
  tableCommands + runCommands + modelCommands + additiveCommands + ExplainerCommands.all
  + figureCommands
  + governanceCommands + StatisticFunctions.all + ExtremeFunctions.all + NumberFunctions.all
  + OrderFunctions.all
  + MissingFunctions.all + ConversionFunctions.all + TextFunctions.all + ListFunctions.all
  + HelpCommands.all
