// SPDX-License-Identifier: Apache-2.0
#include "store/mongodb_client.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/store.hpp"

namespace vedette {
namespace {

constexpr const char* kStandardDatabase = "vedette";

/// What to use unless the URI says otherwise; libmongoc's own are made for services that may wait.
struct UriOption {
  const char* name;
  std::int32_t standard;
};
constexpr UriOption kUriOptions[] = {
    {MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 5'000},
    {MONGOC_URI_CONNECTTIMEOUTMS, 5'000},
    {MONGOC_URI_SOCKETTIMEOUTMS, 60'000},
    {MONGOC_URI_WAITQUEUETIMEOUTMS, 30'000},
};

/// libmongoc's log may show whole commands, so nothing of it is kept; errors come as values.
void drop_log(mongoc_log_level_t, const char*, const char*, void*) {}

/// Server codes that mean "try later" (the specification "Retryable Writes" lists them).
constexpr std::uint32_t kAwayCodes[] = {6,    7,     89,    91,    189,   262,
                                        9001, 10107, 11600, 11602, 13435, 13436};
constexpr std::uint32_t kNotAllowedCodes[] = {13, 18};
constexpr std::uint32_t kExecutionTimeCode = 50;

bool is_away(const bson_error_t& error) {
  if (error.domain == MONGOC_ERROR_STREAM || error.domain == MONGOC_ERROR_SERVER_SELECTION)
    return true;
  if (error.domain == MONGOC_ERROR_CLIENT) return error.code == MONGOC_ERROR_CLIENT_NOT_READY;
  return error.code == kExecutionTimeCode || std::ranges::count(kAwayCodes, error.code) > 0;
}

bool is_refused(const bson_error_t& error) {
  return error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE ||
         std::ranges::count(kNotAllowedCodes, error.code) > 0;
}

/// libmongoc is set up once per process, at the first store.
struct Library {
  Library() {
    mongoc_log_set_handler(drop_log, nullptr);
    mongoc_init();
  }
  ~Library() { mongoc_cleanup(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

void set_standards(mongoc_uri_t* uri) {
  for (const UriOption& option : kUriOptions)
    if (!mongoc_uri_has_option(uri, option.name))
      mongoc_uri_set_option_as_int32(uri, option.name, option.standard);
  if (mongoc_uri_get_appname(uri) == nullptr) mongoc_uri_set_appname(uri, "vedette");
}

}  // namespace

MongoServer::MongoServer(std::string_view uri, mongoc_uri_t* parsed)
    : masked_uri_(mask_credentials(uri)), secrets_(uri) {
  const char* const database = mongoc_uri_get_database(parsed);
  database_ = database == nullptr ? kStandardDatabase : database;
  pool_.reset(mongoc_client_pool_new(parsed));
  if (pool_) mongoc_client_pool_set_error_api(pool_.get(), MONGOC_ERROR_API_VERSION_2);
}

Result<MongoServer> MongoServer::make(std::string_view uri) {
  static const Library library;
  bson_error_t error{};
  const Mongo<mongoc_uri_t> parsed(mongoc_uri_new_with_error(std::string(uri).c_str(), &error));
  if (!parsed)
    return fail(ErrorCode::invalid_argument,
                fmt::format("'{}' is not a MongoDB URI: {}", mask_credentials(uri),
                            SecretFilter(uri).clean(error.message)),
                "in user and password, write @ as %40, : as %3A, / as %2F and % as %25");
  set_standards(parsed.get());
  MongoServer server(uri, parsed.get());
  if (!server.pool_)
    return fail(ErrorCode::invalid_argument,
                fmt::format("the options of '{}' do not go together", server.masked_uri_));
  return server;
}

Result<MongoClient> MongoServer::client() const {
  mongoc_client_t* const client = mongoc_client_pool_pop(pool_.get());
  if (client == nullptr)
    return fail(ErrorCode::unavailable, "all connections to the store are in use",
                "do this again, or raise maxPoolSize in the URI");
  return MongoClient(pool_.get(), client);
}

Mongo<mongoc_collection_t> MongoServer::collection(const MongoClient& client,
                                                   std::string_view name) const {
  return Mongo<mongoc_collection_t>(
      mongoc_client_get_collection(client.handle(), database_.c_str(), std::string(name).c_str()));
}

tl::unexpected<Error> MongoServer::failure(const bson_error_t& error) const {
  const std::string said = secrets_.clean(error.message);
  if (is_away(error))
    return fail(ErrorCode::unavailable,
                fmt::format("the store '{}' does not answer: {}", masked_uri_, said),
                "check that the server runs and the address is right, then do this again");
  if (is_refused(error))
    return fail(ErrorCode::unavailable,
                fmt::format("the store '{}' refuses the login: {}", masked_uri_, said),
                "check user, password and authSource in the URI, and the user's rights");
  return fail(ErrorCode::io, fmt::format("the store '{}' failed: {}", masked_uri_, said));
}

}  // namespace vedette
