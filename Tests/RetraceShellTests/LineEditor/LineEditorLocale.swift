import CLibedit

/// Widths of characters come from the locale, which a test process leaves at "C".
enum LineEditorLocale {
  private static let isUTF8 = retrace_locale_init()

  static func prepare() { _ = isUTF8 }
}
