// SPDX-License-Identifier: Apache-2.0
#include "records/nfdump.hpp"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <lz4.h>
#include <zstd.h>

#include "records/lzo.hpp"
#include "records/nfdump_for_test.hpp"
#include "records/nfdump_record.hpp"

namespace vedette {
namespace {

using namespace example;

ByteSpan bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

FlowRecord flow_of(const std::string& record) {
  NfdumpDecoder decoder;
  NfdumpOutcome outcome = decoder.add(bytes_of(record));
  const auto* flow = std::get_if<FlowRecord>(&outcome);
  EXPECT_NE(flow, nullptr);
  return flow != nullptr ? *flow : FlowRecord{};
}

TEST(NfdumpRecord, tells_ends_times_and_counts) {
  const FlowRecord record = flow_of(nfdump_flow());
  const Flow& flow = record.flow;
  EXPECT_EQ(to_string(flow.initiator().address), "10.0.0.1");
  EXPECT_EQ(flow.initiator().port, 4000);
  EXPECT_EQ(to_string(flow.responder().address), "10.0.0.2");
  EXPECT_EQ(flow.responder().port, 80);
  EXPECT_EQ(flow.key.protocol, kTcp);
  EXPECT_EQ(flow.first, 1'600'000'000'500'000'000);
  EXPECT_EQ(flow.duration_ns(), 250'000'000U);
  EXPECT_EQ(record.reported, flow.last);
  EXPECT_EQ(flow.forward.packets, 6U);
  EXPECT_EQ(flow.forward.ip_bytes, 420U);
  EXPECT_EQ(flow.backward.packets, 0U);
  EXPECT_EQ(record.lacks, kTtl | kEndReason);
}

TEST(NfdumpRecord, extensions_may_come_in_any_order_and_be_longer) {
  const std::string ipv6 =
      nfdump_extension(3, le(0x20010db800000000, 8) + le(1, 8) + le(0x20010db800000000, 8) +
                              le(0x0102030405060708, 8) + le(99, 8));
  const std::string misc = nfdump_extension(4, std::string(13, '\0') + le(3, 1) + le(0, 2));
  const std::string counts = nfdump_extension(5, le(1, 8) + le(5, 8) + le(2260, 8));
  const std::string vlan = nfdump_extension(6, le(42, 4) + le(43, 4));
  const std::string ttl = nfdump_extension(42, le(0, 2) + le(57, 1) + le(64, 1));
  const FlowRecord record =
      flow_of(nfdump_record({ttl, vlan, counts, misc, ipv6, nfdump_generic({})}));
  const Flow& flow = record.flow;
  EXPECT_EQ(to_string(flow.initiator().address), "2001:db8::1");
  EXPECT_EQ(to_string(flow.responder().address), "2001:db8::102:304:506:708");
  EXPECT_EQ(flow.backward.packets, 5U);
  EXPECT_EQ(flow.backward.ip_bytes, 2260U);
  EXPECT_EQ(flow.vlan, 42);
  EXPECT_EQ(flow.forward.least_ttl, 57);
  EXPECT_EQ(flow.forward.most_ttl, 64);
  EXPECT_EQ(flow.end, EndReason::closed);
  EXPECT_EQ(record.lacks, 0U);
}

TEST(NfdumpRecord, icmp_has_type_and_code_instead_of_ports) {
  const FlowRecord record = flow_of(nfdump_record(
      {nfdump_generic({.from_port = 0, .to_port = 0x0301, .protocol = kIcmp}),
       nfdump_ipv4(1, 2)}));
  EXPECT_EQ(record.flow.icmp_type, 3);
  EXPECT_EQ(record.flow.icmp_code, 1);
  EXPECT_EQ(record.flow.responder().port, 0);
}

TEST(NfdumpRecord, times_that_make_no_sense_are_missing) {
  for (const auto& [first, last] :
       {std::pair<std::uint64_t, std::uint64_t>{2'000, 1'000}, {0, ~0ULL}, {~0ULL, ~0ULL}}) {
    const FlowRecord record = flow_of(nfdump_record(
        {nfdump_generic({.first_ms = first, .last_ms = last}), nfdump_ipv4(1, 2)}));
    EXPECT_EQ(record.lacks & kTimes, kTimes) << first << ' ' << last;
    EXPECT_EQ(record.flow.duration_ns(), 0U);
  }
}

struct Oddity {
  std::string name;
  std::string record;
  std::string says;  ///< of the damage, or the kind that it is passed over as
};

TEST(NfdumpRecord, what_is_no_flow_is_passed_over_by_kind) {
  const std::string address = nfdump_ipv4(1, 2);
  for (const Oddity& odd : std::vector<Oddity>{
           {"event", nfdump_record({nfdump_generic({}), address}, 1), "firewall or NAT event"},
           {"addresses", nfdump_record({nfdump_generic({})}), "record without two addresses"},
           {"counts", nfdump_record({address}), "record without two addresses"},
           {"exporter", le(7, 2) + le(8, 2) + le(0, 4), "exporter"},
           {"sampler", le(9, 2) + le(8, 2) + le(0, 4), "sampler"},
           {"name", le(14, 2) + le(4, 2), "name"},
           {"unknown", le(77, 2) + le(4, 2), "unknown record type 77"}}) {
    NfdumpDecoder decoder;
    const NfdumpOutcome outcome = decoder.add(bytes_of(odd.record));
    ASSERT_TRUE(std::holds_alternative<PassedOver>(outcome)) << odd.name;
    EXPECT_EQ(std::get<PassedOver>(outcome).kind, odd.says);
  }
}

TEST(NfdumpRecord, damage_is_told) {
  std::string cut = nfdump_flow();
  cut.resize(cut.size() - 1);
  std::string long_extension = nfdump_flow();
  long_extension[14] = 100;
  for (const Oddity& odd : std::vector<Oddity>{
           {"header", le(11, 2) + le(8, 2) + le(1, 4), "the header of the record is cut off"},
           {"cut", cut, "extension 2 of 2 is cut off"},
           {"long", long_extension, "extension 1 of 2 is cut off"},
           {"short", nfdump_record({nfdump_extension(1, std::string(40, '\0'))}),
            "an extension of type 1 has 40 bytes"},
           {"more", le(11, 2) + le(12, 2) + le(9, 2) + le(0, 6), "extension 1 of 9 is cut off"}}) {
    NfdumpDecoder decoder;
    const NfdumpOutcome outcome = decoder.add(bytes_of(odd.record));
    ASSERT_TRUE(std::holds_alternative<RejectReason>(outcome)) << odd.name;
    EXPECT_EQ(std::get<RejectReason>(outcome).rule, "damaged_record");
    EXPECT_EQ(std::get<RejectReason>(outcome).message, odd.says);
  }
}

TEST(NfdumpRecord, unknown_extensions_are_counted_and_known_ones_are_not) {
  NfdumpDecoder decoder;
  const std::string record =
      nfdump_record({nfdump_extension(43, le(0, 8)), nfdump_extension(27, le(0, 4)),
                     nfdump_generic({}), nfdump_ipv4(1, 2), nfdump_extension(900, {})});
  EXPECT_TRUE(std::holds_alternative<FlowRecord>(decoder.add(bytes_of(record))));
  EXPECT_EQ(decoder.unknown_extensions(), 2U);
}

TEST(NfdumpRecord, records_are_told_apart_only_by_sizes_that_fit) {
  EXPECT_EQ(first_nfdump_record(bytes_of(nfdump_flow() + "more")).size(), nfdump_flow().size());
  EXPECT_TRUE(first_nfdump_record(bytes_of(le(11, 2))).empty());
  EXPECT_TRUE(first_nfdump_record(bytes_of(le(11, 2) + le(3, 2))).empty());
  EXPECT_TRUE(first_nfdump_record(bytes_of(le(11, 2) + le(5, 2))).empty());
}

TEST(NfdumpHeader, tells_packing_and_blocks) {
  const NfdumpHeader open = parse_nfdump_header(bytes_of(nfdump_header({})), "f").value();
  EXPECT_EQ(open.packing, NfdumpPacking::none);
  EXPECT_FALSE(open.blocks);
  const NfdumpHeader closed =
      parse_nfdump_header(bytes_of(nfdump_header({.packing = 3, .blocks = 7})), "f").value();
  EXPECT_EQ(closed.packing, NfdumpPacking::lz4);
  EXPECT_EQ(closed.blocks, 8U);
}

TEST(NfdumpHeader, what_is_not_read_is_refused_with_what_to_do) {
  struct Refused {
    std::string start;
    ErrorCode code;
    std::string says;
    std::string hint;
  };
  const std::string turned = "\xA5\x0C" + std::string("\0\2", 2) + std::string(36, '\0');
  for (const Refused& refused : std::vector<Refused>{
           {nfdump_header({.layout = 1}), ErrorCode::unsupported, "layout 1", "-r OLD -w NEW"},
           {nfdump_header({.layout = 3}), ErrorCode::unsupported, "layout 3", "nfreplay"},
           {nfdump_header({.packing = 9}), ErrorCode::unsupported, "compression 9", "-J 0"},
           {nfdump_header({.encryption = 1}), ErrorCode::unsupported, "encrypted", "nfdump"},
           {turned, ErrorCode::unsupported, "byte order", "nfreplay"},
           {nfdump_header({}).substr(0, 39), ErrorCode::malformed, "inside its header", ""},
           {"no nfdump file", ErrorCode::malformed, "does not start like", ""}}) {
    const auto header = parse_nfdump_header(bytes_of(refused.start), "nfcapd.1");
    ASSERT_FALSE(header) << refused.says;
    EXPECT_EQ(header.error().code, refused.code);
    EXPECT_NE(header.error().message.find(refused.says), std::string::npos)
        << header.error().message;
    EXPECT_NE(header.error().hint.find(refused.hint), std::string::npos);
    EXPECT_EQ(header.error().where.file, "nfcapd.1");
  }
}

TEST(NfdumpHeader, files_are_recognised_by_magic_and_layout) {
  EXPECT_TRUE(is_nfdump(nfdump_header({})));
  EXPECT_TRUE(is_nfdump(nfdump_header({.layout = 1})));
  EXPECT_TRUE(is_nfdump(std::string("\xA5\x0C\0\2", 4)));
  EXPECT_FALSE(is_nfdump(nfdump_header({.layout = 99})));
  EXPECT_FALSE(is_nfdump(nfdump_header({}).substr(0, 3)));
  EXPECT_FALSE(is_nfdump("src,dst"));
}

std::string packed(NfdumpPacking packing, const std::string& text) {
  std::string into(text.size() + 1000, '\0');
  const int size = static_cast<int>(text.size());
  const int room = static_cast<int>(into.size());
  auto bzip2_bytes = static_cast<unsigned>(room);
  switch (packing) {
    case NfdumpPacking::bzip2:
      EXPECT_EQ(BZ2_bzBuffToBuffCompress(into.data(), &bzip2_bytes,
                                         const_cast<char*>(text.data()),
                                         static_cast<unsigned>(size), 9, 0, 0),
                BZ_OK);
      into.resize(bzip2_bytes);
      return into;
    case NfdumpPacking::lz4:
      into.resize(static_cast<std::size_t>(
          LZ4_compress_default(text.data(), into.data(), size, room)));
      return into;
    case NfdumpPacking::zstd:
      into.resize(ZSTD_compress(into.data(), into.size(), text.data(), text.size(), 3));
      return into;
    default:
      return text;
  }
}

TEST(NfdumpPacking, gives_what_was_packed_and_nothing_of_damaged_blocks) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += nfdump_flow();
  std::vector<std::uint8_t> into(text.size());
  for (const auto packing : {NfdumpPacking::none, NfdumpPacking::bzip2, NfdumpPacking::lz4,
                             NfdumpPacking::zstd}) {
    const std::string bytes = packed(packing, text);
    const int number = static_cast<int>(packing);
    ASSERT_EQ(unpack_block(packing, bytes_of(bytes), into), text.size()) << number;
    EXPECT_EQ(std::string(into.begin(), into.end()), text) << number;
    EXPECT_FALSE(unpack_block(packing, bytes_of(bytes), std::span(into).first(text.size() - 1)));
    if (packing == NfdumpPacking::none) continue;
    EXPECT_FALSE(unpack_block(packing, bytes_of(bytes).first(bytes.size() - 1), into)) << number;
    EXPECT_FALSE(unpack_block(packing, bytes_of("nothing packed"), into)) << number;
  }
}

/// One case per instruction of LZO1X, written by its documentation.
struct LzoCase {
  std::string name;
  std::string packed;
  std::string text;
};

const std::string kLzoEnd("\x11\0\0", 3);

std::vector<LzoCase> lzo_cases() {
  const std::string abcd = "\x15" "abcd";  // four literals at the start
  return {
      {"literals", abcd + kLzoEnd, "abcd"},
      {"later_literals", std::string("\x01" "abcd", 5) + kLzoEnd, "abcd"},
      {"long_literals", std::string("\0\x01", 2) + std::string(19, 'x') + kLzoEnd,
       std::string(19, 'x')},
      {"longer_literals", std::string("\0\0\x01", 3) + std::string(274, 'x') + kLzoEnd,
       std::string(274, 'x')},
      {"two_near", "\x13" "ab" + std::string("\x04\0", 2) + kLzoEnd, "abab"},
      {"three_or_four", abcd + std::string("\x6c\0", 2) + kLzoEnd, "abcdabcd"},
      {"with_literals", abcd + std::string("\x6d\0z", 3) + kLzoEnd, "abcdabcdz"},
      {"up_to_eight", abcd + std::string("\xe0\0", 2) + kLzoEnd, "abcddddddddd"},
      {"small", abcd + std::string("\x24\x0c\0", 3) + kLzoEnd, "abcdabcdab"},
      {"small_and_long", abcd + std::string("\x20\x01\0\0", 4) + kLzoEnd,
       "abcd" + std::string(34, 'd')},
  };
}

TEST(Lzo, reads_every_kind_of_instruction) {
  for (const LzoCase& one : lzo_cases()) {
    std::vector<std::uint8_t> into(one.text.size());
    ASSERT_EQ(unpack_lzo(bytes_of(one.packed), into), one.text.size()) << one.name;
    EXPECT_EQ(std::string(into.begin(), into.end()), one.text) << one.name;
  }
}

TEST(Lzo, reaches_back_beyond_sixteen_and_two_thousand_bytes) {
  // 20,000 literals; a match 16,385 back; three bytes 2,049 back after literals.
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += static_cast<char>('a' + i % 23);
  const std::size_t zeros = (20'000 - 18) / 255;
  std::string bytes = std::string(zeros + 1, '\0') +
                      static_cast<char>(20'000 - 18 - zeros * 255) + text;
  bytes += std::string("\0\0", 2);        // three bytes, 2,049 back
  bytes += std::string("\x12\x04\0", 3);  // four bytes, 16,385 back
  text += text.substr(text.size() - 2'049, 3);
  text += text.substr(text.size() - 16'385, 4);
  bytes += kLzoEnd;
  std::vector<std::uint8_t> into(text.size());
  ASSERT_EQ(unpack_lzo(bytes_of(bytes), into), text.size());
  EXPECT_EQ(std::string(into.begin(), into.end()), text);
}

TEST(Lzo, damage_is_told_wherever_it_is) {
  for (const LzoCase& one : lzo_cases()) {
    std::vector<std::uint8_t> into(one.text.size());
    for (std::size_t bytes = 0; bytes < one.packed.size(); ++bytes)
      EXPECT_FALSE(unpack_lzo(bytes_of(one.packed).first(bytes), into)) << one.name << ' ' << bytes;
    EXPECT_FALSE(unpack_lzo(bytes_of(one.packed + "x"), into)) << one.name;
    EXPECT_FALSE(unpack_lzo(bytes_of(one.packed), std::span(into).first(one.text.size() - 1)))
        << one.name;
  }
  std::vector<std::uint8_t> into(100);
  const std::string too_far = "\x15" "abcd" + std::string("\x6c\x01", 2) + kLzoEnd;
  EXPECT_FALSE(unpack_lzo(bytes_of(too_far), into));
}

}  // namespace
}  // namespace vedette
