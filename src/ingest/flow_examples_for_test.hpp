// SPDX-License-Identifier: Apache-2.0
/// For tests: small inputs of every format of flows, made by hand, and a schema for all of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/schema.hpp"

namespace vedette::example {

/// What every format can fill, in the names of our own features; the rest where it is known.
inline Schema flow_schema() {
  return parse_schema(R"(name: flows_for_test
columns:
  - {name: src_ip, type: text, role: id}
  - {name: src_port, type: int64, role: id}
  - {name: dst_ip, type: text, role: id}
  - {name: dst_port, type: int64}
  - {name: protocol, type: int64}
  - {name: timestamp, type: timestamp, role: time}
  - {name: connection_state, type: text, may_be_absent: true}
  - {name: duration, type: float64, unit: seconds}
  - {name: packets_per_second, type: float64}
  - {name: src_flows, type: int64}
  - {name: fwd_packets, type: int64, may_be_absent: true}
  - {name: bwd_packets, type: int64, may_be_absent: true}
  - {name: fwd_payload_bytes, type: int64, may_be_absent: true}
  - {name: bwd_payload_bytes, type: int64, may_be_absent: true}
  - {name: fwd_ip_bytes, type: int64, may_be_absent: true}
  - {name: bwd_ip_bytes, type: int64, may_be_absent: true}
  - {name: fwd_wire_bytes, type: int64, may_be_absent: true}
  - {name: bwd_wire_bytes, type: int64, may_be_absent: true}
  - {name: tcp_rejected, type: boolean, may_be_absent: true}
  - {name: label, type: text, role: label, may_be_absent: true}
)",
                      "flows_for_test.yaml")
      .value();
}

inline const std::string kZeekHeader =
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#open\t2024-08-16-09-45-01\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\t"
    "resp_bytes\tconn_state\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\tlabel\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tinterval\tcount\tcount\tstring\tstring\t"
    "count\tcount\tcount\tcount\tstring\n";

/// `time` is in whole seconds.
inline std::string zeek_line(int time) {
  return std::to_string(time) +
         ".500000\tCx\t10.0.0.1\t4000\t10.0.0.2\t80\ttcp\t0.250000\t100\t2000\tSF\tShADadFf\t6\t"
         "420\t5\t2260\tBenign\n";
}

inline std::string zeek_json_line(int time) {
  return R"({"ts":)" + std::to_string(time) +
         R"(.5,"id.orig_h":"10.0.0.1","id.orig_p":4000,"id.resp_h":"10.0.0.2","id.resp_p":80,)"
         R"("proto":"tcp","duration":0.25,"orig_bytes":100,"resp_bytes":2000,"conn_state":"SF",)"
         R"("history":"ShADadFf","orig_pkts":6,"orig_ip_bytes":420,"resp_pkts":5,)"
         R"("resp_ip_bytes":2260,"label":"Benign"})"
         "\n";
}

/// `second` is a second of the minute, two digits.
inline std::string eve_line(int second) {
  const std::string at = "2021-06-06T15:59:" + std::to_string(second);
  return R"({"timestamp":")" + at +
         R"(.900000+0200","flow_id":7,"event_type":"flow","src_ip":"10.0.0.1","src_port":4000,)"
         R"("dest_ip":"10.0.0.2","dest_port":80,"proto":"TCP","flow":{"pkts_toserver":6,)"
         R"("pkts_toclient":5,"bytes_toserver":504,"bytes_toclient":2330,"start":")" +
         at + R"(.500000+0200","end":")" + at +
         R"(.750000+0200","age":0,"state":"closed","reason":"timeout"},)"
         R"("tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b"}})"
         "\n";
}

inline const std::string kArgusHeader =
    "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,"
    "SrcBytes,SrcPkts,Label\n";

inline std::string argus_line(int second) {
  return "2011/08/10 09:46:" + std::to_string(second) +
         ".500000,0.250000,tcp,10.0.0.1,4000,   ->,10.0.0.2,80,FSPA_FSPA,0,0,11,2834,504,6,"
         "flow=Background\n";
}

/// Big-endian bytes.
class Bytes {
 public:
  Bytes& put(std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
      text_ += static_cast<char>(value >> shift & 0xff);
    return *this;
  }
  Bytes& put(const std::string& text) {
    text_ += text;
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_{};
};

/// A NetFlow v5 packet of one record. `sequence` counts records.
inline std::string netflow5_packet(std::uint32_t sequence) {
  Bytes bytes;
  bytes.put(5, 2).put(1, 2).put(60'000, 4).put(1'600'000'000, 4).put(0, 4).put(sequence, 4);
  bytes.put(0, 4);
  bytes.put(0x0a000001, 4).put(0x0a000002, 4).put(0, 4).put(0, 4).put(6, 4).put(420, 4);
  bytes.put(59'000, 4).put(59'250, 4).put(4000, 2).put(80, 2).put(0, 1).put(0x1b, 1);
  return bytes.put(6, 1).put(0, 8).put(0, 1).text();
}

}  // namespace vedette::example
