// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/version.hpp"
#include "score/score.hpp"
#include "serve/mlflow_rows.hpp"
#include "serve/service_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

Json parsed(const ReadResponse& response) { return parse_json(response.body).value(); }

/// Two rows in every form; the second has no `seconds`.
const std::vector<std::string> kForms = {
    R"({"dataframe_split":{"columns":["seconds","bytes","protocol"],"index":[0,1],
        "data":[[0.5,120,"tcp"],[NaN,1700,"icmp"]]}})",
    R"({"dataframe_split":{"data":[[0.5,120,"tcp"],[null,1700,"icmp"]]}})",
    R"({"dataframe_records":[{"seconds":0.5,"bytes":120,"protocol":"tcp"},
        {"seconds":NaN,"bytes":1700.0,"protocol":"icmp"}]})",
    R"({"instances":[{"seconds":0.5,"bytes":120,"protocol":"tcp"},
        {"bytes":1700,"protocol":"icmp"}]})",
    R"({"instances":[[0.5,120,"tcp"],[null,1700,"icmp"]]})",
    R"({"inputs":[[0.5,120,"tcp"],[null,1700,"icmp"]],"params":null})",
    R"({"inputs":[{"seconds":0.5,"bytes":120,"protocol":"tcp"},
        {"bytes":1700,"protocol":"icmp"}]})",
    R"({"inputs":{"seconds":[0.5,null],"bytes":[120,1700],"protocol":["tcp","icmp"]}})"};

constexpr const char* kApiRows =
    R"([{"seconds":0.5,"bytes":120,"protocol":"tcp"},{"bytes":1700,"protocol":"icmp"}])";

TEST(Mlflow, takes_rows_in_every_form) {
  TestService service;
  const Json expected = parsed(service.post_json("/api/v1/predict", kApiRows))["predictions"];
  for (std::string form : kForms) {
    const ReadResponse response = service.post_json("/invocations", form);
    ASSERT_EQ(response.status, 200) << form << response.body;
    const Json labels = parsed(response)["predictions"];
    EXPECT_EQ(labels, (Json{expected[0]["class"], expected[1]["class"]})) << form;
    if (form.find("params") != std::string::npos) continue;
    form.insert(form.rfind('}'), R"(,"params":{"output":"full"})");
    EXPECT_EQ(parsed(service.post_json("/invocations", form))["predictions"], expected) << form;
  }
}

TEST(Mlflow, gives_of_each_row_what_is_asked_for) {
  TestService service;
  const Json full = parsed(service.post_json("/api/v1/predict", kApiRows))["predictions"];
  const auto ask = [&](std::string_view output) {
    const std::string body = fmt::format(
        R"({{"dataframe_records":{},"params":{{"output":"{}"}}}})", kApiRows, output);
    return parsed(service.post_json("/invocations?model=example@1", body))["predictions"];
  };
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(ask("label")[i], full[i]["class"]);
    EXPECT_EQ(ask("decision")[i], full[i]["decision"]);
    EXPECT_EQ(ask("attack_score")[i], full[i]["attack_score"]);
    EXPECT_EQ(ask("scores")[i], full[i]["scores"]);
    EXPECT_EQ(ask("full")[i], full[i]);
  }
}

TEST(Mlflow, reads_csv_as_pandas_writes_it) {
  TestService service;
  for (const char* type : {"text/csv", "TEXT/CSV", "text/csv; charset=utf-8", "text/csv;charset=UTF-8"}) {
    const ReadResponse response =
        service.ask("POST", "/invocations",
                    ",seconds,bytes,protocol\n0,0.5,120,tcp\n1,,1700.0,icmp\n",
                    fmt::format("Content-Type: {}\r\n", type));
    EXPECT_EQ(response.status, 200) << type << response.body;
    EXPECT_EQ(parsed(response)["predictions"].size(), 2U);
  }
}

TEST(Mlflow, scores_as_score_does_bit_for_bit) {
  TestService service;
  const std::shared_ptr<const Bundle> bundle = service.registry().load({"example"}).value();
  const Table table = example::table(500, 4);
  std::string data;
  for (std::size_t i = 0; i < table.rows(); ++i)
    data += fmt::format(R"({}[{},{},"{}"])", i == 0 ? "" : ",",
                        table.columns[1].missing[i] == 1 ? "NaN" : table.columns[1].text(i),
                        table.columns[2].text(i), table.columns[3].text(i));
  const ReadResponse response = service.post_json(
      "/invocations", R"({"dataframe_split":{"columns":["seconds","bytes","protocol"],"data":[)" +
                          data + R"(]},"params":{"output":"attack_score"}})");
  std::string expected;
  const std::vector<Verdict> verdicts = score(*bundle, table).value();
  for (const Verdict& verdict : verdicts)
    expected += fmt::format("{}{}", expected.empty() ? "" : ",", verdict.attack_score);
  EXPECT_EQ(response.body, "{\"predictions\":[" + expected + "]}");
}

