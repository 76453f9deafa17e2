// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "store/backends.hpp"
#include "store/mongodb_bson.hpp"
#include "store/mongodb_client.hpp"

namespace vedette {
namespace {

constexpr int kDuplicateKey = 11000;
constexpr std::uint32_t kNamespaceNotFound = 26;

/// What `hello` and `buildInfo` tell about a deployment.
struct Deployment {
  std::string product;
  bool confirms_by_majority = false;  ///< replica set or sharded cluster
  bool searches_by_id_only = false;
};

std::string text_at(const bson_t& reply, const char* key) {
  bson_iter_t at;
  if (!bson_iter_init_find(&at, &reply, key) || !BSON_ITER_HOLDS_UTF8(&at)) return {};
  return bson_iter_utf8(&at, nullptr);
}

/// A reply of the server, always in need of destruction.
struct Reply {
  bson_t bson{};
  Reply() { bson_init(&bson); }
  ~Reply() { bson_destroy(&bson); }
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
};

struct WriteOutcome {
  std::size_t inserted = 0;
  std::size_t duplicates = 0;
  bool confirmed = true;  ///< false: written, but not as surely as asked
};

bool has_elements(const bson_t& reply, const char* key) {
  bson_iter_t at;
  bson_iter_t child;
  return bson_iter_init_find(&at, &reply, key) && bson_iter_recurse(&at, &child) &&
         bson_iter_next(&child);
}

WriteOutcome read_outcome(const bson_t& reply) {
  WriteOutcome outcome;
  bson_iter_t at;
  bson_iter_t error;
  bson_iter_t code;
  if (bson_iter_init_find(&at, &reply, "nInserted"))
    outcome.inserted = static_cast<std::size_t>(bson_iter_as_int64(&at));
  if (bson_iter_init_find(&at, &reply, "writeErrors") && bson_iter_recurse(&at, &error))
    while (bson_iter_next(&error))
      if (bson_iter_recurse(&error, &code) && bson_iter_find(&code, "code") &&
          bson_iter_as_int64(&code) == kDuplicateKey)
        ++outcome.duplicates;
  outcome.confirmed = !has_elements(reply, "writeConcernErrors");
  return outcome;
}

tl::unexpected<Error> unconfirmed() {
  return fail(ErrorCode::unavailable, "the store wrote, but not on a majority of its servers",
              "check the replica set, then do this again");
}

Result<> command(const MongoServer& server, const char* name, Reply& reply) {
  const MongoClient client = VEDETTE_TRY(server.client());
  const Bson request = make_bson();
  BSON_APPEND_INT32(request.get(), name, 1);
  bson_error_t error{};
  bson_destroy(&reply.bson);
  if (!mongoc_client_command_simple(client.handle(), "admin", request.get(), nullptr, &reply.bson,
                                    &error))
    return server.failure(error);
  return {};
}

Deployment describe(const bson_t& hello, const bson_t& build) {
  const std::string ferret = text_at(build, "ferretdbVersion");
  Deployment deployment;
  deployment.confirms_by_majority =
      ferret.empty() && (bson_has_field(&hello, "setName") || text_at(hello, "msg") == "isdbgrid");
  deployment.searches_by_id_only = ferret.starts_with("v1.");
  deployment.product = ferret.empty() ? fmt::format("MongoDB {}", text_at(build, "version"))
                                      : fmt::format("FerretDB {}", ferret);
  return deployment;
}

/// Asks the server who it is. Errors: `unavailable`.
Result<Deployment> probe(const MongoServer& server) {
  Reply hello;
  VEDETTE_TRY(command(server, "hello", hello));
  Reply build;
  VEDETTE_TRY(command(server, "buildInfo", build));
  return describe(hello.bson, build.bson);
}

class MongoStore final : public Store {
 public:
  MongoStore(MongoServer server, Deployment deployment)
      : server_(std::move(server)), deployment_(std::move(deployment)) {}

