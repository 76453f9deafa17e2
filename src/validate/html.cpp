// SPDX-License-Identifier: Apache-2.0
#include "validate/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "validate/numbers.hpp"

namespace vedette {
namespace {

constexpr double kSparkWidth = 168;
constexpr double kSparkHeight = 36;

std::string_view ink_class(Ink ink) {
  switch (ink) {
    case Ink::benign:
      return "benign";
    case Ink::attack:
      return "attack";
    case Ink::plain:
      break;
  }
  return "plain";
}

std::string rect(double x, double y, double width, double height, std::string_view cls) {
  return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                     cls, x, y, width, height);
}

/// The parts of one bar from the ground up; the whole bar has the height of its rooted total.
std::string stacked(const StackedBar& bar, double x, double width, double most) {
  if (bar.total() <= 0) return {};
  const double height = std::max(1.5, kSparkHeight * std::sqrt(bar.total() / most));
  std::string svg;
  double y = kSparkHeight;
  const auto part = [&](double rows, Ink ink) {
    if (rows <= 0) return;
    const double part_height = height * rows / bar.total();
    y -= part_height;
    svg += rect(x, y, width, part_height, ink_class(ink));
  };
  part(bar.benign, Ink::benign);
  part(bar.attack, Ink::attack);
  part(bar.plain, Ink::plain);
  return fmt::format("<g><title>{}: {} rows</title>{}</g>", html_text(bar.label),
                     grouped(static_cast<std::int64_t>(bar.total())), svg);
}

std::string svg_open(std::string_view cls, std::string_view title, std::string_view description) {
  return fmt::format(
      R"(<svg class="{}" viewBox="0 0 {} {}" role="img" preserveAspectRatio="none">)"
      R"(<title>{}</title><desc>{}</desc>)",
      cls, kSparkWidth, kSparkHeight, html_text(title), html_text(description));
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return safe;
}

StackedBar stack(std::string label, const std::vector<std::int64_t>& per_class,
                 const std::vector<ClassCount>& classes) {
  StackedBar bar{std::move(label)};
  const bool two_sided = classes.size() == 2 || (!classes.empty() && classes.front().benign);
  for (std::size_t i = 0; i < per_class.size(); ++i) {
    const auto rows = static_cast<double>(per_class[i]);
    const bool has_side = two_sided && i < classes.size();
    (!has_side ? bar.plain : i == 0 ? bar.benign : bar.attack) += rows;
  }
  return bar;
}

std::string spark_bars(const std::vector<StackedBar>& bars, std::string_view title,
                       std::string_view description) {
  if (bars.empty()) return {};
  double most = 1;
  for (const StackedBar& bar : bars) most = std::max(most, bar.total());
  const double step = std::min(kSparkWidth / static_cast<double>(bars.size()), kSparkWidth / 6);
  std::string svg = svg_open("spark", title, description);
  for (std::size_t i = 0; i < bars.size(); ++i)
    svg += stacked(bars[i], static_cast<double>(i) * step, step * 0.88, most);
  return svg + "</svg>";
}

std::string share_bar(double share, Ink ink, std::string_view title) {
  const double filled = std::clamp(share, 0.0, 1.0) * 100;
  return fmt::format(
      R"(<svg class="share" viewBox="0 0 100 8" role="img" preserveAspectRatio="none">)"
      R"(<title>{}</title><rect class="track" width="100" height="8"/>{})",
      html_text(title),
      filled > 0 ? rect(0, 0, std::max(filled, 0.8), 8, ink_class(ink)) + "</svg>" : "</svg>");
}

std::string drift_bars(const std::vector<DriftBin>& bins, std::string_view title) {
  double most = 1e-9;
  for (const DriftBin& bin : bins) most = std::max({most, bin.reference, bin.current});
  const double step = kSparkWidth / static_cast<double>(std::max<std::size_t>(bins.size(), 6));
  std::string svg = svg_open("spark", title, "dark: current rows; pale: reference rows");
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double x = static_cast<double>(i) * step;
    const double before = kSparkHeight * bins[i].reference / most;
    const double now = kSparkHeight * bins[i].current / most;
    svg += fmt::format("<g><title>{}: {:.1f} % before, {:.1f} % now</title>{}{}</g>",
                       html_text(bins[i].label), 100 * bins[i].reference, 100 * bins[i].current,
                       rect(x, kSparkHeight - before, step * 0.45, before, "reference"),
                       rect(x + step * 0.45, kSparkHeight - now, step * 0.45, now, "current"));
  }
  return svg + "</svg>";
}

}  // namespace vedette
