// SPDX-License-Identifier: Apache-2.0
/// Tensors as the Open Inference Protocol v2 has them, whichever way they came: checked against
/// their datatype and shape, row-major and flat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "data/table.hpp"

namespace vedette {

/// FP16 and BF16 are not taken: nothing here is measured so coarsely.
enum class TensorType {
  boolean,
  uint8,
  uint16,
  uint32,
  uint64,
  int8,
  int16,
  int32,
  int64,
  fp32,
  fp64,
  bytes,
};

/// Name in the protocol, such as `FP32`.
[[nodiscard]] std::string_view to_string(TensorType type);
/// Errors: `invalid_argument` with the names there are.
[[nodiscard]] Result<TensorType> tensor_type_from(std::string_view name);

/// `data` holds the alternative that `type` names: BOOL -> uint8_t (0 or 1); INT8 to INT64 and
/// UINT8 to UINT32 -> int64_t; UINT64 -> uint64_t; FP32 -> float; FP64 -> double;
/// BYTES -> TextValues.
struct Tensor {
  using Data = std::variant<std::vector<std::uint8_t>, std::vector<std::int64_t>,
                            std::vector<std::uint64_t>, std::vector<float>, std::vector<double>,
                            TextValues>;
  std::string name;
  TensorType type = TensorType::fp64;
  std::vector<std::int64_t> shape{};  ///< -1 stands for "any" where only described
  Data data{};
};

/// Product of the dimensions. Errors: `invalid_argument` naming the tensor for a negative
/// dimension, none at all, or more elements than any request may carry.
[[nodiscard]] Result<std::size_t> element_count(const Tensor& tensor);

/// The tensor with its data from little-endian bytes without padding, a BYTES element being its
/// length in four bytes and then itself. `described` has name, type and shape. Errors:
/// `invalid_argument` naming the tensor, when the bytes are not as many as the shape says, or no
/// values of the type.
[[nodiscard]] Result<Tensor> tensor_from_bytes(Tensor described, std::string_view bytes);

/// The data in that form.
[[nodiscard]] std::string tensor_bytes(const Tensor& tensor);

/// The lowest and highest value of an integer type other than UINT64.
struct IntegerRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};
[[nodiscard]] IntegerRange integer_range(TensorType type);

}  // namespace vedette
