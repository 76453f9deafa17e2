// SPDX-License-Identifier: Apache-2.0
/// Documents and conditions as BSON, in the shape docs/formats/store.md gives them.
#pragma once

#include <bson/bson.h>

#include <span>
#include <utility>

#include "store/store.hpp"

namespace vedette {

/// An owned `bson_t` on the heap. (Its alignment attribute keeps it out of unique_ptr.)
class Bson {
 public:
  explicit Bson(bson_t* owned) : raw_(owned) {}
  ~Bson() { bson_destroy(raw_); }
  Bson(Bson&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Bson& operator=(Bson&&) = delete;
  Bson(const Bson&) = delete;

  [[nodiscard]] bson_t* get() const { return raw_; }
  [[nodiscard]] const bson_t& operator*() const { return *raw_; }

 private:
  bson_t* raw_;
};

[[nodiscard]] Bson make_bson();
/// Appends under a key.
void append_text(bson_t* bson, std::string_view key, std::string_view text);
void append_bson(bson_t* bson, std::string_view key, const bson_t* value);

/// `{_id, version, fields: {...}, body: BinData}`.
[[nodiscard]] Bson to_bson(const Document& document);
/// Errors: `malformed` for a document that this program did not write.
[[nodiscard]] Result<Document> from_bson(const bson_t& bson);

/// A filter that only uses $eq, $ne, $lt, $lte, $gt, $gte, $in, $exists and $and.
[[nodiscard]] Bson to_filter(std::span<const Condition> all_of, std::string_view after_id = {});

}  // namespace vedette
