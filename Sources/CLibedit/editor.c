/* The typed face of libedit: set-up, bindings and the text being edited. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HISTORY_SIZE = 20000 };

static retrace_editor *editor_of(EditLine *line) {
  void *data = NULL;
  el_wget(line, EL_CLIENTDATA, &data);
  return data;
}

static wchar_t *prompt_of(EditLine *line) {
  static wchar_t empty[] = L"";
  retrace_editor *editor = editor_of(line);
  return editor == NULL || editor->prompt == NULL ? empty : editor->prompt;
}

static unsigned char ask_handler(retrace_editor *editor, int32_t key) {
  editor->delivered = 0;
  switch (editor->handler(editor->context, key)) {
    case RETRACE_ANSWER_REFRESH:
      return CC_REFRESH;
    case RETRACE_ANSWER_BEEP:
      return CC_ERROR;
    case RETRACE_ANSWER_DONE:
      editor->done = true;
      return CC_EOF;
    default:
      return CC_NORM;
  }
}

static unsigned char on_key(EditLine *line, int key) {
  retrace_editor *editor = editor_of(line);
  return editor == NULL ? CC_ERROR : ask_handler(editor, key);
}

/* Met when a slow connection tore the start marker of a paste apart. */
static unsigned char on_paste(EditLine *line, int key) {
  (void)key;
  retrace_editor *editor = editor_of(line);
  if (editor == NULL) return CC_ERROR;
  retrace_editor_take_paste(editor);
  return ask_handler(editor, RETRACE_KEY_PASTE);
}

static unsigned char on_external(EditLine *line, int key) {
  (void)key;
  retrace_editor *editor = editor_of(line);
  return editor == NULL ? CC_ERROR : ask_handler(editor, RETRACE_KEY_EXTERNAL);
}

static void bind_both(EditLine *line, const wchar_t *keys, const wchar_t *function) {
  el_wset(line, EL_BIND, keys, function, (wchar_t *)NULL);
  el_wset(line, EL_BIND, L"-a", keys, function, (wchar_t *)NULL);
}

/* Rows are written anew from the first changed cell on. With the terminal's means to insert and
 * delete within a row, libedit misplaces what follows once double-width characters wrap. */
static void forbid_shifting(EditLine *line) {
  static const wchar_t *const capabilities[] = {L"ic", L"IC", L"im", L"ei", L"dc", L"DC"};
  for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
    el_wset(line, EL_SETTC, capabilities[i], L"", (wchar_t *)NULL);
}

/* What the user's .editrc may change. */
static void bind_defaults(EditLine *line) {
  el_wset(line, EL_BIND, L"^W", L"ed-delete-prev-word", (wchar_t *)NULL);
  el_wset(line, EL_BIND, L"^R", L"em-inc-search-prev", (wchar_t *)NULL);
  el_wset(line, EL_BIND, L"^S", L"em-inc-search-next", (wchar_t *)NULL);
}

/* What the prompt cannot do without. */
static void bind_required(EditLine *line) {
  static const wchar_t *const native[] = {
      L"ed-prev-char",        L"ed-next-char",    L"ed-prev-word",
      L"em-next-word",        L"ed-delete-next-char", L"em-delete-next-word",
      L"ed-prev-history",     L"ed-next-history", L"ed-search-prev-history",
      L"ed-search-next-history", L"em-set-mark",  L"em-kill-region",
  };
  static const wchar_t own[] = {L'\r', L'\n', L'\t', 4};
  /* By row instead of by buffer; in vi's maps these keys mean something else. */
  static const wchar_t own_emacs[] = {1, 5, 11};
  wchar_t keys[2] = {0, 0};
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
    keys[0] = own[i];
    bind_both(line, keys, L"retrace-key");
  }
  const wchar_t *mode = NULL;
  bool is_vi = el_wget(line, EL_EDITOR, &mode) == 0 && mode != NULL && wcscmp(mode, L"vi") == 0;
  for (size_t i = 0; !is_vi && i < sizeof own_emacs / sizeof own_emacs[0]; i++) {
    keys[0] = own_emacs[i];
    el_wset(line, EL_BIND, keys, L"retrace-key", (wchar_t *)NULL);
  }
  for (wchar_t key = RETRACE_KEY_UP; key <= RETRACE_KEY_LAST; key++) {
    keys[0] = key;
    bool is_native = key >= RETRACE_KEY_FIRST_NATIVE;
    bind_both(line, keys, is_native ? native[key - RETRACE_KEY_FIRST_NATIVE] : L"retrace-key");
  }
  if (is_vi) {
    /* Escape has led to command mode by then. */
    el_wset(line, EL_BIND, L"-a", L"[200~", L"retrace-paste", (wchar_t *)NULL);
  } else {
    el_wset(line, EL_BIND, L"\033[200~", L"retrace-paste", (wchar_t *)NULL);
    el_wset(line, EL_BIND, L"^X^E", L"retrace-external", (wchar_t *)NULL);
  }
}

