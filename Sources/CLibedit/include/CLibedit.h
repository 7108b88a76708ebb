/* What the prompt needs of libedit and of the terminal, as plain C functions.
 *
 * libedit's own entry points are variadic, which Swift does not import, and signal handlers
 * have no place in Swift. No type of libedit shows here, so nothing else can be used by chance.
 * Text crosses this border as Unicode scalars. All functions that take an editor belong to the
 * main thread. */
#ifndef RETRACE_CLIBEDIT_H
#define RETRACE_CLIBEDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -- Terminal --------------------------------------------------------------------------- */

/* Takes LC_CTYPE from the environment, or C.UTF-8 where that is not UTF-8; all other categories
 * stay "C", so numbers and messages do not depend on the user's locale. Returns whether the
 * environment itself asked for UTF-8. */
bool retrace_locale_init(void);

/* Cells that libedit gives a scalar: -1 for what it cannot print. Needs retrace_locale_init. */
int32_t retrace_cell_width(uint32_t scalar);

/* Size of the terminal on standard output; false (and 24 rows by 80 columns) if unknown. */
bool retrace_window_size(int32_t *rows, int32_t *columns);

/* Remembers the terminal's present modes as those to go back to in every exit path. */
void retrace_terminal_remember(void);
/* Back to the remembered modes, bracketed paste off. Safe in signal handlers. */
void retrace_terminal_restore(void);
/* The modes while the program computes: what is typed or pasted waits unseen, Ctrl-C still
 * interrupts. */
void retrace_terminal_busy(void);
/* Bracketed paste on or off. */
void retrace_terminal_paste(bool on);

/* -- Signals ---------------------------------------------------------------------------- */

/* A function that a signal handler may call: it must do no more than store to atomics. */
typedef void (*retrace_signal_hook)(void);

/* Installs the handlers, without SA_RESTART. With `prompt` also those for Ctrl-Z, resizing and
 * continuing. A signal that was ignored at start stays ignored. `interrupt` is called at the
 * first Ctrl-C, SIGTERM or SIGHUP while the program computes; the second one (Ctrl-C: within
 * two seconds) calls `abandon`, restores the terminal and ends the process. */
void retrace_install_signal_handlers(bool prompt, retrace_signal_hook interrupt,
                                     retrace_signal_hook abandon);

/* How often Ctrl-C came since the last clearing. */
int32_t retrace_interrupt_count(void);
void retrace_interrupt_clear(void);
/* SIGTERM or SIGHUP if one of them came, else 0. */
int32_t retrace_termination_signal(void);

enum {
  RETRACE_WAIT_READY = 0,
  RETRACE_WAIT_SIGNAL = 1,
  RETRACE_WAIT_FAILED = -1,
};
/* Waits until the descriptor can be read, or Ctrl-C, SIGTERM or SIGHUP has come. */
int32_t retrace_wait_readable(int32_t descriptor);

/* -- Line editor ------------------------------------------------------------------------ */

typedef struct retrace_editor retrace_editor;

/* What the key handler is told. The control keys come as themselves (1, 4, 5, 9, 10, 11, 13);
 * the others are C1 control characters, which no keyboard sends and which are replaced in the
 * input, so one key is one character in every editing mode. */