 private:
  Result<InsertResult> do_insert(std::string_view name, std::span<const Document> documents,
                                 Durability durability) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const auto collection = server_.collection(client, name);
    const Bson options = write_options(durability);
    BSON_APPEND_BOOL(options.get(), "ordered", false);
    const Mongo<mongoc_bulk_operation_t> bulk(
        mongoc_collection_create_bulk_operation_with_opts(collection.get(), options.get()));
    bson_error_t error{};
    for (const Document& document : documents)
      if (!mongoc_bulk_operation_insert_with_opts(bulk.get(), to_bson(document).get(), nullptr,
                                                  &error))
        return server_.failure(error);
    Reply reply;
    mongoc_bulk_operation_execute(bulk.get(), &reply.bson, &error);
    const WriteOutcome outcome = read_outcome(reply.bson);
    // A duplicate fails the call as a whole; only what is unaccounted for is an error to us.
    if (outcome.inserted + outcome.duplicates != documents.size()) return server_.failure(error);
    if (!outcome.confirmed) return unconfirmed();
    return InsertResult{outcome.inserted, outcome.duplicates};
  }

  Result<std::optional<Document>> do_get(std::string_view name, std::string_view id) override {
    const Bson filter = make_bson();
    append_text(filter.get(), "_id", id);
    const Bson options = make_bson();
    BSON_APPEND_INT64(options.get(), "limit", 1);
    auto found = VEDETTE_TRY(read(name, *filter, *options));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

  /// One update that names the version it expects: a single document changes atomically on every
  /// server.
  Result<> do_replace(std::string_view name, const Document& document,
                      Durability durability) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const auto collection = server_.collection(client, name);
    const Bson filter = make_bson();
    append_text(filter.get(), "_id", document.id);
    BSON_APPEND_INT64(filter.get(), "version", document.version);
    Document next = document;
    ++next.version;
    Reply reply;
    bson_error_t error{};
    if (!mongoc_collection_replace_one(collection.get(), filter.get(), to_bson(next).get(),
                                       write_options(durability).get(), &reply.bson, &error))
      return server_.failure(error);
    bson_iter_t matched;
    if (bson_iter_init_find(&matched, &reply.bson, "matchedCount") &&
        bson_iter_as_int64(&matched) == 1)
      return {};
    return why_not_replaced(name, document.id);
  }

  Result<> why_not_replaced(std::string_view name, const std::string& id) {
    const auto there = VEDETTE_TRY(do_get(name, id));
    if (!there) return fail(ErrorCode::not_found, fmt::format("there is no document '{}'", id));
    return fail(ErrorCode::conflict, fmt::format("document '{}' was changed by somebody else", id));
  }

  Result<std::vector<Document>> do_find(std::string_view name, const Query& query,
                                        Bodies bodies) override {
    const Bson options = make_bson();
    BSON_APPEND_INT64(options.get(), "limit", static_cast<std::int64_t>(query.limit));
    const Bson order = make_bson();
    BSON_APPEND_INT32(order.get(), "_id", 1);
    BSON_APPEND_DOCUMENT(options.get(), "sort", order.get());
    const Bson parts = make_bson();
    BSON_APPEND_INT32(parts.get(), "body", 0);
    if (bodies == Bodies::without) BSON_APPEND_DOCUMENT(options.get(), "projection", parts.get());
    return read(name, *to_filter(query.all_of, query.after_id), *options);
  }

  Result<std::int64_t> do_count(std::string_view name, std::span<const Condition> all_of) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const auto collection = server_.collection(client, name);
    bson_error_t error{};
    const std::int64_t count = mongoc_collection_count_documents(
        collection.get(), to_filter(all_of).get(), nullptr, nullptr, nullptr, &error);
    if (count < 0) return server_.failure(error);
    return count;
  }

