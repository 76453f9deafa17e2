// SPDX-License-Identifier: Apache-2.0
#include "data/byte_source.hpp"

#include "data/raw_input.hpp"
#include "data/unpack.hpp"

namespace vedette {

struct ByteSource::State {
  RawInput input;
  std::unique_ptr<Unpacker> unpacker{};
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::~ByteSource() = default;
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;

Result<ByteSource> ByteSource::start(std::unique_ptr<State> state) {
  state->unpacker = VEDETTE_TRY(make_unpacker(state->input));
  return ByteSource(std::move(state));
}

Result<ByteSource> ByteSource::open(const std::string& path) {
  return start(std::make_unique<State>(State{VEDETTE_TRY(RawInput::open(path))}));
}

Result<ByteSource> ByteSource::from_memory(std::string bytes, std::string name) {
  return start(std::make_unique<State>(State{RawInput(std::move(bytes), std::move(name))}));
}

Result<std::size_t> ByteSource::read(std::span<char> into) {
  if (into.empty()) return fail(ErrorCode::invalid_argument, "a read needs room for a byte");
  return state_->unpacker->read(state_->input, into);
}

const std::string& ByteSource::name() const {
  return state_->input.name();
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
