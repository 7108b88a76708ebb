/* Shared by the parts of CLibedit. */
#ifndef RETRACE_INTERNAL_H
#define RETRACE_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CLibedit.h"

#include <histedit.h>
#include <signal.h>
#include <stdio.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wide characters must be Unicode scalars");

struct retrace_editor {
  EditLine *line;
  HistoryW *history;
  retrace_key_handler handler;
  void *context;
  wchar_t *prompt;
  bool has_editrc;
  bool done;
  bool replaced;

  /* Bytes read ahead; more than one only while a paste is taken in. */
  uint8_t ahead[4096];
  size_t ahead_begin, ahead_end;

  uint8_t *paste;
  size_t paste_count, paste_capacity;
  bool paste_complete;

  /* A key delivered for a signal that has not reached the handler yet. */
  int32_t delivered;
  /* Whether a key came since the handler last heard that there is none. */
  bool is_busy;
};

/* input.c: libedit's source of characters (EL_GETCFN). */
int retrace_editor_getc(EditLine *line, wchar_t *out);
/* Takes in a paste up to its end marker. */
void retrace_editor_take_paste(retrace_editor *editor);

/* editor.c: the terminal's modes for editing. */
void retrace_editor_enter_modes(retrace_editor *editor);

/* terminal.c: whether what is typed does not show. */
bool retrace_terminal_is_quiet(void);

/* signals.c */
enum retrace_event {
  RETRACE_EVENT_NONE,
  RETRACE_EVENT_INTERRUPT,
  RETRACE_EVENT_TERMINATE,
  RETRACE_EVENT_SUSPEND,
  RETRACE_EVENT_CONTINUE,
  RETRACE_EVENT_RESIZE,
};
/* The most urgent event that came while editing; takes suspend, continue and resize away. */
enum retrace_event retrace_take_event(void);
/* Blocks the handled signals, so that they come in only while waiting for a key. */
void retrace_editing_begin(void);
void retrace_editing_end(void);
/* Waits with the signals open: 1 readable, 0 time is up, -1 failed, 2 a signal came. */
int retrace_wait(int descriptor, int milliseconds);
/* Stops this process with the default action of SIGTSTP; returns when continued. */
void retrace_stop_self(void);

#endif
