// SPDX-License-Identifier: Apache-2.0
/// The byte form of models (docs/formats/models.md): little-endian numbers behind a header with
/// the learner's name and a version. Reading is bounds-checked; the bytes are data only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace vedette {

/// Appends values to a byte string.
class ModelWriter {
 public:
  /// Writes the header.
  ModelWriter(std::string_view learner, std::uint32_t version);

  void u32(std::uint32_t value);
  void count(std::size_t value);  ///< as u64
  void real(double value);
  void text(std::string_view value);                   ///< length, bytes
  void reals(std::span<const double> values);          ///< length, numbers
  void floats(std::span<const float> values);          ///< length, numbers
  void counts(std::span<const std::uint32_t> values);  ///< length, numbers
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Takes values from untrusted bytes; every error is `malformed` with the byte.
class ModelReader {
 public:
  /// Reads the header. Errors: `malformed` when it is not a model of `learner`, `unsupported`
  /// when its version is newer than `version`.
  [[nodiscard]] static Result<ModelReader> open(std::string_view bytes, std::string_view learner,
                                                std::uint32_t version);

  [[nodiscard]] Result<std::uint32_t> u32();
  /// At most `most`, so that a length can be trusted as an allocation size.
  [[nodiscard]] Result<std::size_t> count(std::size_t most);
  [[nodiscard]] Result<double> real();                ///< finite, at most 1e100
  [[nodiscard]] Result<std::string_view> text();      ///< borrowed from the bytes
  [[nodiscard]] Result<std::vector<double>> reals();  ///< like `real`
  [[nodiscard]] Result<std::vector<float>> floats();  ///< all finite
  [[nodiscard]] Result<std::vector<std::uint32_t>> counts();
  /// Errors: `malformed` when bytes are left over.
  [[nodiscard]] Result<> finish() const;
  /// An error at the place reached so far.
  [[nodiscard]] tl::unexpected<Error> malformed(std::string message) const;

 private:
  explicit ModelReader(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  Result<T> number();
  template <class T>
  Result<std::vector<T>> numbers();

  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// Limits that every loader enforces: far above real models, far below what would exhaust memory.
inline constexpr std::size_t kMaxModelColumns = 1U << 20;
inline constexpr std::size_t kMaxModelClasses = 1U << 12;

}  // namespace vedette
