#ifndef RETRACE_ONNX_RUNTIME_H
#define RETRACE_ONNX_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

// ONNX Runtime's C library, opened at run time. Only what is called here is
// declared, by its place in the library's table of functions, which stays the
// same in all versions from 1.8 on.

/// An opened library with its environment.
typedef struct onnx_library onnx_library;
/// A model that the library has prepared. It may be run from several threads.
typedef struct onnx_session onnx_session;

/// One tensor that goes in.
typedef struct {
  const char *name;
  /// The kind of its elements, as ONNX numbers them.
  int32_t kind;
  const int64_t *shape;
  size_t rank;
  void *data;
  size_t byte_count;
} onnx_input;

/// Opens the library at a path, or by its name; NULL with a message if it cannot be used.
onnx_library *onnx_library_open(const char *path, char *message, size_t capacity);

/// Prepares the model that bytes hold; NULL with a message if the library refuses it.
///
/// It computes on the calling thread alone, so that results do not depend on threads.
onnx_session *onnx_session_create(
    const onnx_library *library, const void *bytes, size_t count, char *message, size_t capacity);

/// Forgets a model.
void onnx_session_release(onnx_session *session);

/// Runs a model and copies one result, as doubles.
///
/// `shape` has room for 8 extents. Returns how many numbers the result has, of which at most
/// `limit` are written; -1 with a message if it fails.
int64_t onnx_session_run(
    const onnx_session *session, const onnx_input *inputs, size_t input_count,
    const char *output, double *numbers, int64_t limit, int64_t *shape, size_t *rank,
    char *message, size_t capacity);

#endif
