// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <fmt/format.h>

#include <chrono>

namespace vedette {

Clock system_clock() {
  return [] {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  };
}

std::string format_time(TimeNs time) {
  using namespace std::chrono;
  const sys_time<nanoseconds> point{nanoseconds{time}};
  const auto day = floor<days>(point);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<microseconds>(point - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace vedette
