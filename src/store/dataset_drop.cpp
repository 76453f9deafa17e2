// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "store/dataset_changes.hpp"

namespace vedette {
namespace {

/// The write that decides: a marked data set is gone for everybody.
Result<> mark(Store& store, std::string_view name) {
  const auto document = VEDETTE_TRY(store.get(kDatasets, name));
  if (!document) return fail(ErrorCode::not_found, fmt::format("there is no data set '{}'", name));
  DatasetRecord record = VEDETTE_TRY(dataset_from(*document));
  if (record.dropping) return {};
  record.dropping = true;
  return store.replace(kDatasets, to_document(record), Durability::full);
}

}  // namespace

Result<> drop_dataset(Store& store, std::string_view name) {
  VEDETTE_TRY(mark(store, name));
  const Condition of_it{"dataset", Condition::Op::equal, {std::string(name)}};
  // Sources first: an ingest that is still going on then cannot become complete.
  for (const std::string_view collection : {kSources, kSegments, kQuarantine})
    VEDETTE_TRY(store.erase(collection, {&of_it, 1}));
  // Last: until here, doing this again goes on where it stopped.
  const Condition marked[] = {{"name", Condition::Op::equal, {std::string(name)}},
                              {"dropping", Condition::Op::equal, {true}}};
  VEDETTE_TRY(store.erase(kDatasets, marked));
  return {};
}

}  // namespace vedette
