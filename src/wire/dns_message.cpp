// SPDX-License-Identifier: Apache-2.0
#include "wire/dns_message.hpp"

#include <algorithm>

#include "wire/byte_text.hpp"

namespace vedette {
namespace {

constexpr std::uint16_t kInternet = 1;
constexpr std::uint16_t kNameOfQuestion = 0xc00c;  // pointer to where it always stands

void write_question(ByteText& out, const DnsQuestion& question) {
  out.text(dns_name(question.name)).u16(static_cast<std::uint16_t>(question.type)).u16(kInternet);
}

}  // namespace

std::string dns_query(const DnsQuestion& question) {
  ByteText out;
  out.u16(question.id).u16(0x0100).u16(1).u16(0).u16(0).u16(0);  // recursion desired
  write_question(out, question);
  return out.str();
}

std::string dns_response(const DnsQuestion& question, DnsStatus status,
                         const std::vector<DnsAnswer>& answers) {
  constexpr unsigned kAnswerFlags = 0x8180;  // response, recursion desired and available
  ByteText out;
  out.u16(question.id).u16(kAnswerFlags | static_cast<unsigned>(status));
  out.u16(1).u16(answers.size()).u16(0).u16(0);
  write_question(out, question);
  for (const DnsAnswer& answer : answers)
    out.u16(kNameOfQuestion)
        .u16(static_cast<std::uint16_t>(answer.type))
        .u16(kInternet)
        .u32(300)  // seconds to live
        .text16(answer.data);
  return out.str();
}

std::string dns_name(std::string_view name) {
  ByteText out;
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    out.u8(dot).text(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return out.u8(0).str();
}

std::string dns_text(std::string_view text) {
  constexpr std::size_t kMost = 255;
  ByteText out;
  do {
    const std::string_view part = text.substr(0, kMost);
    out.u8(part.size()).text(part);
    text.remove_prefix(part.size());
  } while (!text.empty());
  return out.str();
}

}  // namespace vedette
