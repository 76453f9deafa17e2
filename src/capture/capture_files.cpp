// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {
namespace {

namespace fs = std::filesystem;

bool looks_like_capture(const fs::path& path) {
  auto source = ByteSource::open(path.string());
  if (!source) return false;
  const auto start = source->peek(32);
  return start && is_capture(*start);
}

Result<std::vector<std::string>> captures_in(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code problem;
  // Not a range-for: its increment throws where the disk fails.
  for (fs::directory_iterator entry(directory, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    std::error_code unknown;  // of one entry, such as a link to nowhere: no capture then
    if (entry->is_regular_file(unknown) && looks_like_capture(entry->path()))
      names.push_back(entry->path().string());
  }
  if (problem)
    return fail(ErrorCode::io, fmt::format("cannot list '{}': {}", directory, problem.message()));
  if (names.empty())
    return fail(ErrorCode::not_found, fmt::format("there is no capture in '{}'", directory),
                "captures are told by their first bytes, whatever their name");
  std::ranges::sort(names);
  return names;
}

void add(CaptureNotes& sum, const CaptureNotes& notes) {
  sum.packets += notes.packets;
  sum.without_time += notes.without_time;
  sum.other_blocks += notes.other_blocks;
  sum.cut_short += notes.cut_short;
}

}  // namespace

Result<CaptureFiles> CaptureFiles::open(const std::vector<std::string>& names) {
  CaptureFiles files;
  for (const std::string& name : names) {
    std::error_code problem;
    if (name != "-" && !fs::exists(name, problem))
      return fail(ErrorCode::not_found, fmt::format("there is no file '{}'", name));
    if (fs::is_directory(name, problem)) {
      const std::vector<std::string> inside = VEDETTE_TRY(captures_in(name));
      files.files_.insert(files.files_.end(), inside.begin(), inside.end());
    } else {
      files.files_.push_back(name);
    }
  }
  for (const std::string& name : files.files_) {
    std::error_code problem;
    const std::uintmax_t size = name == "-" ? 0 : fs::file_size(name, problem);
    if (!problem) files.total_ += size;
  }
  return files;
}

/// False when there are no more files.
Result<bool> CaptureFiles::open_next() {
  if (position_ == files_.size()) return false;
  const std::string& name = files_[position_++];
  ByteSource source = VEDETTE_TRY(ByteSource::open(name));
  reader_.emplace(VEDETTE_TRY(CaptureReader::open(std::move(source))));
  return true;
}

void CaptureFiles::close() {
  add(notes_, reader_->notes());
  read_ += reader_->bytes_read();
  reader_.reset();
}

Result<std::optional<PacketSource::Packets>> CaptureFiles::next(std::size_t max_packets) {
  while (true) {
    if (!reader_) {
      const Result<bool> opened = open_next();
      if (opened && !*opened) return std::nullopt;
      if (!opened) problems_.push_back(opened.error());
      continue;
    }
    auto packets = reader_->next(max_packets);
    if (packets && *packets) return packets;
    if (!packets) problems_.push_back(packets.error());
    close();
  }
}

std::uint64_t CaptureFiles::bytes_read() const {
  return read_ + (reader_ ? reader_->bytes_read() : 0);
}

CaptureNotes CaptureFiles::notes() const {
  CaptureNotes sum = notes_;
  if (reader_) add(sum, reader_->notes());
  return sum;
}

}  // namespace vedette
