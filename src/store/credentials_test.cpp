// SPDX-License-Identifier: Apache-2.0
#include "store/credentials.hpp"

#include <gmock/gmock.h>

#include "store/store.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MaskCredentials, hides_passwords_and_nothing_else) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"sqlite:/var/lib/store.db", "sqlite:/var/lib/store.db"},
      {"mongodb://host/db", "mongodb://host/db"},
      {"mongodb://user@host/db", "mongodb://user@host/db"},
      {"mongodb://user:pw@host:27017/db?w=1", "mongodb://user:***@host:27017/db?w=1"},
      {"mongodb+srv://u:p%40w@a,b/db", "mongodb+srv://u:***@a,b/db"},
      {"mongodb://u:p@s/s?w@host/db", "mongodb://u:***@host/db"},
      {"mongodb://h/?tlsCertificateKeyFilePassword=pw&tls=true",
       "mongodb://h/?tlsCertificateKeyFilePassword=***&tls=true"},
      {"mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:t",
       "mongodb://h/?authMechanismProperties=***"},
  };
  for (const auto& [uri, masked] : rows) EXPECT_EQ(mask_credentials(uri), masked);
}

TEST(SecretFilter, removes_both_forms_of_a_password) {
  const SecretFilter filter("mongodb://u:top%2Fsecret@h/db");
  EXPECT_EQ(filter.clean("tried top%2Fsecret, then top/secret"), "tried ***, then ***");
}

TEST(OpenStore, errors_never_show_the_password) {
  constexpr std::string_view kSecret = "hunter2";
  for (const char* const uri :
       {"mongodb://u:hunter2@127.0.0.1:1/db?serverSelectionTimeoutMS=50",
        "mongodb://u:hun@ter2:hunter2@127.0.0.1/db", "mongodb://u:hunter2@", "nodb://u:hunter2@h/",
        "mongodb://u:hunter2@h/?serverSelectionTimeoutMS=x&tls=maybe", "memory:u:hunter2@h",
        "mongodb://h:1/?tlsCertificateKeyFilePassword=hunter2&serverSelectionTimeoutMS=50"}) {
    const auto store = open_store(uri);
    ASSERT_FALSE(store) << uri;
    EXPECT_THAT(to_string(store.error()), Not(HasSubstr(std::string(kSecret)))) << uri;
  }
}

TEST(OpenStore, a_server_that_is_away_is_unavailable_with_a_hint) {
  const auto store = open_store("mongodb://127.0.0.1:1/db?serverSelectionTimeoutMS=50");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::unavailable);
  EXPECT_THAT(store.error().hint, HasSubstr("server"));
}

TEST(OpenStore, unknown_kinds_are_named_with_the_nearest) {
  EXPECT_THAT(open_store("sqlit:x").error().hint, HasSubstr("sqlite"));
  EXPECT_EQ(open_store("just-a-name").error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace vedette
