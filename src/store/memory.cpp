// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "store/backends.hpp"
#include "store/condition.hpp"

namespace vedette {
namespace {

using Collection = std::map<std::string, Document, std::less<>>;

bool matches_all(const Document& document, std::span<const Condition> all_of) {
  return std::ranges::all_of(all_of, [&](const Condition& c) { return matches(document, c); });
}

class MemoryStore final : public Store {
 private:
  Result<InsertResult> do_insert(std::string_view name, std::span<const Document> documents,
                                 Durability) override {
    const std::lock_guard lock(mutex_);
    Collection& collection = collections_[std::string(name)];
    InsertResult result;
    for (const Document& document : documents)
      ++(collection.try_emplace(document.id, document).second ? result.inserted
                                                              : result.already_there);
    return result;
  }

  Result<std::optional<Document>> do_get(std::string_view name, std::string_view id) override {
    const std::lock_guard lock(mutex_);
    const Collection& collection = at(name);
    const auto found = collection.find(id);
    if (found == collection.end()) return std::nullopt;
    return found->second;
  }

  Result<> do_replace(std::string_view name, const Document& document, Durability) override {
    const std::lock_guard lock(mutex_);
    Collection& collection = at(name);
    const auto found = collection.find(document.id);
    if (found == collection.end())
      return fail(ErrorCode::not_found, fmt::format("there is no document '{}'", document.id));
    if (found->second.version != document.version)
      return fail(ErrorCode::conflict,
                  fmt::format("document '{}' was changed by somebody else", document.id));
    found->second = document;
    ++found->second.version;
    return {};
  }

  Result<std::vector<Document>> do_find(std::string_view name, const Query& query,
                                        Bodies bodies) override {
    const std::lock_guard lock(mutex_);
    const Collection& collection = at(name);
    std::vector<Document> page;
    for (auto i = collection.upper_bound(query.after_id);
         i != collection.end() && page.size() < query.limit; ++i) {
      if (!matches_all(i->second, query.all_of)) continue;
      page.push_back(i->second);
      if (bodies == Bodies::without) page.back().body.clear();
    }
    return page;
  }

  Result<std::int64_t> do_count(std::string_view name, std::span<const Condition> all_of) override {
    const std::lock_guard lock(mutex_);
    return std::ranges::count_if(
        at(name), [&](const auto& entry) { return matches_all(entry.second, all_of); });
  }

  Result<std::int64_t> do_erase(std::string_view name, std::span<const Condition> all_of) override {
    const std::lock_guard lock(mutex_);
    const auto erased = std::erase_if(
        at(name), [&](const auto& entry) { return matches_all(entry.second, all_of); });
    return static_cast<std::int64_t>(erased);
  }

  Result<> do_drop(std::string_view name) override {
    const std::lock_guard lock(mutex_);
    if (const auto found = collections_.find(name); found != collections_.end())
      collections_.erase(found);
    return {};
  }

  Result<> do_ensure_index(std::string_view, std::string_view) override { return {}; }

  Result<StoreInfo> do_info() override {
    return StoreInfo{"memory", "this process", "memory:", {"documents are gone with the process"}};
  }

  Result<std::vector<std::string>> do_verify() override { return std::vector<std::string>{}; }

  Collection& at(std::string_view name) { return collections_[std::string(name)]; }

  std::mutex mutex_;
  std::map<std::string, Collection, std::less<>> collections_;
};

Result<std::unique_ptr<Store>> open_memory(std::string_view uri, const Options&) {
  if (uri == "memory:") return std::make_unique<MemoryStore>();
  return fail(ErrorCode::invalid_argument, "the store in memory has no place: say just 'memory:'");
}

}  // namespace

StoreEntry memory_store_entry() {
  return {.name = "memory",
          .summary = "Keeps everything in this process, for tests and trials",
          .uri_schemes = {"memory"},
          .options = {},
          .open = open_memory};
}

}  // namespace vedette
