// SPDX-License-Identifier: Apache-2.0
#include "serve/training_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/promotion.hpp"
#include "pipeline/train_job.hpp"
#include "registry/bundle_format.hpp"
#include "serve/refusal.hpp"
#include "train/learner.hpp"

namespace vedette {
namespace {

constexpr std::string_view kMembers[] = {"dataset",         "model",   "test_dataset", "options",
                                         "learner_options", "promote"};

std::string flag_of(std::string name) {
  std::ranges::replace(name, '_', '-');
  return "--" + name;
}

/// The text that the command line reads back to this value. Arguments end at a zero byte, and
/// control characters have no business in any option.
Result<std::string> argument_of(const Json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : dump_json(value);
  const bool is_plain = std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!is_plain)
    return fail(ErrorCode::invalid_argument, "the value holds control characters");
  return text;
}

tl::unexpected<RequestFault> wrong(std::string pointer, Error error) {
  return tl::unexpected(RequestFault{std::move(pointer), std::move(error)});
}

tl::unexpected<RequestFault> wrong(std::string pointer, std::string message) {
  return wrong(std::move(pointer), Error{ErrorCode::invalid_argument, std::move(message)});
}

std::optional<RequestFault> unknown_member(const Json& body) {
  for (const auto& [name, value] : body.items())
    if (std::ranges::find(kMembers, name) == std::end(kMembers))
      return RequestFault{"/" + pointer_token(name),
                          Error{ErrorCode::invalid_argument,
                                fmt::format("there is no member '{}'", name)}};
  return std::nullopt;
}

/// The values as one object fit together when each does alone; so each is checked alone, for the
/// pointer, and then all of them.
std::optional<RequestFault> check_options(const Json& options) {
  for (const auto& [name, value] : options.items()) {
    const Result<Options> made = make_train_options(Json{{name, value}});
    const Result<std::string> argument = argument_of(value);
    if (!made) return RequestFault{"/options/" + pointer_token(name), made.error()};
    if (!argument) return RequestFault{"/options/" + pointer_token(name), argument.error()};
  }
  for (const std::string& learner : split_list(options.value("learners", "")))
    if (const auto found = find_learner(learner); !found)
      return RequestFault{"/options/learners", found.error()};
  return std::nullopt;
}

std::optional<RequestFault> check_learner(const std::string& name, const Json& options) {
  const std::string pointer = "/learner_options/" + pointer_token(name);
  const auto learner = find_learner(name);
  if (!learner) return RequestFault{pointer, learner.error()};
  if (!options.is_object())
    return RequestFault{pointer, Error{ErrorCode::invalid_argument, "must be an object"}};
  for (const auto& [option, value] : options.items()) {
    const Result<Options> made = Options::make((*learner)->options, Json{{option, value}});
    const Result<std::string> argument = argument_of(value);
    const std::string place = pointer + "/" + pointer_token(option);
    if (!made) return RequestFault{place, made.error()};
    if (!argument) return RequestFault{place, argument.error()};
  }
  return std::nullopt;
}

/// A text member, or `otherwise` where it is absent.
tl::expected<std::string, RequestFault> text_member(const Json& body, const char* name,
                                                    std::string otherwise) {
  if (!body.contains(name)) return otherwise;
  if (!body[name].is_string()) return wrong(fmt::format("/{}", name), "must be text");
  return body[name].get<std::string>();
}

/// The same for names, which have a form of their own.
tl::expected<std::string, RequestFault> name_member(const Json& body, const char* name,
                                                    std::string otherwise) {
  auto text = text_member(body, name, std::move(otherwise));
  if (!text || (text->empty() && !body.contains(name))) return text;
  // Data sets and models have names of the same form.
  if (const Result<> named = check_model_name(*text); !named)
    return wrong(fmt::format("/{}", name), named.error());
  return text;
}

std::optional<RequestFault> read_options(const Json& body, TrainingRequest& request) {
  for (auto [name, target] :
       {std::pair{"options", &request.options}, {"learner_options", &request.learner_options}}) {
    *target = body.value(name, Json::object());
    if (!target->is_object())
      return RequestFault{fmt::format("/{}", name),
                          Error{ErrorCode::invalid_argument, "must be an object"}};
  }
  if (auto fault = check_options(request.options)) return fault;
  for (const auto& [name, options] : request.learner_options.items())
    if (auto fault = check_learner(name, options)) return fault;
  return std::nullopt;
}

}  // namespace

tl::expected<TrainingRequest, RequestFault> training_request_from(const Json& body) {
  if (auto fault = unknown_member(body)) return tl::unexpected(std::move(*fault));
  if (!body.contains("dataset")) return wrong("/dataset", "the data set to learn from is missing");
  TrainingRequest request;
  const auto dataset = name_member(body, "dataset", "");
  if (!dataset) return tl::unexpected(dataset.error());
  const auto model = name_member(body, "model", *dataset);
  if (!model) return tl::unexpected(model.error());
  const auto test_dataset = name_member(body, "test_dataset", "");
  if (!test_dataset) return tl::unexpected(test_dataset.error());
  const auto promote = text_member(body, "promote", "never");
  if (!promote) return tl::unexpected(promote.error());
  if (const auto policy = promotion_policy_from(*promote); !policy)
    return wrong("/promote", Error{ErrorCode::invalid_argument, policy.error().message});
  request.dataset = *dataset;
  request.model = *model;
  request.test_dataset = *test_dataset;
  request.promote = *promote;
  if (auto fault = read_options(body, request)) return tl::unexpected(std::move(*fault));
  return request;
}

Json to_json(const TrainingRequest& request) {
  Json json = {{"dataset", request.dataset}, {"model", request.model}};
  if (!request.test_dataset.empty()) json["test_dataset"] = request.test_dataset;
  json["options"] = request.options;
  json["learner_options"] = request.learner_options;
  json["promote"] = request.promote;
  return json;
}

Result<std::vector<std::string>> train_arguments(const TrainingRequest& request) {
  std::vector<std::string> arguments = {"train", "--dataset=" + request.dataset,
                                        "--model=" + request.model, "--promote=" + request.promote};
  if (!request.test_dataset.empty())
    arguments.push_back("--test-dataset=" + request.test_dataset);
  for (const auto& [name, value] : request.options.items()) {
    const std::string text = VEDETTE_TRY(argument_of(value));
    if (!text.empty()) arguments.push_back(flag_of(name) + "=" + text);
  }
  for (const auto& [learner, options] : request.learner_options.items())
    for (const auto& [option, value] : options.items()) {
      const std::string text = VEDETTE_TRY(argument_of(value));
      arguments.push_back(fmt::format("--learner-option={}.{}={}", learner, option, text));
    }
  return arguments;
}

}  // namespace vedette