struct RefusedBody {
  const char* body;
  const char* said;
};

TEST(Mlflow, says_what_is_wrong_with_a_body) {
  TestService service;
  for (const RefusedBody& c : std::vector<RefusedBody>{
           {"", ""},
           {"{", ""},
           {"[]", "exactly one of"},
           {"{}", "exactly one of"},
           {R"({"columns":[],"data":[]})", "exactly one of"},
           {R"({"inputs":[],"instances":[]})", "exactly one of"},
           {R"({"dataframe_split":[]})", "not an object"},
           {R"({"dataframe_split":{"columns":["bytes"]}})", "no list 'data'"},
           {R"({"dataframe_split":{"data":[],"rows":[]}})", "'rows'"},
           {R"({"dataframe_split":{"columns":[5],"data":[]}})", "list of texts"},
           {R"({"dataframe_split":{"columns":["bytes"],"data":[[1],[1,2]]}})",
            "row 2 has 2 values"},
           {R"({"dataframe_split":{"columns":["bytes","bytes"],"data":[[1,2]]}})", "twice"},
           {R"({"dataframe_records":{}})", "list of records"},
           {R"({"dataframe_records":[{"bytes":1},{"bytes":"many"}]})", "row 2, column 'bytes'"},
           {R"({"dataframe_records":[{"bytes":1},5]})", "row 2"},
           {R"({"dataframe_records":[{"nothing":1}]})", "row 1"},
           {R"({"instances":5})", "neither a list"},
           {R"({"instances":[1,2]})", "1 values, and there are 3 columns"},
           {R"({"inputs":{"bytes":[1,2],"seconds":[1]}})", "'seconds' has 1"},
           {R"({"inputs":[],"params":5})", "'params'"},
           {R"({"inputs":[],"params":{"temperature":1}})", "'temperature'"},
           {R"({"inputs":[],"params":{"output":"x"}})", "cannot be 'x'"},
           {R"({"inputs":[],"params":{"output":5}})", "output"},
           {R"({"instances":[[Infinity,1,"tcp"]]})", ""}}) {
    const ReadResponse response = service.post_json("/invocations", c.body);
    EXPECT_EQ(response.status, 400) << c.body << response.body;
    const Json error = parsed(response);
    EXPECT_EQ(error["error_code"], "BAD_REQUEST") << c.body;
    EXPECT_THAT(error["message"].get<std::string>(), HasSubstr(c.said)) << c.body;
  }
}

TEST(Mlflow, takes_no_rows_for_what_they_are) {
  TestService service;
  for (const char* body : {R"({"inputs":[]})", R"({"dataframe_records":[]})",
                           R"({"dataframe_split":{"columns":["bytes"],"data":[]}})"})
    EXPECT_EQ(service.post_json("/invocations", body).body, R"({"predictions":[]})") << body;
}

TEST(Mlflow, refuses_other_content_types_in_plain_text) {
  TestService service;
  for (const char* type :
       {"", "application/x-parquet", "application/json; charset=latin-1",
        "application/json; format=pandas-split", "text/csv; charset=utf-16", "text/plain"}) {
    const ReadResponse response =
        service.ask("POST", "/invocations", "{}", fmt::format("Content-Type: {}\r\n", type));
    EXPECT_EQ(response.status, 415) << type;
    EXPECT_THAT(response.field("Content-Type"), HasSubstr("text/plain")) << type;
  }
}

TEST(Mlflow, is_healthy_with_a_model_and_tells_its_version) {
  TestService service;
  EXPECT_EQ(service.get("/ping").status, 200);
  EXPECT_EQ(service.get("/health").status, 200);
  EXPECT_EQ(service.get("/version").body, program_version());
  const ReadResponse unknown = service.post_json("/invocations?model=none", kForms[0]);
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(parsed(unknown)["error_code"], "RESOURCE_DOES_NOT_EXIST");
}

TEST(Mlflow, the_word_nan_inside_a_text_stays) {
  const Schema schema =
      parse_schema("name: t\ncolumns:\n  - {name: t, type: text}\n", "t.yaml").value();
  for (const char* text : {R"("NaN")", R"("a \"NaN")", R"("\\")"}) {
    const std::string body = fmt::format(R"({{"instances":[[{}]]}})", text);
    EXPECT_EQ(parse_mlflow_request(body, schema)->rows, fmt::format(R"([{{"t":{}}}])", text));
  }
}

}  // namespace
}  // namespace vedette
