// SPDX-License-Identifier: Apache-2.0
#include "accounts/accounts.hpp"

#include "accounts/account_store.hpp"
#include "accounts/sign_in_guard.hpp"

namespace vedette {

Accounts::Accounts(std::unique_ptr<AccountStore> store, const AccountRules& rules)
    : rules_(rules),
      store_(std::move(store)),
      guard_(std::make_unique<SignInGuard>(rules.throttle, rules.password_cost)) {}

Accounts::~Accounts() = default;
Accounts::Accounts(Accounts&&) noexcept = default;
Accounts& Accounts::operator=(Accounts&&) noexcept = default;

Result<Accounts> Accounts::open(const std::filesystem::path& directory, Clock clock,
                                AccountRules rules) {
  std::unique_ptr<AccountStore> store =
      VEDETTE_TRY(AccountStore::open(directory, std::move(clock)));
  return Accounts(std::move(store), rules);
}

Result<> Accounts::save_activity() { return store_->save_activity(); }

Result<> Accounts::health() {
  VEDETTE_TRY(store_->index());
  if (std::optional<Error> fault = store_->activity_fault())
    return tl::unexpected(
        std::move(*fault).during("writing down when sessions and tokens were last used"));
  return {};
}

}  // namespace vedette
