// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <chrono>

#include "base/number_text.hpp"

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
  struct Part {
    std::int64_t number;
    std::size_t width;
    char after;
  };
  std::string text;
  for (const Part& part : {Part{static_cast<int>(date.year()), 4, '-'},  // 1677 to 2262
                           Part{static_cast<unsigned>(date.month()), 2, '-'},
                           Part{static_cast<unsigned>(date.day()), 2, 'T'},
                           Part{clock.hours().count(), 2, ':'},
                           Part{clock.minutes().count(), 2, ':'},
                           Part{clock.seconds().count(), 2, '.'},
                           Part{clock.subseconds().count(), 6, 'Z'}}) {
    append_digits(text, static_cast<std::uint64_t>(part.number), part.width);
    text += part.after;
  }
  return text;
}

}  // namespace vedette
