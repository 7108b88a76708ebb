/* Modes of the terminal, and the way back from them in every exit path. */
#include "internal.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios remembered;
static volatile sig_atomic_t has_remembered, paste_is_on, is_changed, is_quiet;
static pid_t owner;

bool retrace_locale_init(void) {
  const char *own = setlocale(LC_CTYPE, "");
  if (own != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) setlocale(LC_CTYPE, "C.utf8");
  return false;
}

int32_t retrace_cell_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool retrace_window_size(int32_t *rows, int32_t *columns) {
  struct winsize size;
  bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
  *rows = known ? size.ws_row : 24;
  *columns = known ? size.ws_col : 80;
  return known;
}

/* Changing modes from the background would stop the process. */
static bool in_foreground(void) { return tcgetpgrp(STDIN_FILENO) == getpgrp(); }

void retrace_terminal_remember(void) {
  static bool registered;
  if (tcgetattr(STDIN_FILENO, &remembered) != 0) return;
  owner = getpid();
  has_remembered = 1;
  if (!registered) {
    registered = true;
    atexit(retrace_terminal_restore);
  }
}

static void put(const char *text) {
  ssize_t written = write(STDOUT_FILENO, text, strlen(text));
  (void)written;
}

void retrace_terminal_restore(void) {
  int saved = errno;
  if (has_remembered && getpid() == owner) {
    if (paste_is_on) {
      paste_is_on = 0;
      put("\033[?2004l");
    }
    if (is_changed && in_foreground()) {
      is_changed = is_quiet = 0;
      tcsetattr(STDIN_FILENO, TCSANOW, &remembered);
    }
  }
  errno = saved;
}

void retrace_terminal_paste(bool on) {
  is_changed = 1;
  if (on == (paste_is_on != 0)) return;
  paste_is_on = on;
  put(on ? "\033[?2004h" : "\033[?2004l");
}

bool retrace_terminal_is_quiet(void) { return is_quiet != 0; }

void retrace_terminal_busy(void) {
  if (!has_remembered || !in_foreground()) return;
  struct termios busy = remembered;
  busy.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON);
  busy.c_lflag |= ISIG;
  busy.c_cc[VMIN] = 1;
  busy.c_cc[VTIME] = 0;
  is_changed = is_quiet = 1;
  tcsetattr(STDIN_FILENO, TCSANOW, &busy);
  /* What is pasted meanwhile is to be known as such later. */
  retrace_terminal_paste(true);
}
