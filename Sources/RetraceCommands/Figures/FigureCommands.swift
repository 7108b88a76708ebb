import RetraceLanguage

/// The commands that draw figures, in the order in which help lists them.
let figureCommands: [Command] = [.line, .scatter, .bar, .hist, .heatmap, .box]
