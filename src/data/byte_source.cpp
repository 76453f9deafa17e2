// SPDX-License-Identifier: Apache-2.0
#include "data/byte_source.hpp"

#include <algorithm>

#include "data/raw_input.hpp"
#include "data/unpack.hpp"

namespace vedette {

struct ByteSource::State {
  RawInput input;
  std::unique_ptr<Unpacker> unpacker{};
  std::string peeked{};  ///< unpacked, and not yet read
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

Result<ByteSource> ByteSource::start(std::unique_ptr<State> state) {
  state->unpacker = VEDETTE_TRY(make_unpacker(state->input));
  return ByteSource(std::move(state));
}

Result<ByteSource> ByteSource::open(const std::string& path, Hashing hashing) {
  return start(std::make_unique<State>(State{VEDETTE_TRY(RawInput::open(path, hashing))}));
}

Result<ByteSource> ByteSource::from_memory(std::string bytes, std::string name,
                                           Hashing hashing) {
  RawInput input(std::move(bytes), std::move(name), hashing);
  return start(std::make_unique<State>(State{std::move(input)}));
}

Result<std::size_t> ByteSource::read(std::span<char> into) {
  if (into.empty()) return fail(ErrorCode::invalid_argument, "a read needs room for a byte");
  std::string& peeked = state_->peeked;
  if (peeked.empty()) return state_->unpacker->read(state_->input, into);
  const std::size_t count = std::min(peeked.size(), into.size());
  std::copy_n(peeked.begin(), count, into.begin());
  peeked.erase(0, count);
  return count;
}

bool ByteSource::lends() const {
  return state_->input.is_memory() && state_->unpacker->is_plain();
}

std::string_view ByteSource::lend(std::size_t most) {
  check(lends(), "only bytes in memory are lent");
  return state_->input.lend(most);
}

Result<std::string> ByteSource::peek(std::size_t count) {
  if (lends()) return std::string(state_->input.rest().substr(0, count));
  std::string& peeked = state_->peeked;
  std::size_t have = peeked.size();
  while (have < count) {
    peeked.resize(count);
    const auto got = state_->unpacker->read(state_->input, {peeked.data() + have, count - have});
    have += got.value_or(0);
    peeked.resize(have);
    if (!got && have == 0) return tl::unexpected(got.error());
    if (got.value_or(0) == 0) break;  // a read that gets there meets the damage again
  }
  return peeked.substr(0, count);
}

const std::string& ByteSource::name() const {
  return state_->input.name();
}
void ByteSource::set_name(std::string name) {
  state_->input.set_name(std::move(name));
}
std::uint64_t ByteSource::bytes_read() const {
  return state_->input.bytes_read();
}
std::uint64_t ByteSource::bytes_total() const {
  return state_->input.bytes_total();
}
std::string ByteSource::content_sha256() const {
  return state_->input.content_sha256();
}

}  // namespace vedette