enum {
  RETRACE_KEY_UP = 0x80,
  RETRACE_KEY_DOWN,
  RETRACE_KEY_HOME,
  RETRACE_KEY_END,
  RETRACE_KEY_NEWLINE,     /* Alt-Enter and the like */
  RETRACE_KEY_PASTE,       /* a paste waits in retrace_editor_paste */
  RETRACE_KEY_EXTERNAL,    /* Ctrl-X Ctrl-E */
  RETRACE_KEY_INTERRUPT,   /* Ctrl-C */
  RETRACE_KEY_TERMINATE,   /* SIGTERM or SIGHUP */
  RETRACE_KEY_SUSPEND,     /* Ctrl-Z */
  RETRACE_KEY_RESIZE,      /* called directly: the window has a new size */
  RETRACE_KEY_IDLE,        /* called directly: the next key is waited for, after others */
  RETRACE_KEY_FIRST_STEP,  /* second halves of the above, pushed by the handler */
  RETRACE_KEY_ACCEPT = RETRACE_KEY_FIRST_STEP,
  RETRACE_KEY_LEAVE,
  RETRACE_KEY_STOP,
  RETRACE_KEY_LIST,
  RETRACE_KEY_PREFILL,
  RETRACE_KEY_RECALLED,
  RETRACE_KEY_ROW_END,
  /* From here on bound to functions of libedit itself. */
  RETRACE_KEY_FIRST_NATIVE,
  RETRACE_KEY_LEFT = RETRACE_KEY_FIRST_NATIVE,
  RETRACE_KEY_RIGHT,
  RETRACE_KEY_WORD_LEFT,
  RETRACE_KEY_WORD_RIGHT,
  RETRACE_KEY_DELETE,
  RETRACE_KEY_DELETE_WORD,
  RETRACE_KEY_PREVIOUS_ENTRY,
  RETRACE_KEY_NEXT_ENTRY,
  RETRACE_KEY_SEARCH_PREVIOUS,
  RETRACE_KEY_SEARCH_NEXT,
  RETRACE_KEY_SET_MARK,
  RETRACE_KEY_KILL_REGION,
  RETRACE_KEY_LAST = RETRACE_KEY_KILL_REGION,
};

/* What the key handler answers. */
enum {
  RETRACE_ANSWER_NOTHING = 0,
  RETRACE_ANSWER_REFRESH,  /* text or cursor changed */
  RETRACE_ANSWER_BEEP,
  RETRACE_ANSWER_DONE,     /* the reading is over; the handler kept what it needs */
};
typedef int32_t (*retrace_key_handler)(void *context, int32_t key);

/* An editor on standard input and output; null if libedit does not know the terminal. */
retrace_editor *retrace_editor_create(retrace_key_handler handler, void *context);
void retrace_editor_destroy(retrace_editor *editor);

/* The prompt; each escape sequence in it stands between two U+0001. */
void retrace_editor_set_prompt(retrace_editor *editor, const uint32_t *scalars, size_t count);

enum {
  RETRACE_READ_DONE,         /* the handler answered so */
  RETRACE_READ_LINE,         /* a binding of the user's accepted the text */
  RETRACE_READ_INTERRUPTED,  /* Ctrl-C where the handler could not be asked */
  RETRACE_READ_TERMINATED,
  RETRACE_READ_END,          /* the terminal is gone */
};
int32_t retrace_editor_read(retrace_editor *editor);
/* Whether bytes that are not UTF-8 were replaced by U+FFFD in the last reading. */
bool retrace_editor_replaced_bytes(const retrace_editor *editor);

/* The text being edited, valid until the next change. */
const uint32_t *retrace_editor_text(retrace_editor *editor, size_t *count, size_t *cursor);
void retrace_editor_move(retrace_editor *editor, size_t position);
/* Replaces scalars from..<to; the cursor is then behind what was put there. False: no memory. */
bool retrace_editor_replace(retrace_editor *editor, size_t from, size_t to,
                            const uint32_t *scalars, size_t count);
/* The bytes of the last paste, valid until the next key; `complete` is false if it broke off. */
const uint8_t *retrace_editor_paste(const retrace_editor *editor, size_t *count, bool *complete);
/* Makes a key follow, after those pushed before. */
void retrace_editor_push(retrace_editor *editor, int32_t key);
/* Writes to the terminal in step with libedit's own output. */
void retrace_editor_write(retrace_editor *editor, const uint8_t *bytes, size_t count);
/* Draws prompt and text anew from where the terminal's cursor is. */
void retrace_editor_redraw(retrace_editor *editor);
/* Ordinary modes for another program, and back. */
void retrace_editor_pause(retrace_editor *editor);
void retrace_editor_resume(retrace_editor *editor);
/* Stops the process as Ctrl-Z does; returns when it goes on. */
void retrace_editor_stop(retrace_editor *editor);
/* Adds to what Up and Ctrl-R find. */
void retrace_editor_history_add(retrace_editor *editor, const uint32_t *scalars, size_t count);

#endif
