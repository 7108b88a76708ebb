#include "onnx_runtime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The places of functions in the library's table.
enum {
  get_error_message = 2,
  create_env = 3,
  create_session_from_array = 8,
  run = 9,
  create_session_options = 10,
  set_intra_op_threads = 24,
  set_inter_op_threads = 25,
  create_tensor_with_data = 49,
  get_tensor_data = 51,
  get_element_type = 60,
  get_dimensions_count = 61,
  get_dimensions = 62,
  get_type_and_shape = 65,
  create_cpu_memory_info = 69,
  release_status = 93,
  release_session = 95,
  release_value = 96,
  release_type_and_shape = 99,
  release_session_options = 100,
};

// The version of the table that is asked for: 1.8 and all later ones give it.
static const uint32_t table_version = 8;

typedef void *status;
typedef void *handle;

struct onnx_library {
  void *const *table;
  handle env;
  handle memory;
};

struct onnx_session {
  const onnx_library *library;
  handle session;
};

typedef struct {
  void *const *(*get_table)(uint32_t version);
  const char *(*get_version)(void);
} base;

#define CALL(library, place, ...) \
  ((status(*)(__VA_ARGS__))((library)->table[place]))

static void tell(char *message, size_t capacity, const char *text) {
  snprintf(message, capacity, "%s", text);
}

// Copies and frees the error of a call; 1 if there was one.
static int failed(const onnx_library *library, status error, char *message, size_t capacity) {
  if (error == NULL) return 0;
  const char *(*text)(status) = (const char *(*)(status))library->table[get_error_message];
  tell(message, capacity, text(error));
  ((void (*)(status))library->table[release_status])(error);
  return 1;
}

static void release(const onnx_library *library, int place, handle object) {
  if (object != NULL) ((void (*)(handle))library->table[place])(object);
}

onnx_library *onnx_library_open(const char *path, char *message, size_t capacity) {
  void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (file == NULL) {
    tell(message, capacity, "it cannot be opened");
    return NULL;
  }
  const base *(*get_base)(void) = (const base *(*)(void))dlsym(file, "OrtGetApiBase");
  void *const *table = get_base == NULL ? NULL : get_base()->get_table(table_version);
  onnx_library *library = table == NULL ? NULL : calloc(1, sizeof(onnx_library));
  if (library == NULL) {
    tell(message, capacity, "it is no ONNX Runtime of version 1.8 or later");
    dlclose(file);
    return NULL;
  }
  library->table = table;
  // Level 4: only what ends the program is logged; errors come back as such.
  status error = CALL(library, create_env, int, const char *, handle *)(4, "retrace", &library->env);
  if (!failed(library, error, message, capacity)) {
    error = CALL(library, create_cpu_memory_info, int, int, handle *)(0, 0, &library->memory);
    if (!failed(library, error, message, capacity)) return library;
  }
  // The library stays open: it does not like to be unloaded.
  free(library);
  return NULL;
}

onnx_session *onnx_session_create(
    const onnx_library *library, const void *bytes, size_t count, char *message, size_t capacity) {
  handle options = NULL;
  status error = CALL(library, create_session_options, handle *)(&options);
  if (failed(library, error, message, capacity)) return NULL;
  onnx_session *session = calloc(1, sizeof(onnx_session));
  int is_bad = session == NULL;
  if (!is_bad) {
    session->library = library;
    error = CALL(library, set_intra_op_threads, handle, int)(options, 1);
    is_bad = failed(library, error, message, capacity);
  }
  if (!is_bad) {
    error = CALL(library, set_inter_op_threads, handle, int)(options, 1);
    is_bad = failed(library, error, message, capacity);
  }
  if (!is_bad) {
    error = CALL(library, create_session_from_array, handle, const void *, size_t, handle, handle *)(
        library->env, bytes, count, options, &session->session);
    is_bad = failed(library, error, message, capacity);
  }
  release(library, release_session_options, options);
  if (!is_bad) return session;
  free(session);
  return NULL;
}

