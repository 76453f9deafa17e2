// SPDX-License-Identifier: Apache-2.0
// Several writers at once, and a random history compared with the store in memory.
#include <fmt/format.h>

#include <atomic>

#include "base/parallel.hpp"
#include "base/random.hpp"
#include "store/conformance_cases.hpp"

namespace vedette {
namespace {

using Bench = ConformanceBench;
using Op = Condition::Op;

constexpr int kWriters = 4;

/// Reads, adds one, writes: starts over as long as somebody else was quicker.
Result<> add_one(const Bench& bench) {
  for (;;) {
    auto counter = VEDETTE_TRY(bench.store.get(bench.collection, "counter"));
    VEDETTE_TRY(expect(counter.has_value(), "the counter is there"));
    counter->fields["n"] = std::get<std::int64_t>(counter->fields["n"]) + 1;
    const auto done = bench.store.replace(bench.collection, *counter, Durability::normal);
    if (done || done.error().code != ErrorCode::conflict) return done;
  }
}

Result<> no_update_is_lost(const Bench& bench) {
  constexpr std::int64_t kTurns = 10;
  const Document counter{.id = "counter", .fields = {{"n", std::int64_t{0}}}};
  VEDETTE_TRY(put_all(bench, {&counter, 1}));
  std::vector<Result<>> outcomes(kWriters);
  parallel_for(kWriters, kWriters, [&](std::size_t writer) {
    for (int turn = 0; turn < kTurns && outcomes[writer]; ++turn) outcomes[writer] = add_one(bench);
  });
  for (const Result<>& outcome : outcomes) VEDETTE_TRY(outcome);
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "counter"));
  return expect(back.has_value() && back->version == 1 + kWriters * kTurns &&
                    back->fields.at("n") == FieldValue(kWriters * kTurns),
                "of several replaces of one version exactly one wins");
}

Result<> each_id_is_inserted_once(const Bench& bench) {
  constexpr std::size_t kDocuments = 200;
  std::vector<Document> documents;
  for (std::size_t i = 0; i < kDocuments; ++i) documents.push_back({.id = fmt::format("d{}", i)});
  std::vector<Result<InsertResult>> outcomes(kWriters);
  parallel_for(kWriters, kWriters, [&](std::size_t writer) {
    auto mine = documents;
    Random::for_task(1, writer).shuffle(std::span(mine));
    outcomes[writer] = bench.store.insert(bench.collection, mine, Durability::normal);
  });
  std::size_t inserted = 0;
  for (const auto& outcome : outcomes) {
    const InsertResult result = VEDETTE_TRY(outcome);
    VEDETTE_TRY(expect(result.inserted + result.already_there == kDocuments,
                       "each writer's documents are new or there"));
    inserted += result.inserted;
  }
  return expect(inserted == kDocuments, "each id is new for exactly one writer");
}

/// Makes random documents and questions from small ranges, so that they often meet.
class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
  std::string id() { return fmt::format("d{:02}", below(40)); }
  std::string field() { return fmt::format("f{}", below(3)); }

  FieldValue value() {
    const auto small = static_cast<std::int64_t>(below(5));
    switch (below(4)) {
      case 0:
        return small;
      case 1:
        return static_cast<double>(small) / 2;
      case 2:
        return std::string(static_cast<std::size_t>(small), 'a');
      default:
        return small % 2 == 0;
    }
  }

  Document document() {
    Document made{.id = id(), .body = std::string(below(50), static_cast<char>(below(256)))};
    for (std::uint64_t i = below(4); i > 0; --i) made.fields.insert_or_assign(field(), value());
    return made;
  }

  Condition condition() {
    constexpr Op kOps[] = {Op::equal, Op::not_equal, Op::less,   Op::less_equal,   Op::greater,
                           Op::in,    Op::exists,    Op::prefix, Op::greater_equal};
    Condition made{field(), kOps[below(std::size(kOps))], {}};
    if (made.op == Op::prefix)
      made.values = {std::string(below(4), 'a')};
    else if (made.op == Op::in)
      made.values = {value(), value()};
    else if (made.op != Op::exists)
      made.values = {value()};
    return made;
  }

  Query query() {
    Query made{.limit = 1 + below(20)};
    for (std::uint64_t i = below(3); i > 0; --i) made.all_of.push_back(condition());
    if (below(2) == 0) made.after_id = id();
    return made;
  }

 private:
  Random random_;
};

template <class T>
std::string outcome_of(const Result<T>& result) {
  return result ? "ok" : std::string(to_string(result.error().code));
}

/// The same operation on both stores; the answers must agree.
class Pair {
 public:
  Pair(const Bench& bench, Store& memory) : bench_(bench), memory_(memory) {}

  Result<> insert(const Document& document) {
    const auto a = bench_.store.insert(bench_.collection, {&document, 1}, Durability::normal);
    const auto b = memory_.insert(bench_.collection, {&document, 1}, Durability::normal);
    return expect(a && b && a->inserted == b->inserted, "inserts agree");
  }

  Result<> replace(Document document, std::uint64_t wrong_version) {
    const auto there = VEDETTE_TRY(memory_.get(bench_.collection, document.id));
    document.version = there && wrong_version != 0 ? there->version : 7;
    const auto a = bench_.store.replace(bench_.collection, document, Durability::normal);
    const auto b = memory_.replace(bench_.collection, document, Durability::normal);
    return expect(outcome_of(a) == outcome_of(b), "replaces agree");
  }

  Result<> erase(const Condition& condition) {
    const auto a = VEDETTE_TRY(bench_.store.erase(bench_.collection, {&condition, 1}));
    const auto b = VEDETTE_TRY(memory_.erase(bench_.collection, {&condition, 1}));
    return expect(a == b, "erases agree");
  }

  Result<> ask(const Query& query) {
    const auto a = VEDETTE_TRY(bench_.store.find(bench_.collection, query));
    const auto b = VEDETTE_TRY(memory_.find(bench_.collection, query));
    VEDETTE_TRY(expect(a == b, "pages agree, document by document"));
    const auto m = VEDETTE_TRY(bench_.store.count(bench_.collection, query.all_of));
    const auto n = VEDETTE_TRY(memory_.count(bench_.collection, query.all_of));
    return expect(m == n, "counts agree");
  }

 private:
  const Bench& bench_;
  Store& memory_;
};

Result<> step(Pair& pair, History& history) {
  const std::uint64_t choice = history.below(20);
  if (choice < 8) return pair.insert(history.document());
  if (choice < 12) return pair.replace(history.document(), history.below(4));
  if (choice < 13) return pair.erase(history.condition());
  return pair.ask(history.query());
}

Result<> agrees_with_memory(const Bench& bench) {
  const auto memory = VEDETTE_TRY(open_store("memory:"));
  Pair pair(bench, *memory);
  History history(20'240'131);
  for (int i = 0; i < 400; ++i) {
    const Result<> done = step(pair, history);
    if (!done) return tl::unexpected(Error(done.error()).during(fmt::format("doing step {}", i)));
  }
  return pair.ask({});
}

constexpr ConformanceCaseRow kCases[] = {
    {"concurrency.no_update_is_lost", no_update_is_lost},
    {"concurrency.each_id_is_inserted_once", each_id_is_inserted_once},
    {"random_history.agrees_with_memory", agrees_with_memory},
};

}  // namespace

std::span<const ConformanceCaseRow> concurrency_cases() {
  return kCases;
}

}  // namespace vedette
