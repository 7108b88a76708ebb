/* Where libedit gets its characters from: bytes of the terminal become Unicode scalars, the
 * sequences of special keys and the signals become single keys, a paste is taken in whole. */
#include "internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  REPLACEMENT = 0xFFFD,
  ESCAPE = 0x1B,
  /* The bytes of one key arrive together; a person is slower. */
  KEY_MILLISECONDS = 40,
  PASTE_MILLISECONDS = 2000,
  /* Far above what anyone pastes on purpose; the rest of a larger paste is dropped. */
  PASTE_LIMIT = 16 << 20,
  NO_BYTE = -1,
};

static const char paste_end[] = "\033[201~";
enum { PASTE_END_COUNT = 6 };

static bool has_ahead(const retrace_editor *editor) {
  return editor->ahead_begin < editor->ahead_end;
}

/* Reads what is there, at most `limit` bytes; false at the end of input or on an error. */
static bool fill(retrace_editor *editor, size_t limit) {
  for (;;) {
    ssize_t count = read(STDIN_FILENO, editor->ahead, limit);
    if (count > 0) {
      editor->ahead_begin = 0;
      editor->ahead_end = (size_t)count;
      return true;
    }
    if (count == 0) return false;
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (retrace_wait(STDIN_FILENO, 1000) == 2) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
}

/* The next byte of a key that has begun, or NO_BYTE if none follows at once. */
static int following_byte(retrace_editor *editor) {
  if (!has_ahead(editor)) {
    if (retrace_wait(STDIN_FILENO, KEY_MILLISECONDS) != 1) return NO_BYTE;
    if (!fill(editor, 1)) return NO_BYTE;
  }
  return editor->ahead[editor->ahead_begin++];
}

/* Puts back bytes that were read last. */
static void put_back(retrace_editor *editor, const uint8_t *bytes, size_t count) {
  size_t rest = editor->ahead_end - editor->ahead_begin;
  if (count + rest > sizeof editor->ahead) return;
  if (rest > 0) memmove(editor->ahead + count, editor->ahead + editor->ahead_begin, rest);
  memcpy(editor->ahead, bytes, count);
  editor->ahead_begin = 0;
  editor->ahead_end = count + rest;
}

/* The rest of a scalar that starts with `first`. */
static uint32_t decode(retrace_editor *editor, int first) {
  if (first < 0x80) return (uint32_t)first;
  int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  uint32_t scalar = (uint32_t)(more == 3 ? first & 0x07 : more == 2 ? first & 0x0F : first & 0x1F);
  bool is_start = first >= 0xC2 && first <= 0xF4;
  for (int i = 0; is_start && i < more; i++) {
    int byte = following_byte(editor);
    if (byte == NO_BYTE) {
      is_start = false;
    } else if ((byte & 0xC0) != 0x80) {
      uint8_t other = (uint8_t)byte;
      put_back(editor, &other, 1);
      is_start = false;
    } else {
      scalar = scalar << 6 | (uint32_t)(byte & 0x3F);
    }
  }
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  bool is_valid = is_start && scalar >= least[more] && scalar <= 0x10FFFF &&
                  !(scalar >= 0xD800 && scalar <= 0xDFFF);
  /* C1 control characters would be mistaken for our keys. */
  if (!is_valid || (scalar >= 0x80 && scalar <= 0x9F)) {
    editor->replaced = true;
    return REPLACEMENT;
  }
  return scalar;
}

/* The key of a sequence ESC [ parameters final, 0 if it is none of ours. */
static int32_t key_of_sequence(const char *parameters, char final) {
  /* "1;5" and "5" (older terminals): with Ctrl, Alt or Shift. */
  const char *semicolon = strchr(parameters, ';');
  bool is_modified = semicolon != NULL || strcmp(parameters, "5") == 0;
  switch (final) {
    case 'A': return RETRACE_KEY_UP;
    case 'B': return RETRACE_KEY_DOWN;
    case 'C': return is_modified ? RETRACE_KEY_WORD_RIGHT : RETRACE_KEY_RIGHT;
    case 'D': return is_modified ? RETRACE_KEY_WORD_LEFT : RETRACE_KEY_LEFT;
    case 'H': return RETRACE_KEY_HOME;
    case 'F': return RETRACE_KEY_END;
    /* Enter with a modifier, where the terminal tells. */
    case 'u': return strncmp(parameters, "13;", 3) == 0 ? RETRACE_KEY_NEWLINE : 0;
    case '~': break;
    default: return 0;
  }
  if (strncmp(parameters, "27;", 3) == 0 && strstr(parameters, ";13") != NULL)
    return RETRACE_KEY_NEWLINE;
  switch (atoi(parameters)) {
    case 1: case 7: return RETRACE_KEY_HOME;
    case 4: case 8: return RETRACE_KEY_END;
    case 3: return semicolon != NULL ? RETRACE_KEY_DELETE_WORD : RETRACE_KEY_DELETE;
    case 5: return RETRACE_KEY_SEARCH_PREVIOUS;
    case 6: return RETRACE_KEY_SEARCH_NEXT;
    case 200: return RETRACE_KEY_PASTE;
    default: return 0;
  }
}

/* What follows an escape character; ESCAPE itself if that stands alone or is libedit's. */
static int32_t key_after_escape(retrace_editor *editor) {
  uint8_t bytes[32];
  size_t count = 0;
  int byte = following_byte(editor);
  if (byte == NO_BYTE) return ESCAPE;
  bytes[count++] = (uint8_t)byte;
  if (byte == '\r' || byte == '\n') return RETRACE_KEY_NEWLINE;
  if (byte == '[' || byte == 'O') {
    bool is_function = byte == 'O';
    char parameters[sizeof bytes];
    size_t length = 0;
    while (count < sizeof bytes) {
      byte = following_byte(editor);
      if (byte == NO_BYTE) break;
      bytes[count++] = (uint8_t)byte;
      if (byte >= 0x40 && byte <= 0x7E) {
        parameters[length] = 0;
        /* rxvt: Ctrl with arrows */
        if (is_function && byte == 'c') return RETRACE_KEY_WORD_RIGHT;
        if (is_function && byte == 'd') return RETRACE_KEY_WORD_LEFT;
        int32_t key = key_of_sequence(parameters, (char)byte);
        if (key != 0) return key;
        /* Unknown keys do nothing, unless the user's own .editrc may know them. */
        if (!editor->has_editrc) return 0;
        break;
      }
      if (byte < 0x20 || byte > 0x3F) break;
      parameters[length++] = (char)byte;
    }
  }
  put_back(editor, bytes, count);
  return ESCAPE;
}

/* Adds bytes to the paste; true when its end marker was met. */
static bool append_to_paste(retrace_editor *editor, uint8_t byte) {
  if (editor->paste_count == editor->paste_capacity) {
    size_t capacity = editor->paste_capacity == 0 ? 4096 : editor->paste_capacity * 2;
    uint8_t *room = capacity > 2 * PASTE_LIMIT ? NULL : realloc(editor->paste, capacity);
    if (room == NULL) {
      /* Keep looking for the marker in the last bytes. */
      if (editor->paste_count < PASTE_END_COUNT) return false;
      editor->paste_count -= 1;
      memmove(editor->paste + editor->paste_count - PASTE_END_COUNT + 1,
              editor->paste + editor->paste_count - PASTE_END_COUNT + 2, PASTE_END_COUNT - 1);
    } else {
      editor->paste = room;
      editor->paste_capacity = capacity;
    }
  }
  editor->paste[editor->paste_count++] = byte;
  if (byte != '~' || editor->paste_count < PASTE_END_COUNT) return false;
  size_t start = editor->paste_count - PASTE_END_COUNT;
  if (memcmp(editor->paste + start, paste_end, PASTE_END_COUNT) != 0) return false;
  editor->paste_count = start;
  return true;
}

void retrace_editor_take_paste(retrace_editor *editor) {
  editor->paste_count = 0;
  editor->paste_complete = false;
  bool is_interrupted = false;
  for (;;) {
    if (!has_ahead(editor)) {
      int ready = retrace_wait(STDIN_FILENO, is_interrupted ? 300 : PASTE_MILLISECONDS);
      if (ready == 2) {
        /* Ctrl-C drops the paste, also what of it is still to come. */
        if (retrace_interrupt_count() > 0) is_interrupted = true;
        if (retrace_termination_signal() != 0) return;
        continue;
      }
      if (ready != 1 || !fill(editor, sizeof editor->ahead)) break;
    }
    while (has_ahead(editor)) {
      if (append_to_paste(editor, editor->ahead[editor->ahead_begin++])) {
        editor->paste_complete = !is_interrupted;
        return;
      }
    }
  }
}

/* Another program had the terminal, or this one was stopped: set it up and draw anew. */
static void go_on(retrace_editor *editor) {
  retrace_editor_enter_modes(editor);
  fputs("\r\n", stdout);
  fflush(stdout);
  retrace_editor_redraw(editor);
}

/* The key for a signal that came; 0 if it was dealt with here, -1 if the reading must end. */
static int32_t key_of_event(retrace_editor *editor, enum retrace_event event) {
  switch (event) {
    case RETRACE_EVENT_INTERRUPT:
    case RETRACE_EVENT_TERMINATE:
      /* Some functions of libedit wait for a character of their own; they get the key first,
       * and then nothing more. */
      if (editor->delivered != 0) return -1;
      editor->delivered =
          event == RETRACE_EVENT_INTERRUPT ? RETRACE_KEY_INTERRUPT : RETRACE_KEY_TERMINATE;
      return editor->delivered;
    case RETRACE_EVENT_SUSPEND:
      return RETRACE_KEY_SUSPEND;
    case RETRACE_EVENT_CONTINUE:
      go_on(editor);
      return 0;
    case RETRACE_EVENT_RESIZE:
      /* No redrawing here: the terminal moved the rows already. */
      el_resize(editor->line);
      if (editor->handler(editor->context, RETRACE_KEY_RESIZE) == RETRACE_ANSWER_REFRESH)
        retrace_editor_redraw(editor);
      return 0;
    default:
      return 0;
  }
}

/* Lets the handler look at what the keys so far have made of the text. */
static void be_idle(retrace_editor *editor) {
  if (!editor->is_busy || retrace_wait(STDIN_FILENO, 0) != 0) return;
  editor->is_busy = false;
  if (editor->handler(editor->context, RETRACE_KEY_IDLE) == RETRACE_ANSWER_REFRESH)
    retrace_editor_redraw(editor);
}

int retrace_editor_getc(EditLine *line, wchar_t *out) {
  retrace_editor *editor = NULL;
  if (el_wget(line, EL_CLIENTDATA, (void **)&editor) != 0 || editor == NULL) return 0;
  for (;;) {
    enum retrace_event event = retrace_take_event();
    if (event != RETRACE_EVENT_NONE) {
      int32_t key = key_of_event(editor, event);
      if (key < 0) {
        errno = EINTR;
        return event == RETRACE_EVENT_INTERRUPT ? -1 : 0;
      }
      if (key == 0) continue;
      *out = (wchar_t)key;
      return 1;
    }
    if (!has_ahead(editor)) {
      be_idle(editor);
      int ready = retrace_wait(STDIN_FILENO, -1);
      if (ready < 0) return -1;
      if (ready != 1) continue;
      if (!fill(editor, 1)) {
        if (retrace_take_event() != RETRACE_EVENT_NONE) continue;
        return 0;
      }
    }
    editor->is_busy = true;
    int byte = editor->ahead[editor->ahead_begin++];
    int32_t key = byte == ESCAPE ? key_after_escape(editor) : (int32_t)decode(editor, byte);
    if (byte == ESCAPE && key == 0) continue;
    if (byte == ESCAPE && key == RETRACE_KEY_PASTE) retrace_editor_take_paste(editor);
    *out = (wchar_t)key;
    return 1;
  }
}
