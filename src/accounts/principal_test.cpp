// SPDX-License-Identifier: Apache-2.0
#include "accounts/principal.hpp"

#include <gmock/gmock.h>

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr UserRole kRoles[] = {UserRole::viewer, UserRole::analyst, UserRole::engineer,
                               UserRole::admin};

TEST(Roles, each_may_do_what_the_table_says) {
  EXPECT_THAT(scope_names(scopes_of(UserRole::viewer)), ElementsAre("read", "predict"));
  EXPECT_THAT(scope_names(scopes_of(UserRole::analyst)), ElementsAre("read", "predict", "triage"));
  EXPECT_THAT(scope_names(scopes_of(UserRole::engineer)),
              ElementsAre("read", "predict", "ingest", "train", "triage"));
  EXPECT_THAT(scope_names(scopes_of(UserRole::admin)),
              ElementsAre("read", "predict", "ingest", "train", "triage", "admin"));
}

TEST(Roles, each_may_do_all_that_the_one_before_may) {
  for (std::size_t i = 1; i < std::size(kRoles); ++i) {
    EXPECT_TRUE(scopes_of(kRoles[i - 1]).within(scopes_of(kRoles[i])));
    EXPECT_FALSE(scopes_of(kRoles[i]).within(scopes_of(kRoles[i - 1])));
  }
}

TEST(Roles, names_and_roles_are_one_to_one) {
  for (const UserRole role : kRoles) EXPECT_EQ(parse_user_role(to_string(role)).value(), role);
  for (const Scope scope : ScopeSet::all().list())
    EXPECT_EQ(parse_scope(to_string(scope)).value(), scope);
  for (const char* name : {"", "Admin", "root", "viewer "}) {
    ASSERT_FALSE(parse_user_role(name)) << name;
    EXPECT_THAT(parse_user_role(name).error().hint, HasSubstr("viewer, analyst, engineer, admin"));
  }
}

TEST(ScopeSet, parses_lists_and_names_the_first_that_is_none) {
  EXPECT_EQ(parse_scopes({"train", "read", "read"}).value(), (ScopeSet{Scope::read, Scope::train}));
  EXPECT_TRUE(parse_scopes({})->empty());
  EXPECT_THAT(parse_scopes({"read", "write"}).error().message, HasSubstr("'write'"));
}

TEST(ScopeSet, behaves_like_a_set_for_every_pair_of_subsets) {
  const std::vector<Scope> all = ScopeSet::all().list();
  const auto subset = [&](unsigned bits) {
    ScopeSet set;
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((bits >> i & 1) != 0) set = set | ScopeSet{all[i]};
    return set;
  };
  for (unsigned a = 0; a < 64; ++a)
    for (unsigned b = 0; b < 64; ++b) {
      ASSERT_EQ(subset(a) & subset(b), subset(a & b));
      ASSERT_EQ(subset(a) | subset(b), subset(a | b));
      ASSERT_EQ(subset(a).within(subset(b)), (a & ~b) == 0);
      ASSERT_EQ(subset(a) == subset(b), a == b);
    }
}

TEST(Principal, anonymous_may_nothing_and_local_everything) {
  EXPECT_TRUE(anonymous_principal().scopes.empty());
  EXPECT_EQ(anonymous_principal().kind, Principal::Kind::anonymous);
  EXPECT_EQ(local_principal().scopes, ScopeSet::all());
  EXPECT_EQ(to_string(local_principal().kind), "local");
}

}  // namespace
}  // namespace vedette
