// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "train/boosted_model.hpp"
#include "train/decision_link.hpp"
#include "train/model_bytes.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "gradient_boosting";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kMostTrees = 1U << 24;
/// The scorer keeps each category set as bits up to its largest category; all together may not
/// take more words than this, so that a small file cannot ask for much memory.
constexpr std::size_t kMostSetWords = 1U << 24;

/// One field of all nodes.
template <class Read>
std::vector<std::uint32_t> numbers_of(const BoostedTree& tree, Read read) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(tree.nodes.size());
  for (const BoostedNode& node : tree.nodes) numbers.push_back(read(node));
  return numbers;
}

void write_tree(ModelWriter& writer, const BoostedTree& tree, std::span<const float> cover) {
  writer.u32(tree.group);
  writer.counts(numbers_of(tree, [](const BoostedNode& n) { return n.left; }));
  writer.counts(numbers_of(tree, [](const BoostedNode& n) { return n.right; }));
  writer.counts(numbers_of(tree, [](const BoostedNode& n) { return n.column; }));
  writer.counts(numbers_of(tree, [](const BoostedNode& n) { return n.missing_left ? 1U : 0U; }));
  writer.counts(numbers_of(tree, [](const BoostedNode& n) { return n.categories; }));
  std::vector<float> values;
  for (const BoostedNode& node : tree.nodes)
    values.push_back(node.left == BoostedNode::kNone ? node.leaf : node.threshold);
  writer.floats(values);
  writer.floats(cover);
  writer.count(tree.category_sets.size());
  for (const std::vector<std::uint32_t>& set : tree.category_sets) writer.counts(set);
}

/// Fields of all nodes, as they stand in the bytes.
struct NodeFields {
  std::vector<std::uint32_t> left, right, column, missing_left, categories;
  std::vector<float> value;

  [[nodiscard]] bool equally_long() const {
    const std::size_t size = left.size();
    return right.size() == size && column.size() == size && missing_left.size() == size &&
           categories.size() == size && value.size() == size;
  }
  [[nodiscard]] BoostedNode node(std::size_t i) const {
    BoostedNode node;
    node.left = left[i];
    node.right = right[i];
    node.column = column[i];
    node.missing_left = missing_left[i] != 0;
    node.categories = categories[i];
    (left[i] == BoostedNode::kNone ? node.leaf : node.threshold) = value[i];
    return node;
  }
};

Result<NodeFields> read_fields(ModelReader& reader) {
  NodeFields fields;
  fields.left = VEDETTE_TRY(reader.counts());
  fields.right = VEDETTE_TRY(reader.counts());
  fields.column = VEDETTE_TRY(reader.counts());
  fields.missing_left = VEDETTE_TRY(reader.counts());
  fields.categories = VEDETTE_TRY(reader.counts());
  fields.value = VEDETTE_TRY(reader.floats());
  if (!fields.equally_long()) return reader.malformed("the fields of a tree differ in length");
  return fields;
}

Result<std::vector<std::vector<std::uint32_t>>> read_sets(ModelReader& reader, std::size_t most) {
  const std::size_t count = VEDETTE_TRY(reader.count(most));
  std::vector<std::vector<std::uint32_t>> sets;
  for (std::size_t i = 0; i < count; ++i) sets.push_back(VEDETTE_TRY(reader.counts()));
  return sets;
}

Result<> check_set_words(const ModelReader& reader, const BoostedTrees& trees) {
  std::size_t words = 0;
  for (const BoostedTree& tree : trees.trees)
    for (const std::vector<std::uint32_t>& set : tree.category_sets)
      words += set.empty() ? 1 : std::ranges::max(set) / 32 + 1;
  if (words > kMostSetWords) return reader.malformed("the category sets are too large");
  return {};
}

Result<> read_tree(ModelReader& reader, BoostedEnsemble& ensemble) {
  BoostedTree tree;
  tree.group = VEDETTE_TRY(reader.u32());
  const NodeFields fields = VEDETTE_TRY(read_fields(reader));
  const std::size_t size = fields.left.size();
  for (std::size_t i = 0; i < size; ++i) tree.nodes.push_back(fields.node(i));
  std::vector<float> cover = VEDETTE_TRY(reader.floats());
  if (cover.size() != size) return reader.malformed("the cover of a tree has a wrong length");
  tree.category_sets = VEDETTE_TRY(read_sets(reader, size));
  ensemble.trees.trees.push_back(std::move(tree));
  ensemble.cover.push_back(std::move(cover));
  return {};
}

}  // namespace

std::string to_bytes(const BoostedEnsemble& ensemble) {
  ModelWriter writer(kName, kVersion);
  writer.count(ensemble.classes);
  writer.count(ensemble.trees.columns);
  writer.real(static_cast<double>(ensemble.trees.base_margin));
  writer.floats(ensemble.importance);
  writer.count(ensemble.seen_categories.size());
  for (const auto& seen : ensemble.seen_categories) writer.counts(seen);
  writer.count(ensemble.trees.trees.size());
  for (std::size_t t = 0; t < ensemble.trees.trees.size(); ++t)
    write_tree(writer, ensemble.trees.trees[t], ensemble.cover[t]);
  return writer.take();
}

Result<BoostedEnsemble> boosted_from_bytes(std::string_view bytes) {
  ModelReader reader = VEDETTE_TRY(ModelReader::open(bytes, kName, kVersion));
  BoostedEnsemble ensemble;
  ensemble.classes = VEDETTE_TRY(reader.count(kMaxModelClasses));
  if (ensemble.classes < 2) return reader.malformed("a model has at least two classes");
  ensemble.trees.groups = static_cast<std::uint32_t>(output_count(ensemble.classes));
  ensemble.trees.columns = VEDETTE_TRY(reader.count(kMaxModelColumns));
  if (ensemble.trees.columns == 0) return reader.malformed("a model has at least one column");
  ensemble.trees.base_margin = static_cast<float>(VEDETTE_TRY(reader.real()));
  ensemble.importance = VEDETTE_TRY(reader.floats());
  ensemble.seen_categories = VEDETTE_TRY(read_sets(reader, kMaxModelColumns));
  if (ensemble.importance.size() != ensemble.trees.columns ||
      ensemble.seen_categories.size() != ensemble.trees.columns)
    return reader.malformed("importance and categories have an entry per column");
  const std::size_t trees = VEDETTE_TRY(reader.count(kMostTrees));
  for (std::size_t t = 0; t < trees; ++t) VEDETTE_TRY(read_tree(reader, ensemble));
  VEDETTE_TRY(reader.finish());
  VEDETTE_TRY(check_set_words(reader, ensemble.trees));
  return ensemble;
}

}  // namespace vedette
