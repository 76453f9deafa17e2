// SPDX-License-Identifier: Apache-2.0
#include "wire/draws.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

namespace vedette {

TimeNs seconds(double count) {
  return static_cast<TimeNs>(count * static_cast<double>(kSecond));
}

double Draws::uniform(double low, double high) {
  return low + (high - low) * random_.uniform();
}

std::int64_t Draws::whole(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low) + 1));
}

bool Draws::chance(double probability) {
  return random_.uniform() < probability;
}

double Draws::exponential(double mean) {
  return -mean * std::log(1.0 - random_.uniform());
}

double Draws::log_normal(double median, double sigma, Limits limits) {
  return std::clamp(median * std::exp(sigma * random_.normal()), limits.low, limits.high);
}

std::size_t Draws::size(double median, double sigma, Limits limits) {
  return static_cast<std::size_t>(log_normal(median, sigma, limits));
}

double Draws::pareto(double alpha, Limits limits) {
  const double tail = 1.0 - random_.uniform();
  return std::min(limits.low * std::pow(tail, -1.0 / alpha), limits.high);
}

std::string Draws::bytes(std::size_t count) {
  std::string text(count, '\0');
  for (std::size_t at = 0; at < count; at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random_.next();
    std::memcpy(text.data() + at, &word, std::min(sizeof word, count - at));
  }
  return text;
}

std::string Draws::letters(std::size_t count, std::string_view alphabet) {
  std::string text(count, '\0');
  for (char& letter : text) letter = alphabet[random_.below(alphabet.size())];
  return text;
}

std::string Draws::hex(std::size_t count) {
  return letters(count, "0123456789abcdef");
}

}  // namespace vedette
