// SPDX-License-Identifier: Apache-2.0
#include "net/protocol_names.hpp"

#include <gtest/gtest.h>

#include "net/packet.hpp"

namespace vedette {
namespace {

TEST(ProtocolNames, are_those_of_each_tool) {
  struct Case {
    std::uint8_t protocol;
    const char* ours;
    const char* zeek;
    const char* eve;
  };
  for (const Case& c : {Case{kTcp, "tcp", "tcp", "TCP"}, Case{kUdp, "udp", "udp", "UDP"},
                        Case{kIcmp, "icmp", "icmp", "ICMP"},
                        Case{kIcmpv6, "icmpv6", "icmp", "IPv6-ICMP"},
                        Case{kSctp, "sctp", "unknown_transport", "SCTP"},
                        Case{kGre, "gre", "unknown_transport", "GRE"},
                        Case{2, "igmp", "unknown_transport", "002"},
                        Case{0, "0", "unknown_transport", "000"},
                        Case{255, "255", "unknown_transport", "255"}}) {
    EXPECT_EQ(protocol_name(c.protocol), c.ours);
    EXPECT_EQ(zeek_protocol(c.protocol), c.zeek);
    EXPECT_EQ(eve_protocol(c.protocol), c.eve);
  }
}

TEST(ProtocolNames, that_are_written_are_read) {
  for (unsigned number = 0; number < 256; ++number) {
    const auto protocol = static_cast<std::uint8_t>(number);
    EXPECT_EQ(protocol_from(protocol_name(protocol)), protocol);
    EXPECT_EQ(protocol_from(eve_protocol(protocol)), protocol);
  }
}

TEST(ProtocolNames, are_read_in_any_case_and_in_other_forms) {
  for (const char* text : {"icmpv6", "ICMP6", "IPv6-ICMP", "58"})
    EXPECT_EQ(protocol_from(text), kIcmpv6) << text;
  for (const char* text : {"ipip", "IPENCAP", "4", "004"}) EXPECT_EQ(protocol_from(text), kIpInIp);
}

TEST(ProtocolNames, are_none_where_the_text_is_no_protocol) {
  for (const char* text : {"", " ", "tpc", "tc", "tcpp", "256", "-1", "6 ", "6.0", "0x6"})
    EXPECT_EQ(protocol_from(text), std::nullopt) << text;
}

}  // namespace
}  // namespace vedette