retrace_editor *retrace_editor_create(retrace_key_handler handler, void *context) {
  retrace_editor *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->handler = handler;
  editor->context = context;
  retrace_terminal_remember();
  editor->line = el_init("retrace", stdin, stdout, stderr);
  editor->history = history_winit();
  if (editor->line == NULL || editor->history == NULL) {
    retrace_editor_destroy(editor);
    return NULL;
  }
  /* A terminal that cannot go up a row or clear one shows nothing right. */
  const char *up = NULL, *clear = NULL;
  if (el_get(editor->line, EL_GETTC, "up", &up, NULL) != 0 || up == NULL || *up == 0 ||
      el_get(editor->line, EL_GETTC, "ce", &clear, NULL) != 0 || clear == NULL || *clear == 0) {
    retrace_editor_destroy(editor);
    return NULL;
  }
  HistEventW event;
  history_w(editor->history, &event, H_SETSIZE, HISTORY_SIZE);
  history_w(editor->history, &event, H_SETUNIQUE, 1);
  EditLine *line = editor->line;
  el_wset(line, EL_CLIENTDATA, editor);
  el_wset(line, EL_EDITOR, L"emacs");
  el_wset(line, EL_SIGNAL, 0);
  el_wset(line, EL_PROMPT_ESC, prompt_of, L'\1');
  el_wset(line, EL_HIST, history_w, editor->history);
  el_wset(line, EL_GETCFN, retrace_editor_getc);
  el_wset(line, EL_ADDFN, L"retrace-key", L"A key of the prompt", on_key);
  el_wset(line, EL_ADDFN, L"retrace-paste", L"Insert a paste", on_paste);
  el_wset(line, EL_ADDFN, L"retrace-external", L"Edit the text in an editor", on_external);
  forbid_shifting(line);
  bind_defaults(line);
  editor->has_editrc = el_source(line, NULL) == 0;
  bind_required(line);
  return editor;
}

void retrace_editor_destroy(retrace_editor *editor) {
  if (editor == NULL) return;
  if (editor->line != NULL) {
    /* Else el_end throws away what was typed ahead for the next program. */
    el_wset(editor->line, EL_EDITMODE, 0);
    el_end(editor->line);
  }
  if (editor->history != NULL) history_wend(editor->history);
  retrace_terminal_restore();
  free(editor->prompt);
  free(editor->paste);
  free(editor);
}

void retrace_editor_set_prompt(retrace_editor *editor, const uint32_t *scalars, size_t count) {
  wchar_t *prompt = malloc((count + 1) * sizeof *prompt);
  if (prompt == NULL) return;
  memcpy(prompt, scalars, count * sizeof *prompt);
  prompt[count] = 0;
  free(editor->prompt);
  editor->prompt = prompt;
}

