// SPDX-License-Identifier: Apache-2.0
/// The byte form of a forest, docs/formats/forest.md. Written and read field by field, so that it
/// is little-endian whatever the machine is.
#include <fmt/format.h>

#include <bit>
#include <type_traits>

#include "trees/forest.hpp"

namespace vedette {
namespace {

constexpr std::string_view kMagic = "VEDETTEF";
constexpr std::uint32_t kVersion = 1;

class ByteWriter {
 public:
  template <class T>
  void put(T value) {
    if constexpr (std::is_same_v<T, float>) {
      put(std::bit_cast<std::uint32_t>(value));
    } else {
      for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes_ += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xff);
    }
  }
  void put(const FlatNode& node) {
    put(node.child);
    put(node.test);
  }
  template <class List>
  void put_list(const List& list) {
    put(std::uint64_t{list.size()});
    for (const auto& item : list) put(item);
  }
  void put_text(std::string_view text) { bytes_ += text; }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads zeros past the end, and remembers that it did; lists are never longer than the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  [[nodiscard]] T get() {
    if constexpr (std::is_same_v<T, float>) {
      return std::bit_cast<float>(get<std::uint32_t>());
    } else if constexpr (std::is_same_v<T, FlatNode>) {
      const auto child = get<std::uint32_t>();
      return {child, get<std::uint32_t>()};
    } else {
      std::uint64_t value = 0;
      const std::string_view piece = take(sizeof(T));
      for (std::size_t i = 0; i < piece.size(); ++i)
        value |= std::uint64_t{static_cast<unsigned char>(piece[i])} << (8 * i);
      return static_cast<T>(value);
    }
  }
  template <class T>
  [[nodiscard]] std::vector<T> get_list() {
    const auto count = get<std::uint64_t>();
    if (count > bytes_.size() / sizeof(T)) short_ = true;
    std::vector<T> list(short_ ? 0 : static_cast<std::size_t>(count));
    for (T& item : list) item = get<T>();
    return list;
  }
  [[nodiscard]] std::string_view take(std::size_t count) {
    short_ = short_ || count > bytes_.size();
    if (short_) return {};
    const std::string_view piece = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return piece;
  }
  [[nodiscard]] bool ran_short() const { return short_; }
  [[nodiscard]] bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool short_ = false;
};

tl::unexpected<Error> cut_short() {
  return fail(ErrorCode::malformed, "the forest is cut short");
}

Result<Cuts> read_cuts(ByteReader& reader) {
  const auto columns = reader.get<std::uint32_t>();
  std::vector<std::vector<float>> cuts;
  for (std::uint32_t c = 0; c < columns && !reader.ran_short(); ++c)
    cuts.push_back(reader.get_list<float>());
  if (reader.ran_short()) return cut_short();
  return Cuts::make(cuts);
}

Result<ForestParts> read_parts(ByteReader& reader) {
  ForestParts parts;
  parts.classes = reader.get<std::uint32_t>();
  const auto output = reader.get<std::uint32_t>();
  if (output > static_cast<std::uint32_t>(ForestOutput::softmax_of_sum))
    return fail(ErrorCode::malformed, fmt::format("forests have no output kind {}", output));
  parts.output = static_cast<ForestOutput>(output);
  parts.cuts = VEDETTE_TRY(read_cuts(reader));
  parts.roots = reader.get_list<std::uint32_t>();
  parts.nodes = reader.get_list<FlatNode>();
  parts.leaves = reader.get_list<float>();
  parts.cover = reader.get_list<float>();
  parts.importance = reader.get_list<float>();
  if (reader.ran_short()) return cut_short();
  return parts;
}

}  // namespace

std::string to_bytes(const Forest& forest) {
  const ForestParts& parts = forest.parts();
  ByteWriter writer;
  writer.put_text(kMagic);
  writer.put(kVersion);
  writer.put(parts.classes);
  writer.put(static_cast<std::uint32_t>(parts.output));
  writer.put(static_cast<std::uint32_t>(parts.cuts.columns()));
  for (std::size_t c = 0; c < parts.cuts.columns(); ++c) writer.put_list(parts.cuts.of(c));
  writer.put_list(parts.roots);
  writer.put_list(parts.nodes);
  writer.put_list(parts.leaves);
  writer.put_list(parts.cover);
  writer.put_list(parts.importance);
  return writer.take();
}

Result<Forest> forest_from_bytes(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.take(kMagic.size()) != kMagic)
    return fail(ErrorCode::malformed, "these bytes are not a forest");
  const auto version = reader.get<std::uint32_t>();
  if (reader.ran_short()) return cut_short();
  if (version != kVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("the forest has format {}, this program reads {}", version, kVersion),
                "use a newer program");
  ForestParts parts = VEDETTE_TRY(read_parts(reader));
  if (!reader.at_end()) return fail(ErrorCode::malformed, "bytes follow the end of the forest");
  return Forest::make(std::move(parts));
}

}  // namespace vedette