  Result<std::int64_t> do_erase(std::string_view name, std::span<const Condition> all_of) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const auto collection = server_.collection(client, name);
    Reply reply;
    bson_error_t error{};
    if (!mongoc_collection_delete_many(collection.get(), to_filter(all_of).get(),
                                       write_options(Durability::normal).get(), &reply.bson,
                                       &error))
      return server_.failure(error);
    bson_iter_t erased;
    return bson_iter_init_find(&erased, &reply.bson, "deletedCount") ? bson_iter_as_int64(&erased)
                                                                     : 0;
  }

  Result<> do_drop(std::string_view name) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    bson_error_t error{};
    const bool dropped =
        mongoc_collection_drop_with_opts(server_.collection(client, name).get(), nullptr, &error);
    if (!dropped && error.code != kNamespaceNotFound) return server_.failure(error);
    return {};
  }

  Result<> do_ensure_index(std::string_view name, std::string_view field) override {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const std::string path = fmt::format("fields.{}", field);
    const Bson request(BCON_NEW("createIndexes", BCON_UTF8(std::string(name).c_str()), "indexes",
                                "[", "{", "key", "{", path.c_str(), BCON_INT32(1), "}", "name",
                                BCON_UTF8(fmt::format("by_{}", field).c_str()), "}", "]"));
    bson_error_t error{};
    if (!mongoc_client_write_command_with_opts(client.handle(), server_.database().c_str(),
                                               request.get(), nullptr, nullptr, &error))
      return server_.failure(error);
    return {};
  }

  Result<StoreInfo> do_info() override {
    const Deployment now = VEDETTE_TRY(probe(server_));
    StoreInfo info{"mongodb", now.product, server_.masked_uri(), {}};
    if (!now.confirms_by_majority)
      info.degraded.emplace_back(
          "not a replica set: what must be sure is on the disk of one server only");
    if (now.searches_by_id_only)
      info.degraded.emplace_back(
          "this server indexes ids only: other queries read the whole collection");
    return info;
  }

  /// Servers check their own files (checksums of WiredTiger); from here only their answer counts.
  Result<std::vector<std::string>> do_verify() override {
    VEDETTE_TRY(probe(server_));
    return std::vector<std::string>{};
  }

  [[nodiscard]] Bson write_options(Durability durability) const {
    const Mongo<mongoc_write_concern_t> concern(mongoc_write_concern_new());
    mongoc_write_concern_set_w(concern.get(), 1);
    if (durability == Durability::full) {
      mongoc_write_concern_set_journal(concern.get(), true);
      if (deployment_.confirms_by_majority)
        mongoc_write_concern_set_w(concern.get(), MONGOC_WRITE_CONCERN_W_MAJORITY);
    }
    Bson options = make_bson();
    mongoc_write_concern_append(concern.get(), options.get());
    return options;
  }

  Result<std::vector<Document>> read(std::string_view name, const bson_t& filter,
                                     const bson_t& options) {
    const MongoClient client = VEDETTE_TRY(server_.client());
    const auto collection = server_.collection(client, name);
    const Mongo<mongoc_cursor_t> cursor(
        mongoc_collection_find_with_opts(collection.get(), &filter, &options, nullptr));
    std::vector<Document> found;
    const bson_t* next = nullptr;
    while (mongoc_cursor_next(cursor.get(), &next)) found.push_back(VEDETTE_TRY(from_bson(*next)));
    bson_error_t error{};
    if (mongoc_cursor_error(cursor.get(), &error)) return server_.failure(error);
    return found;
  }

  MongoServer server_;
  Deployment deployment_;
};

Result<std::unique_ptr<Store>> open_mongodb(std::string_view uri, const Options&) {
  MongoServer server = VEDETTE_TRY(MongoServer::make(uri));
  Deployment deployment = VEDETTE_TRY(probe(server));
  return std::make_unique<MongoStore>(std::move(server), std::move(deployment));
}

}  // namespace

StoreEntry mongodb_store_entry() {
  return {.name = "mongodb",
          .summary = "A MongoDB server or cluster, or a server that speaks its protocol",
          .uri_schemes = {"mongodb", "mongodb+srv"},
          .options = {},
          .open = open_mongodb};
}

}  // namespace vedette
