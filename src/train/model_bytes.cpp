// SPDX-License-Identifier: Apache-2.0
#include "train/model_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace vedette {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they are");

constexpr std::string_view kMagic = "VDTM";

/// Weights beyond this come from no training; below it no product of a weight, a slope and a
/// single-precision feature overflows.
constexpr double kLargestNumber = 1e100;

template <class T>
bool plausible(T value) {
  return std::isfinite(value) && std::abs(static_cast<double>(value)) <= kLargestNumber;
}

template <class T>
void append(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
void append_all(std::string& bytes, std::span<const T> values) {
  append(bytes, static_cast<std::uint64_t>(values.size()));
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

ModelWriter::ModelWriter(std::string_view learner, std::uint32_t version) {
  bytes_.append(kMagic);
  u32(version);
  text(learner);
}

void ModelWriter::u32(std::uint32_t value) {
  append(bytes_, value);
}
void ModelWriter::count(std::size_t value) {
  append(bytes_, static_cast<std::uint64_t>(value));
}
void ModelWriter::real(double value) {
  append(bytes_, value);
}
void ModelWriter::text(std::string_view value) {
  append_all(bytes_, std::span<const char>(value.data(), value.size()));
}
void ModelWriter::reals(std::span<const double> values) {
  append_all(bytes_, values);
}
void ModelWriter::floats(std::span<const float> values) {
  append_all(bytes_, values);
}
void ModelWriter::counts(std::span<const std::uint32_t> values) {
  append_all(bytes_, values);
}

Result<ModelReader> ModelReader::open(std::string_view bytes, std::string_view learner,
                                      std::uint32_t version) {
  ModelReader reader(bytes);
  if (!bytes.starts_with(kMagic)) return reader.malformed("these bytes are not a model");
  reader.at_ = kMagic.size();
  const std::uint32_t found = VEDETTE_TRY(reader.u32());
  const std::string_view name = VEDETTE_TRY(reader.text());
  if (name != learner)
    return reader.malformed(fmt::format("this is not a model of the learner '{}'", learner));
  if (found == 0) return reader.malformed("the model has no format version");
  if (found > version)
    return fail(
        ErrorCode::unsupported,
        fmt::format("the model has format version {}, this program reads up to {}", found, version),
        "use a newer version of the program");
  return reader;
}

template <class T>
Result<T> ModelReader::number() {
  if (bytes_.size() - at_ < sizeof(T)) return malformed("the model ends too early");
  T value;
  std::memcpy(&value, bytes_.data() + at_, sizeof value);
  at_ += sizeof value;
  if constexpr (std::is_floating_point_v<T>)
    if (!plausible(value)) return malformed("the model holds an impossible number");
  return value;
}

template <class T>
Result<std::vector<T>> ModelReader::numbers() {
  const std::size_t length = VEDETTE_TRY(count((bytes_.size() - at_) / sizeof(T)));
  if (length > (bytes_.size() - at_) / sizeof(T)) return malformed("the model ends too early");
  std::vector<T> values(length);
  if (length > 0) std::memcpy(values.data(), bytes_.data() + at_, length * sizeof(T));
  at_ += length * sizeof(T);
  if constexpr (std::is_floating_point_v<T>)
    if (!std::ranges::all_of(values, plausible<T>))
      return malformed("the model holds an impossible number");
  return values;
}

Result<std::uint32_t> ModelReader::u32() {
  return number<std::uint32_t>();
}
Result<double> ModelReader::real() {
  return number<double>();
}

Result<std::size_t> ModelReader::count(std::size_t most) {
  const std::uint64_t value = VEDETTE_TRY(number<std::uint64_t>());
  if (value > most) return malformed(fmt::format("a count of {} is not possible here", value));
  return static_cast<std::size_t>(value);
}

Result<std::string_view> ModelReader::text() {
  const std::size_t length = VEDETTE_TRY(count(bytes_.size() - at_));
  if (length > bytes_.size() - at_) return malformed("the model ends too early");
  const std::string_view value = bytes_.substr(at_, length);
  at_ += length;
  return value;
}

Result<std::vector<double>> ModelReader::reals() {
  return numbers<double>();
}
Result<std::vector<float>> ModelReader::floats() {
  return numbers<float>();
}
Result<std::vector<std::uint32_t>> ModelReader::counts() {
  return numbers<std::uint32_t>();
}

Result<> ModelReader::finish() const {
  if (at_ != bytes_.size()) return malformed("the model has bytes after its end");
  return {};
}

tl::unexpected<Error> ModelReader::malformed(std::string message) const {
  InputPlace where;
  where.byte = static_cast<std::int64_t>(at_);
  return fail(ErrorCode::malformed, std::move(message), {}, std::move(where));
}

}  // namespace vedette
