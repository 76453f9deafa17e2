// SPDX-License-Identifier: Apache-2.0
#include "accounts/account_store.hpp"

#include <utility>

#include "accounts/private_file.hpp"

namespace vedette {
namespace {

constexpr TimeNs kLookEvery = 1'000'000'000;
constexpr TimeNs kSaveEvery = 60'000'000'000;
constexpr int kReadAttempts = 5;

/// True for one thread per interval; a clock that went back counts as an interval passed.
bool takes_turn(std::atomic<TimeNs>& last, TimeNs now, TimeNs every) {
  TimeNs before = last.load(std::memory_order_relaxed);
  if (now >= before && now - before < every) return false;
  return last.compare_exchange_strong(before, now);
}

}  // namespace

Result<std::unique_ptr<AccountStore>> AccountStore::open(const std::filesystem::path& directory,
                                                         Clock clock) {
  VEDETTE_TRY(make_owned_directory(directory));
  auto store = std::make_unique<AccountStore>(AccountFiles(directory), std::move(clock));
  return store;
}

AccountStore::AccountStore(AccountFiles files, Clock clock)
    : files_(std::move(files)), clock_(std::move(clock)), checked_at_(now()), saved_at_(now()) {
  const std::scoped_lock lock(mutex_);
  reload_if_changed();
  if (index_.load() == nullptr) use(files_.stamps(), files_.read());
}

AccountStore::Index AccountStore::index() {
  if (takes_turn(checked_at_, now(), kLookEvery)) {
    const std::scoped_lock lock(mutex_);
    reload_if_changed();
  }
  return *index_.load();
}

void AccountStore::reload_if_changed() {
  // Readers do not lock the directory, or a stopped writer would stop the server: instead what was
  // read counts only if nothing changed meanwhile.
  AccountFiles::Stamps before = files_.stamps();
  for (int i = 0; i < kReadAttempts && before != stamps_; ++i) {
    Result<AccountRecords> records = files_.read();
    const AccountFiles::Stamps after = files_.stamps();
    if (before == after) use(after, std::move(records));
    before = after;
  }
}

void AccountStore::use(const AccountFiles::Stamps& stamps, Result<AccountRecords> records) {
  stamps_ = stamps;
  if (!records) {
    index_.store(std::make_shared<const Index>(tl::unexpected(std::move(records).error())));
    return;
  }
  const std::shared_ptr<const Index> old = index_.load();
  const AccountIndex* previous = old != nullptr && *old ? (*old)->get() : nullptr;
  auto index = std::make_shared<const AccountIndex>(std::move(*records), previous);
  index_.store(std::make_shared<const Index>(std::move(index)));
}

Result<> AccountStore::change(const std::function<Result<>(AccountRecords&)>& edit) {
  const std::scoped_lock lock(mutex_);
  const OpenFile directory = VEDETTE_TRY(lock_directory(files_.directory()));
  const AccountRecords before = VEDETTE_TRY(files_.read());
  const std::shared_ptr<const Index> current = index_.load();
  AccountRecords after = *current ? (**current)->with_activity(before) : before;
  VEDETTE_TRY(edit(after));
  const Result<> written = files_.write(before, after);
  // Half written or not at all: what stands in the files is what counts.
  const AccountFiles::Stamps stamps = files_.stamps();
  use(stamps, written ? Result<AccountRecords>(std::move(after)) : files_.read());
  return written;
}

void AccountStore::used(TimeNs now) {
  if (!takes_turn(saved_at_, now, kSaveEvery)) return;
  const Result<> saved = save_activity();
  const std::scoped_lock lock(mutex_);
  fault_ = saved ? std::nullopt : std::optional(saved.error());
}

Result<> AccountStore::save_activity() {
  return change([](AccountRecords&) -> Result<> { return {}; });
}

std::optional<Error> AccountStore::activity_fault() const {
  const std::scoped_lock lock(mutex_);
  return fault_;
}

}  // namespace vedette
