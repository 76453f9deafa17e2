// SPDX-License-Identifier: Apache-2.0
#include "serve/tensors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace vedette {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor bytes are copied as they are");

constexpr std::size_t kMostElements = std::size_t{1} << 26;  // beyond every limit of a body

constexpr std::array<std::string_view, 12> kNames = {"BOOL",  "UINT8", "UINT16", "UINT32",
                                                     "UINT64", "INT8",  "INT16",  "INT32",
                                                     "INT64",  "FP32",  "FP64",   "BYTES"};

tl::unexpected<Error> bad_tensor(const Tensor& tensor, std::string_view what) {
  return fail(ErrorCode::invalid_argument, fmt::format("tensor '{}' {}", tensor.name, what));
}

tl::unexpected<Error> wrong_size(const Tensor& tensor, std::size_t got) {
  return bad_tensor(tensor, fmt::format("of {} and shape [{}] does not go with {} bytes",
                                        to_string(tensor.type), fmt::join(tensor.shape, ", "),
                                        got));
}

/// Elements of a fixed size on the wire, kept as `Kept`.
template <class Wire, class Kept = Wire>
Result<Tensor> fixed_from_bytes(Tensor tensor, std::size_t count, std::string_view bytes) {
  if (bytes.size() != count * sizeof(Wire)) return wrong_size(tensor, bytes.size());
  std::vector<Kept> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    Wire value{};
    std::memcpy(&value, bytes.data() + i * sizeof(Wire), sizeof(Wire));
    values[i] = value;
  }
  tensor.data = std::move(values);
  return tensor;
}

Result<Tensor> booleans_from_bytes(Tensor tensor, std::size_t count, std::string_view bytes) {
  if (std::ranges::any_of(bytes, [](char c) { return c != 0 && c != 1; }))
    return bad_tensor(tensor, "of BOOL has a byte that is neither 0 nor 1");
  return fixed_from_bytes<std::uint8_t>(std::move(tensor), count, bytes);
}

Result<Tensor> texts_from_bytes(Tensor tensor, std::size_t count, std::string_view bytes) {
  const std::size_t all = bytes.size();
  TextValues texts;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t size = 0;
    if (bytes.size() < sizeof(size)) return wrong_size(tensor, all);
    std::memcpy(&size, bytes.data(), sizeof(size));
    bytes.remove_prefix(sizeof(size));
    if (bytes.size() < size) return wrong_size(tensor, all);
    texts.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  if (!bytes.empty()) return wrong_size(tensor, all);
  tensor.data = std::move(texts);
  return tensor;
}

template <class Wire, class Kept = Wire>
std::string fixed_bytes(const Tensor& tensor) {
  const auto& values = std::get<std::vector<Kept>>(tensor.data);
  std::string bytes(values.size() * sizeof(Wire), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<Wire>(values[i]);
    std::memcpy(bytes.data() + i * sizeof(Wire), &value, sizeof(Wire));
  }
  return bytes;
}

std::string text_bytes(const Tensor& tensor) {
  const auto& texts = std::get<TextValues>(tensor.data);
  std::string bytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto size = static_cast<std::uint32_t>(texts[i].size());
    bytes.append(reinterpret_cast<const char*>(&size), sizeof(size));
    bytes += texts[i];
  }
  return bytes;
}

template <class Integer>
constexpr IntegerRange range_of() {
  return {std::numeric_limits<Integer>::min(), std::numeric_limits<Integer>::max()};
}

}  // namespace

std::string_view to_string(TensorType type) { return kNames[static_cast<std::size_t>(type)]; }

Result<TensorType> tensor_type_from(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end())
    return fail(ErrorCode::invalid_argument, fmt::format("datatype '{}' is not taken", name),
                fmt::format("one of {}", fmt::join(kNames, ", ")));
  return static_cast<TensorType>(found - kNames.begin());
}

Result<std::size_t> element_count(const Tensor& tensor) {
  if (tensor.shape.empty()) return bad_tensor(tensor, "has no shape");
  std::size_t count = 1;
  for (const std::int64_t dimension : tensor.shape) {
    if (dimension < 0) return bad_tensor(tensor, "has a negative dimension");
    if (std::cmp_greater(dimension, kMostElements))
      return bad_tensor(tensor, "has more elements than a request may carry");
    count *= static_cast<std::size_t>(dimension);
    if (count > kMostElements)
      return bad_tensor(tensor, "has more elements than a request may carry");
  }
  return count;
}

Result<Tensor> tensor_from_bytes(Tensor described, std::string_view bytes) {
  const std::size_t count = VEDETTE_TRY(element_count(described));
  switch (described.type) {
    case TensorType::boolean:
      return booleans_from_bytes(std::move(described), count, bytes);
    case TensorType::uint8:
      return fixed_from_bytes<std::uint8_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::uint16:
      return fixed_from_bytes<std::uint16_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::uint32:
      return fixed_from_bytes<std::uint32_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::uint64:
      return fixed_from_bytes<std::uint64_t>(std::move(described), count, bytes);
    case TensorType::int8:
      return fixed_from_bytes<std::int8_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::int16:
      return fixed_from_bytes<std::int16_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::int32:
      return fixed_from_bytes<std::int32_t, std::int64_t>(std::move(described), count, bytes);
    case TensorType::int64:
      return fixed_from_bytes<std::int64_t>(std::move(described), count, bytes);
    case TensorType::fp32:
      return fixed_from_bytes<float>(std::move(described), count, bytes);
    case TensorType::fp64:
      return fixed_from_bytes<double>(std::move(described), count, bytes);
    case TensorType::bytes:
      break;
  }
  return texts_from_bytes(std::move(described), count, bytes);
}

std::string tensor_bytes(const Tensor& tensor) {
  switch (tensor.type) {
    case TensorType::boolean:
      return fixed_bytes<std::uint8_t>(tensor);
    case TensorType::uint8:
      return fixed_bytes<std::uint8_t, std::int64_t>(tensor);
    case TensorType::uint16:
      return fixed_bytes<std::uint16_t, std::int64_t>(tensor);
    case TensorType::uint32:
      return fixed_bytes<std::uint32_t, std::int64_t>(tensor);
    case TensorType::uint64:
      return fixed_bytes<std::uint64_t>(tensor);
    case TensorType::int8:
      return fixed_bytes<std::int8_t, std::int64_t>(tensor);
    case TensorType::int16:
      return fixed_bytes<std::int16_t, std::int64_t>(tensor);
    case TensorType::int32:
      return fixed_bytes<std::int32_t, std::int64_t>(tensor);
    case TensorType::int64:
      return fixed_bytes<std::int64_t>(tensor);
    case TensorType::fp32:
      return fixed_bytes<float>(tensor);
    case TensorType::fp64:
      return fixed_bytes<double>(tensor);
    case TensorType::bytes:
      break;
  }
  return text_bytes(tensor);
}

IntegerRange integer_range(TensorType type) {
  switch (type) {
    case TensorType::uint8:
      return range_of<std::uint8_t>();
    case TensorType::uint16:
      return range_of<std::uint16_t>();
    case TensorType::uint32:
      return range_of<std::uint32_t>();
    case TensorType::int8:
      return range_of<std::int8_t>();
    case TensorType::int16:
      return range_of<std::int16_t>();
    case TensorType::int32:
      return range_of<std::int32_t>();
    default:
      return range_of<std::int64_t>();
  }
}

}  // namespace vedette
