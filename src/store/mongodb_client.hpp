// SPDX-License-Identifier: Apache-2.0
/// libmongoc's handles with owners, its pool, and its errors as ours, without credentials.
#pragma once

#include <mongoc/mongoc.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "store/credentials.hpp"

namespace vedette {

struct MongoDelete {
  void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
  void operator()(mongoc_client_pool_t* pool) const { mongoc_client_pool_destroy(pool); }
  void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
  void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
  void operator()(mongoc_bulk_operation_t* bulk) const { mongoc_bulk_operation_destroy(bulk); }
  void operator()(mongoc_write_concern_t* concern) const { mongoc_write_concern_destroy(concern); }
};
template <class T>
using Mongo = std::unique_ptr<T, MongoDelete>;

/// A client borrowed from the pool; clients are for one thread at a time.
class MongoClient {
 public:
  MongoClient(mongoc_client_pool_t* pool, mongoc_client_t* client) : pool_(pool), client_(client) {}
  ~MongoClient() {
    if (client_ != nullptr) mongoc_client_pool_push(pool_, client_);
  }
  MongoClient(MongoClient&& other) noexcept
      : pool_(other.pool_), client_(std::exchange(other.client_, nullptr)) {}
  MongoClient& operator=(MongoClient&&) = delete;
  MongoClient(const MongoClient&) = delete;

  [[nodiscard]] mongoc_client_t* handle() const { return client_; }

 private:
  mongoc_client_pool_t* pool_;
  mongoc_client_t* client_;
};

/// One database on one deployment. Thread-safe.
class MongoServer {
 public:
  /// Parses the URI and sets what it leaves open; does not connect yet.
  /// Errors: `invalid_argument`.
  [[nodiscard]] static Result<MongoServer> make(std::string_view uri);

  /// Errors: `unavailable` when all clients stay in use.
  [[nodiscard]] Result<MongoClient> client() const;
  [[nodiscard]] Mongo<mongoc_collection_t> collection(const MongoClient& client,
                                                      std::string_view name) const;
  [[nodiscard]] const std::string& database() const { return database_; }
  [[nodiscard]] const std::string& masked_uri() const { return masked_uri_; }
  /// What libmongoc or the server said, as an error of ours.
  [[nodiscard]] tl::unexpected<Error> failure(const bson_error_t& error) const;

 private:
  MongoServer(std::string_view uri, mongoc_uri_t* parsed);

  std::string masked_uri_;
  SecretFilter secrets_;
  std::string database_;
  Mongo<mongoc_client_pool_t> pool_;
};

}  // namespace vedette
