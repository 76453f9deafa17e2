// SPDX-License-Identifier: Apache-2.0
#include "validate/names.hpp"

#include <gmock/gmock.h>

namespace vedette {
namespace {

using testing::ElementsAre;

TEST(Names, words_end_at_signs_and_at_camel_case) {
  EXPECT_THAT(words_of("SrcAddr"), ElementsAre("src", "addr"));
  EXPECT_THAT(words_of("Flow ID"), ElementsAre("flow", "id"));
  EXPECT_THAT(words_of("id.orig_h"), ElementsAre("id", "orig", "h"));
  EXPECT_THAT(words_of("URL_Length"), ElementsAre("url", "length"));
  EXPECT_TRUE(words_of("--").empty());
}

struct KindCase {
  const char* name;
  NameKind kind;
};

class KindOfName : public testing::TestWithParam<KindCase> {};

TEST_P(KindOfName, is_told_from_the_last_words) {
  EXPECT_EQ(kind_of_name(GetParam().name), GetParam().kind) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(
    names_of_known_data_sets, KindOfName,
    testing::Values(KindCase{"id", NameKind::row_id}, KindCase{"Flow ID", NameKind::row_id},
                    KindCase{"uid", NameKind::row_id}, KindCase{"Src IP", NameKind::source_address},
                    KindCase{"SrcAddr", NameKind::source_address},
                    KindCase{"id.orig_h", NameKind::source_address},
                    KindCase{"srcip", NameKind::source_address},
                    KindCase{"id.resp_h", NameKind::address}, KindCase{"Dst IP", NameKind::address},
                    KindCase{"DstAddr", NameKind::address},
                    KindCase{"Sport", NameKind::source_port},
                    KindCase{"Src Port", NameKind::source_port},
                    KindCase{"id.orig_p", NameKind::source_port}, KindCase{"ts", NameKind::time},
                    KindCase{"Timestamp", NameKind::time}, KindCase{"StartTime", NameKind::time},
                    // None of these may be taken for an identifier.
                    KindCase{"id.resp_p", NameKind::other}, KindCase{"Dst Port", NameKind::other},
                    KindCase{"Total TCP Flow Time", NameKind::other},
                    KindCase{"dst_host_count", NameKind::other},
                    KindCase{"Flow IAT Mean", NameKind::other},
                    KindCase{"duration", NameKind::other},
                    KindCase{"service", NameKind::other}, KindCase{"Idle Max", NameKind::other}));

TEST(Names, labels_are_ranked) {
  EXPECT_EQ(label_likeness("Label"), 100);
  EXPECT_GT(label_likeness("label"), label_likeness("attack_cat"));
  EXPECT_GT(label_likeness("Class"), label_likeness("type"));
  EXPECT_EQ(label_likeness("src_bytes"), 0);
}

TEST(Names, benign_values_of_known_data_sets_are_recognised) {
  for (const char* value : {"normal", "normal.", "BENIGN", "Benign", "legitimate", "0",
                            "flow=Background-UDP-Attempt", "flow=From-Normal-V42-Stribrek"})
    EXPECT_TRUE(sounds_benign(value)) << value;
  for (const char* value : {"neptune.", "DoS Hulk", "1", "-1", "-", "", "abnormal", "-0",
                            "flow=From-Botnet-V42"})
    EXPECT_FALSE(sounds_benign(value)) << value;
}

TEST(Names, canonical_names_suit_every_store) {
  EXPECT_EQ(canonical_name("Flow Bytes/s"), "Flow_Bytes_s");
  EXPECT_EQ(canonical_name(" id.orig_h "), "id_orig_h");
  EXPECT_EQ(canonical_name("src_bytes"), "src_bytes");
  EXPECT_EQ(canonical_name("(%)"), "");
}

TEST(Names, counts_are_told_by_a_word) {
  EXPECT_TRUE(sounds_like_a_count("num_shells"));
  EXPECT_TRUE(sounds_like_a_count("ct_ftp_cmd"));
  EXPECT_FALSE(sounds_like_a_count("su_attempted"));
  EXPECT_FALSE(sounds_like_a_count("country"));
}

}  // namespace
}  // namespace vedette
