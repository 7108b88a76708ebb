/* Signal handlers. libedit's own (EL_SIGNAL 1) pass a signal on to the whole process group, so a
 * SIGTERM meant for this process would reach its parent as well: these here replace them. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts, termination, suspended, continued, resized, editing;
static struct timespec last_interrupt;
static retrace_signal_hook interrupt_hook, abandon_hook;
/* A handler may run on another thread than the one that waits: the pipe wakes that one. */
static int wake[2] = {-1, -1};
static sigset_t before_editing;

static const int handled[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
enum { HANDLED_ALWAYS = 3, HANDLED_COUNT = 6 };
static const int fatal[] = {SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
enum { FATAL_COUNT = 8 };
static struct sigaction before_fatal[FATAL_COUNT];

static void on_signal(int signal_number);

static void install(int signal_number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigfillset(&action.sa_mask);
  /* No SA_RESTART: a read that waits must return. Resizing and continuing interrupt nothing. */
  bool is_passive = signal_number == SIGWINCH || signal_number == SIGCONT;
  action.sa_flags = is_passive ? SA_RESTART : 0;
  sigaction(signal_number, &action, NULL);
}

static void wake_up(void) {
  if (wake[1] < 0) return;
  ssize_t written = write(wake[1], "", 1);
  (void)written;
}

static void write_text(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
}

static void end_process(int signal_number) {
  if (abandon_hook != NULL) abandon_hook();
  retrace_terminal_restore();
  _exit(128 + signal_number);
}

static void on_interrupt(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  bool is_second = interrupts > 0 && !editing;
  double passed = (double)(now.tv_sec - last_interrupt.tv_sec) +
                  1e-9 * (double)(now.tv_nsec - last_interrupt.tv_nsec);
  last_interrupt = now;
  if (is_second && passed < 2) {
    write_text("\naborted\n");
    end_process(SIGINT);
  }
  interrupts = interrupts + 1;
  if (editing) return;
  /* Where the terminal does not echo: show that the key arrived. */
  if (retrace_terminal_is_quiet()) write_text("^C\n");
  if (interrupt_hook != NULL) interrupt_hook();
}

static void on_signal(int signal_number) {
  int saved = errno;
  switch (signal_number) {
    case SIGINT:
      on_interrupt();
      break;
    case SIGTERM:
    case SIGHUP:
      if (termination != 0 && !editing) end_process(signal_number);
      termination = signal_number;
      if (!editing && interrupt_hook != NULL) interrupt_hook();
      break;
    case SIGTSTP:
      if (editing) {
        suspended = 1;
      } else {
        retrace_terminal_restore();
        retrace_stop_self();
        retrace_terminal_busy();
      }
      break;
    case SIGCONT:
      continued = 1;
      break;
    case SIGWINCH:
      resized = 1;
      break;
    default:
      break;
  }
  wake_up();
  errno = saved;
}

void retrace_stop_self(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, NULL);
  sigset_t open, old;
  sigemptyset(&open);
  sigaddset(&open, SIGTSTP);
  sigaddset(&open, SIGCONT);
  raise(SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &open, &old);
  /* Stopped here. */
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  install(SIGTSTP);
  continued = 0;
}

/* Leaves the terminal in order, then lets the signal do what it would have done. */
static void on_fatal(int signal_number, siginfo_t *info, void *unused) {
  (void)unused;
  retrace_terminal_restore();
  for (int i = 0; i < FATAL_COUNT; i++) {
    if (fatal[i] == signal_number) sigaction(signal_number, &before_fatal[i], NULL);
  }
  /* Ctrl-\ is a wish, not a fault that someone else's handler could report on. */
  if (signal_number == SIGQUIT) signal(SIGQUIT, SIG_DFL);
  /* A fault happens again on return; a signal that was sent does not. */
  if (info->si_code <= 0 || signal_number == SIGQUIT) raise(signal_number);
}

static void install_fatal(void) {
  /* Room to run in when the fault is a stack that is used up. */
  static _Alignas(16) char room[65536];
  stack_t present;
  if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE) != 0) {
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room, .ss_flags = 0};
    sigaltstack(&stack, NULL);
  }
  for (int i = 0; i < FATAL_COUNT; i++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_fatal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(fatal[i], NULL, &before_fatal[i]);
    if ((before_fatal[i].sa_flags & SA_SIGINFO) == 0 && before_fatal[i].sa_handler == SIG_IGN)
      continue;
    sigaction(fatal[i], &action, NULL);
  }
}

