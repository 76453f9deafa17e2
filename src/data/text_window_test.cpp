// SPDX-License-Identifier: Apache-2.0
#include "data/text_window.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "base/file.hpp"
#include "base/random.hpp"

namespace vedette {
namespace {

constexpr std::size_t kPadding = 64;

std::string some_text(std::size_t size) {
  Random random(size + 1);
  std::string text;
  while (text.size() < size) text += static_cast<char>('a' + random.below(20));
  return text;
}

/// The same bytes, lent by a memory and read from a file.
class TextWindowTest : public testing::TestWithParam<bool> {
 protected:
  ~TextWindowTest() override { std::filesystem::remove(path_); }

  TextWindow window_on(const std::string& text, std::size_t chunk_bytes) {
    if (GetParam())
      return {ByteSource::from_memory(text, "memory").value(), chunk_bytes, kPadding};
    EXPECT_TRUE(write_file_atomically(path_, text));
    return {ByteSource::open(path_.string()).value(), chunk_bytes, kPadding};
  }

 private:
  std::filesystem::path path_ =
      std::filesystem::path(testing::TempDir()) / ("window" + std::to_string(::getpid()));
};

TEST_P(TextWindowTest, shows_every_byte_in_its_place) {
  Random random(5);
  for (const std::size_t size : {0U, 1U, 63U, 1'000U, 50'000U})
    for (const std::size_t chunk : {1U, 16U, 1'000U, 1U << 20}) {
      if (chunk < 16 && size > 1'000) continue;
      const std::string text = some_text(size);
      TextWindow window = window_on(text, chunk);
      while (!window.at_end()) {
        window.extend();
        ASSERT_EQ(window.text(), text.substr(window.offset(), window.text().size()));
        const char* const end = window.text().data() + window.text().size();
        EXPECT_LE(std::count(end, end + kPadding, 'a'), kPadding) << "readable, whatever it holds";
        window.drop(random.below(window.text().size() + 1));
      }
      EXPECT_EQ(window.offset() + window.text().size(), size);
      window.extend();
      EXPECT_EQ(window.offset() + window.text().size(), size) << "nothing follows the end";
      EXPECT_EQ(window.source().bytes_read(), size);
    }
}

TEST_P(TextWindowTest, grows_in_steps_that_grow_while_nothing_is_dropped) {
  const std::string text = some_text(100'000);
  TextWindow window = window_on(text, 10);
  std::size_t steps = 0;
  for (; !window.at_end(); ++steps) window.extend();
  EXPECT_EQ(window.text(), text);
  EXPECT_LT(steps, 20U);
}

TEST_P(TextWindowTest, passes_by_a_byte_order_mark) {
  TextWindow window = window_on("\xEF\xBB\xBFone", 1);
  ASSERT_TRUE(window.skip_byte_order_mark());
  EXPECT_EQ(window.offset(), 3U);
  while (!window.at_end()) window.extend();
  EXPECT_EQ(window.text(), "one");
}

INSTANTIATE_TEST_SUITE_P(memory_and_file, TextWindowTest, testing::Bool());

}  // namespace
}  // namespace vedette
