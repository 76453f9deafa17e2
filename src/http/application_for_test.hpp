// SPDX-License-Identifier: Apache-2.0
/// An application whose paths show what the transport can do, and a server around it.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "http/client_for_test.hpp"
#include "http/server.hpp"

namespace vedette {

/// A door that holds workers until a test opens it.
class TestGate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  /// Until so many have come to the door.
  void await(int waiting) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, waiting] { return waiting_ >= waiting; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

/// Pieces of given size, then perhaps an error instead of the end.
class CountedPieces final : public BodyStream {
 public:
  CountedPieces(int pieces, std::size_t bytes, std::atomic<int>& made)
      : pieces_(pieces), bytes_(bytes), made_(made) {}
  Result<BodyParts> next() override {
    if (pieces_ < 0) return fail(ErrorCode::io, "the disk is gone");
    if (made_count_ == pieces_) return BodyParts();
    ++made_;
    ++made_count_;
    if (fails_at_ == made_count_) return fail(ErrorCode::io, "the disk is gone");
    const std::string half(bytes_ / 2, static_cast<char>('a' + made_count_ % 26));
    return BodyParts{half, std::string(bytes_ - half.size(), half.empty() ? 'a' : half.front())};
  }
  void fail_at(int piece) { fails_at_ = piece; }

 private:
  int pieces_;
  std::size_t bytes_;
  std::atomic<int>& made_;
  int made_count_ = 0;
  int fails_at_ = -1;
};

/// Text that a test adds from its own thread.
class Announcements final : public EventStream {
 public:
  std::optional<std::string> take() override {
    const std::lock_guard lock(mutex_);
    if (text_.empty() && ended_) return std::nullopt;
    return std::exchange(text_, {});
  }
  void notify(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  void say(const std::string& text) { change([&] { text_ += text; }); }
  void end() {
    change([&] { ended_ = true; });
  }

 private:
  template <class F>
  void change(F what) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      what();
      wake = wake_;
    }
    if (wake) wake();
  }
  std::mutex mutex_;
  std::string text_;
  bool ended_ = false;
  std::function<void()> wake_;
};

class TestApplication : public Application {
 public:
  RequestPlan plan(const RequestHead& head) override {
    RequestPlan plan;
    if (head.path == "/plan-throws") throw std::runtime_error("plan");
    if (head.method == HttpMethod::post && head.path != "/no-body")
      plan.body = head.path == "/spool" ? RequestPlan::Body::spool : RequestPlan::Body::memory;
    plan.max_body = head.path == "/spool" ? 8U << 20 : 4U << 20;
    if (head.path == "/small") plan.max_body = 100;
    if (head.path == "/worker" || head.path == "/wait" || head.path == "/spool")
      plan.where = RequestPlan::Where::worker;
    if (head.path == "/denied") plan.answer = text(401, "no");
    return plan;
  }
  Response respond(Request& request, const RequestPlan&) override {
    const RequestHead& head = request.head;
    if (head.path == "/throws") throw std::runtime_error("respond");
    if (head.path == "/wait") gate.pass();
    if (head.path == "/empty") return text(204, "");
    if (head.path == "/query") return text(200, std::string(head.query_value("a")));
    if (head.path == "/id") return text(200, head.id);
    if (head.path == "/big") return shared();
    if (head.path == "/pieces" || head.path == "/broken" || head.path == "/endless")
      return pieces(head.path);
    if (head.path == "/events") return events();
    if (head.path == "/parts") return parts(head.query_value("size"));
    if (request.file) return text(200, "file " + read_file(request.file->path()).value_or("?"));
    return text(200, std::string(to_string(head.method)) + " " + request.body);
  }
  Response fault(unsigned status, const std::string& detail, const RequestHead*) override {
    return text(status, detail);
  }
  void finished(const RequestHead&, const RequestPlan&, const RequestOutcome& outcome) override {
    const std::lock_guard lock(mutex_);
    outcomes_.push_back(outcome);
    changed_.notify_all();
  }
  /// Waits until so many requests are finished.
  std::vector<RequestOutcome> outcomes(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10),
                      [this, count] { return outcomes_.size() >= count; });
    return outcomes_;
  }

  TestGate gate;
  std::atomic<int> pieces_made{0};
  std::shared_ptr<Announcements> announcements = std::make_shared<Announcements>();
  std::string big = std::string(std::size_t{8} << 20, 'x');

 private:
  /// A hundred and one parts of up to so many bytes; every seventh is empty.
  static Response parts(std::string_view size) {
    BodyParts body;
    for (std::size_t i = 0; i <= 100; ++i)
      body.emplace_back(i % 7 * std::stoul(std::string(size)) / 6, static_cast<char>('a' + i % 26));
    return {.body = std::move(body)};
  }
  static Response text(unsigned status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
  }
  [[nodiscard]] Response shared() const {
    Response response;
    response.body = SharedBody{big};
    return response;
  }
  Response pieces(const std::string& path) {
    const int count = path == "/endless" ? 1'000'000 : 100;
    auto stream = std::make_unique<CountedPieces>(count, 10'000, pieces_made);
    if (path == "/broken") stream->fail_at(3);
    Response response;
    response.body = std::move(stream);
    return response;
  }
  Response events() {
    Response response;
    response.content_type = "text/event-stream";
    response.body = std::shared_ptr<EventStream>(announcements);
    return response;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<RequestOutcome> outcomes_;
};

/// A directory of its own for one test, gone afterwards.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "vedette-http-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    config.port = 0;
    config.spool = scratch.path();
  }
  void start() {
    auto started = Server::start(config, application, log);
    ASSERT_TRUE(started) << to_string(started.error());
    server = std::move(*started);
  }
  HttpClient client() { return HttpClient(server->port()); }
  [[nodiscard]] std::size_t spooled_files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(scratch.path()), {}));
  }

  ScratchDirectory scratch;
  TestApplication application;
  Log log;
  ServerConfig config;
  std::unique_ptr<Server> server;
};

}  // namespace vedette