void retrace_install_signal_handlers(bool prompt, retrace_signal_hook interrupt,
                                     retrace_signal_hook abandon) {
  interrupt_hook = interrupt;
  abandon_hook = abandon;
  if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) wake[0] = wake[1] = -1;
  int count = prompt ? HANDLED_COUNT : HANDLED_ALWAYS;
  /* Whoever started this process may have done so from a thread that takes no signals. */
  sigset_t open;
  sigemptyset(&open);
  for (int i = 0; i < count; i++) {
    struct sigaction before;
    bool is_ignored = sigaction(handled[i], NULL, &before) == 0 &&
                      (before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_IGN;
    if (is_ignored) continue;
    install(handled[i]);
    sigaddset(&open, handled[i]);
  }
  pthread_sigmask(SIG_UNBLOCK, &open, NULL);
  static bool has_fatal;
  if (prompt && !has_fatal) {
    has_fatal = true;
    install_fatal();
  }
}

int32_t retrace_interrupt_count(void) { return interrupts; }
void retrace_interrupt_clear(void) { interrupts = 0; }
int32_t retrace_termination_signal(void) { return termination; }

enum retrace_event retrace_take_event(void) {
  if (termination != 0) return RETRACE_EVENT_TERMINATE;
  if (interrupts != 0) return RETRACE_EVENT_INTERRUPT;
  if (suspended) {
    suspended = 0;
    return RETRACE_EVENT_SUSPEND;
  }
  if (continued) {
    continued = 0;
    return RETRACE_EVENT_CONTINUE;
  }
  if (resized) {
    resized = 0;
    return RETRACE_EVENT_RESIZE;
  }
  return RETRACE_EVENT_NONE;
}

void retrace_editing_begin(void) {
  sigset_t blocked;
  sigemptyset(&blocked);
  for (int i = 0; i < HANDLED_COUNT; i++) sigaddset(&blocked, handled[i]);
  pthread_sigmask(SIG_BLOCK, &blocked, &before_editing);
  editing = 1;
  continued = 0;
}

void retrace_editing_end(void) {
  editing = 0;
  pthread_sigmask(SIG_SETMASK, &before_editing, NULL);
}

int retrace_wait(int descriptor, int milliseconds) {
  struct pollfd files[2] = {{descriptor, POLLIN, 0}, {wake[0], POLLIN, 0}};
  struct timespec limit = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
  sigset_t open;
  if (editing) {
    open = before_editing;
  } else {
    pthread_sigmask(SIG_SETMASK, NULL, &open);
  }
  int ready = ppoll(files, wake[0] < 0 ? 1 : 2, milliseconds < 0 ? NULL : &limit, &open);
  if (ready < 0) return errno == EINTR ? 2 : -1;
  if (ready == 0) return 0;
  if (files[1].revents != 0) {
    char drained[64];
    while (read(wake[0], drained, sizeof drained) > 0) {}
    return 2;
  }
  return 1;
}

int32_t retrace_wait_readable(int32_t descriptor) {
  for (;;) {
    if (interrupts != 0 || termination != 0) return RETRACE_WAIT_SIGNAL;
    int result = retrace_wait(descriptor, -1);
    if (result == 1) return RETRACE_WAIT_READY;
    if (result < 0) return RETRACE_WAIT_FAILED;
  }
}