int32_t retrace_editor_read(retrace_editor *editor) {
  editor->done = false;
  editor->replaced = false;
  editor->delivered = 0;
  retrace_editing_begin();
  /* libedit would do so only after the prompt is out, and keys in between would be mistaken. */
  retrace_editor_enter_modes(editor);
  int count = 0;
  const wchar_t *text = el_wgets(editor->line, &count);
  enum retrace_event event = editor->done ? RETRACE_EVENT_NONE : retrace_take_event();
  if (!editor->done && text == NULL) {
    fputs(event == RETRACE_EVENT_INTERRUPT ? "^C\n" : "\n", stdout);
    fflush(stdout);
    el_reset(editor->line);
  }
  retrace_editing_end();
  if (editor->done) return RETRACE_READ_DONE;
  if (text != NULL) return RETRACE_READ_LINE;
  if (event == RETRACE_EVENT_INTERRUPT) return RETRACE_READ_INTERRUPTED;
  return event == RETRACE_EVENT_TERMINATE ? RETRACE_READ_TERMINATED : RETRACE_READ_END;
}

bool retrace_editor_replaced_bytes(const retrace_editor *editor) { return editor->replaced; }

const uint32_t *retrace_editor_text(retrace_editor *editor, size_t *count, size_t *cursor) {
  const LineInfoW *info = el_wline(editor->line);
  *count = (size_t)(info->lastchar - info->buffer);
  *cursor = (size_t)(info->cursor - info->buffer);
  return (const uint32_t *)info->buffer;
}

void retrace_editor_move(retrace_editor *editor, size_t position) {
  const LineInfoW *info = el_wline(editor->line);
  size_t count = (size_t)(info->lastchar - info->buffer);
  size_t target = position < count ? position : count;
  int distance = (int)((ptrdiff_t)target - (info->cursor - info->buffer));
  /* A distance of zero asks for the position instead. */
  if (distance != 0) el_cursor(editor->line, distance);
}

bool retrace_editor_replace(retrace_editor *editor, size_t from, size_t to,
                            const uint32_t *scalars, size_t count) {
  wchar_t *inserted = malloc((count + 1) * sizeof *inserted);
  if (inserted == NULL) return false;
  /* A zero would end the text early. */
  for (size_t i = 0; i < count; i++) inserted[i] = scalars[i] == 0 ? L' ' : (wchar_t)scalars[i];
  inserted[count] = 0;
  retrace_editor_move(editor, to);
  if (to > from) el_deletestr(editor->line, (int)(to - from));
  bool fits = count == 0 || el_winsertstr(editor->line, inserted) == 0;
  free(inserted);
  return fits;
}

const uint8_t *retrace_editor_paste(const retrace_editor *editor, size_t *count, bool *complete) {
  *count = editor->paste_count;
  *complete = editor->paste_complete;
  return editor->paste;
}

void retrace_editor_push(retrace_editor *editor, int32_t key) {
  wchar_t keys[2] = {(wchar_t)key, 0};
  el_wpush(editor->line, keys);
}

void retrace_editor_write(retrace_editor *editor, const uint8_t *bytes, size_t count) {
  (void)editor;
  if (count > 0) fwrite(bytes, 1, count, stdout);
  fflush(stdout);
}

void retrace_editor_redraw(retrace_editor *editor) { el_wset(editor->line, EL_REFRESH); }

static void leave_modes(retrace_editor *editor) {
  retrace_terminal_paste(false);
  el_wset(editor->line, EL_PREP_TERM, 0);
}

void retrace_editor_enter_modes(retrace_editor *editor) {
  el_wset(editor->line, EL_PREP_TERM, 1);
  retrace_terminal_paste(true);
}

void retrace_editor_pause(retrace_editor *editor) {
  leave_modes(editor);
  retrace_editing_end();
}

void retrace_editor_resume(retrace_editor *editor) {
  /* A Ctrl-C meant the other program. */
  retrace_interrupt_clear();
  retrace_editing_begin();
  retrace_editor_enter_modes(editor);
}

void retrace_editor_stop(retrace_editor *editor) {
  leave_modes(editor);
  retrace_stop_self();
  retrace_editor_enter_modes(editor);
}

void retrace_editor_history_add(retrace_editor *editor, const uint32_t *scalars, size_t count) {
  wchar_t *entry = malloc((count + 1) * sizeof *entry);
  if (entry == NULL) return;
  memcpy(entry, scalars, count * sizeof *entry);
  entry[count] = 0;
  HistEventW event;
  history_w(editor->history, &event, H_ENTER, entry);
  free(entry);
}
