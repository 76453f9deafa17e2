// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulator.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <queue>

#include "base/hash.hpp"
#include "simulate/planner.hpp"

namespace vedette {
namespace {

constexpr TimeNs kPlanAhead = 3600 * kSecond;
constexpr std::uint64_t kProgressEvery = 4'096;

/// Frames of one conversation, waiting for their time.
struct UnderWay {
  std::vector<TimedFrame> frames{};
  std::size_t next = 0;
  std::uint64_t order = 0;  ///< of equal times, the conversation begun first goes first

  [[nodiscard]] TimeNs time() const { return frames[next].time; }
};

struct GoesLater {
  bool operator()(const std::unique_ptr<UnderWay>& a, const std::unique_ptr<UnderWay>& b) const {
    return a->time() != b->time() ? a->time() > b->time() : a->order > b->order;
  }
};

std::vector<TimedFrame> play(Transport transport, const Conversation& call, Draws draws) {
  switch (transport) {
    case Transport::tcp:
      return run_tcp(call, std::move(draws));
    case Transport::udp:
      return run_udp(call, std::move(draws));
    case Transport::ping:
      return run_ping(call, std::move(draws));
  }
  return {};
}

class Simulator {
 public:
  Simulator(const SimulationRequest& request, const FrameSink& sink, const WorkContext& work)
      : request_(request),
        sink_(sink),
        work_(work),
        end_(request.start + request.duration),
        planned_until_(request.start),
        network_(request.config.network, Draws(Random::for_task(request.seed, 0))) {}

  Result<Simulation> run() {
    for (;;) {
      while (planned_.empty() && planned_until_ < end_) plan_next_hour();
      const bool nothing_to_begin = planned_.empty();
      if (under_way_.empty() && nothing_to_begin) break;
      if (under_way_.empty() ||
          (!nothing_to_begin && planned_.front().plan.at <= under_way_.front()->time()))
        begin_next();
      else
        VEDETTE_TRY(pass_on_next());
    }
    return std::move(result_);
  }

 private:
  void plan_next_hour() {
    const TimeSpan span = {planned_until_, std::min(planned_until_ + kPlanAhead, end_)};
    const auto hour = static_cast<std::uint64_t>((planned_until_ - request_.start) / kPlanAhead);
    for (const std::string& name : request_.scenarios) {
      const Result<const ScenarioEntry*> entry = find_scenario(name);
      check(entry.has_value(), "scenarios were chosen from the catalogue");
      // By its name, so that leaving out others does not change what a scenario does.
      const std::uint64_t own_seed = request_.seed ^ hash128(name).low;
      Planner planner(**entry, request_.config.scenarios.find(name)->second, network_, span,
                      Draws(Random::for_task(own_seed, hour)), ports_, result_.labels);
      (*entry)->plan(planner);
      std::ranges::move(planner.take(), std::back_inserter(planned_));
    }
    std::ranges::stable_sort(planned_, {}, [](const PlannedSession& s) { return s.plan.at; });
    planned_until_ = span.end;
  }

  void begin_next() {
    PlannedSession session = std::move(planned_.front());
    planned_.pop_front();
    const CallPlan& plan = session.plan;
    Conversation call = {.ends = {plan.client, plan.server, plan.client_port, plan.server_port},
                 .start = plan.at,
                 .listener = plan.listener,
                 .manner = plan.manner,
                 .router = plan.router,
                 .client_stack = plan.client_stack};
    plan.talk(call.dialogue, session.draws);
    auto frames = play(session.transport, call, session.draws.fork());
    label(session, call, frames);
    if (frames.empty() || frames.front().time >= end_) return;
    ScenarioCount& count = result_.scenarios[session.scenario->name];
    ++count.conversations;
    count.packets += static_cast<std::uint64_t>(
        std::ranges::count_if(frames, [&](const TimedFrame& frame) { return frame.time < end_; }));
    push(std::make_unique<UnderWay>(UnderWay{std::move(frames), 0, begun_++}));
  }

  void label(const PlannedSession& session, const Conversation& call,
             const std::vector<TimedFrame>& frames) {
    const ScenarioEntry& scenario = *session.scenario;
    if (scenario.intent == Intent::benign) return;
    if (session.campaign)
      result_.labels.add_to_campaign(*session.campaign, frames, end_);
    else
      result_.labels.add(call, frames, end_, scenario.name, scenario.attempted);
  }

  Result<> pass_on_next() {
    std::ranges::pop_heap(under_way_, GoesLater{});
    std::unique_ptr<UnderWay> first = std::move(under_way_.back());
    under_way_.pop_back();
    TimedFrame frame = std::move(first->frames[first->next++]);
    if (frame.time >= end_) return {};  // the rest of this conversation comes too late
    VEDETTE_TRY(sink_(frame.time, frame.bytes));
    ++result_.packets;
    result_.bytes += frame.bytes.size();
    if (result_.packets % kProgressEvery == 0) {
      if (work_.stopped()) return fail(ErrorCode::cancelled, "the simulation was stopped");
      work_.progress("simulating", static_cast<std::uint64_t>(frame.time - request_.start),
                     static_cast<std::uint64_t>(request_.duration));
    }
    if (first->next < first->frames.size()) push(std::move(first));
    return {};
  }

  void push(std::unique_ptr<UnderWay> conversation) {
    under_way_.push_back(std::move(conversation));
    std::ranges::push_heap(under_way_, GoesLater{});
  }

  const SimulationRequest& request_;
  const FrameSink& sink_;
  const WorkContext& work_;
  TimeNs end_;
  TimeNs planned_until_;
  Network network_;
  PortBook ports_;
  std::deque<PlannedSession> planned_;                ///< in order of time
  std::vector<std::unique_ptr<UnderWay>> under_way_;  ///< heap by time of the next frame
  std::uint64_t begun_ = 0;
  Simulation result_;
};

}  // namespace

Result<Simulation> simulate(const SimulationRequest& request, const FrameSink& sink,
                            const WorkContext& work) {
  return Simulator(request, sink, work).run();
}

}  // namespace vedette