void onnx_session_release(onnx_session *session) {
  if (session == NULL) return;
  release(session->library, release_session, session->session);
  free(session);
}

// Copies the numbers of a tensor; -1 for elements that are no numbers.
static int64_t copy(const void *data, int kind, int64_t count, double *numbers, int64_t limit) {
  int64_t end = count < limit ? count : limit;
  for (int64_t i = 0; i < end; i++) {
    switch (kind) {
      case 1: numbers[i] = ((const float *)data)[i]; break;
      case 2: numbers[i] = ((const uint8_t *)data)[i]; break;
      case 6: numbers[i] = ((const int32_t *)data)[i]; break;
      case 7: numbers[i] = (double)((const int64_t *)data)[i]; break;
      case 9: numbers[i] = ((const uint8_t *)data)[i]; break;
      case 11: numbers[i] = ((const double *)data)[i]; break;
      default: return -1;
    }
  }
  return count;
}

static int64_t read_result(
    const onnx_library *library, handle value, double *numbers, int64_t limit, int64_t *shape,
    size_t *rank, char *message, size_t capacity) {
  handle info = NULL;
  int kind = 0;
  void *data = NULL;
  int64_t count = 1;
  status error = CALL(library, get_type_and_shape, handle, handle *)(value, &info);
  if (failed(library, error, message, capacity)) return -1;
  error = CALL(library, get_element_type, handle, int *)(info, &kind);
  int is_bad = failed(library, error, message, capacity);
  if (!is_bad) {
    error = CALL(library, get_dimensions_count, handle, size_t *)(info, rank);
    is_bad = failed(library, error, message, capacity);
  }
  if (!is_bad && *rank > 8) {
    tell(message, capacity, "the result has more than 8 axes");
    is_bad = 1;
  }
  if (!is_bad) {
    error = CALL(library, get_dimensions, handle, int64_t *, size_t)(info, shape, *rank);
    is_bad = failed(library, error, message, capacity);
  }
  release(library, release_type_and_shape, info);
  if (is_bad) return -1;
  for (size_t axis = 0; axis < *rank; axis++) {
    if (shape[axis] < 0 || (shape[axis] > 0 && count > (INT64_MAX >> 8) / shape[axis])) {
      tell(message, capacity, "the result is too large");
      return -1;
    }
    count *= shape[axis];
  }
  error = CALL(library, get_tensor_data, handle, void **)(value, &data);
  if (failed(library, error, message, capacity)) return -1;
  int64_t result = copy(data, kind, count, numbers, limit);
  if (result < 0) tell(message, capacity, "the result holds no numbers");
  return result;
}

int64_t onnx_session_run(
    const onnx_session *session, const onnx_input *inputs, size_t input_count,
    const char *output, double *numbers, int64_t limit, int64_t *shape, size_t *rank,
    char *message, size_t capacity) {
  enum { most = 64 };
  const onnx_library *library = session->library;
  handle values[most] = {0};
  const char *names[most];
  int64_t count = -1;
  if (input_count > most) {
    tell(message, capacity, "there are more than 64 inputs");
    return -1;
  }
  size_t made = 0;
  for (; made < input_count; made++) {
    const onnx_input *input = &inputs[made];
    names[made] = input->name;
    status error = CALL(
        library, create_tensor_with_data, handle, void *, size_t, const int64_t *, size_t, int,
        handle *)(
        library->memory, input->data, input->byte_count, input->shape, input->rank, input->kind,
        &values[made]);
    if (failed(library, error, message, capacity)) break;
  }
  if (made == input_count) {
    handle result = NULL;
    status error = CALL(
        library, run, handle, handle, const char *const *, const handle *, size_t,
        const char *const *, size_t, handle *)(
        session->session, NULL, names, (const handle *)values, input_count, &output, 1, &result);
    if (!failed(library, error, message, capacity)) {
      count = read_result(library, result, numbers, limit, shape, rank, message, capacity);
    }
    release(library, release_value, result);
  }
  for (size_t i = 0; i < made; i++) release(library, release_value, values[i]);
  return count;
}
